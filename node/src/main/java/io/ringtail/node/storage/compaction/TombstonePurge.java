// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.compaction;

import io.ringtail.node.storage.sstable.Purge;
import io.ringtail.node.storage.sstable.SsTable;
import io.ringtail.node.storage.sstable.TableStatistics;
import io.ringtail.protocol.row.Version;
import io.ringtail.protocol.schema.TombstoneGc;
import io.ringtail.protocol.time.Timestamp;
import java.util.List;

/**
 * Lets a deletion leave when it is known to be old enough, and when nothing outside the compaction
 * can hold anything of its partition that is not younger: {@code docs/storage.md} has the argument.
 * Confined to the thread that merges.
 */
public final class TombstonePurge implements Purge {
  private final long expiredMillis;
  private final long olderThan;
  private final long memtableTimestampMin;
  private final List<SsTable> outside;

  /** The partition that was asked about last, and the least timestamp of it outside. */
  private long askedToken;

  private long askedTimestampMin;
  private boolean asked;

  /**
   * A rule for one compaction.
   *
   * @param expiredMillis cells that expired by this time become tombstones
   * @param olderThan timestamp that a deletion must be older than; 0 for no deletion
   * @param memtableTimestampMin no version in the table's memtables is older
   * @param outside all files of the table that are not merged; open as long as this is used
   */
  public TombstonePurge(
      long expiredMillis, long olderThan, long memtableTimestampMin, List<SsTable> outside) {
    this.expiredMillis = expiredMillis;
    this.olderThan = olderThan;
    this.memtableTimestampMin = memtableTimestampMin;
    this.outside = List.copyOf(outside);
  }

  /**
   * The timestamp that deletions in some files must be older than to leave under a rule; 0 where
   * none may leave.
   */
  public static long olderThan(TombstoneGc rule, List<FileFacts> files, long nowMillis) {
    return switch (rule) {
      case TombstoneGc.Grace grace ->
          Timestamp.ofMillis(
              Math.max(0, nowMillis - Math.max(TombstoneGc.AGE_MILLIS_MIN, grace.graceMillis())));
      case TombstoneGc.Repaired repaired ->
          Timestamp.ofMillis(files.stream().mapToLong(FileFacts::repairedAtMillis).min().orElse(0));
    };
  }

  @Override
  public long expiredMillis() {
    return expiredMillis;
  }

  @Override
  public long olderThan() {
    return olderThan;
  }

  @Override
  public boolean droppable(long token, Version deletion) {
    return deletion.count() == 0
        && deletion.timestamp() < olderThan
        && deletion.timestamp() < timestampMin(token);
  }

  /** No version of a partition outside the compaction is older than this. */
  private long timestampMin(long token) {
    if (!asked || token != askedToken) {
      asked = true;
      askedToken = token;
      askedTimestampMin = memtableTimestampMin;
      for (SsTable table : outside) {
        TableStatistics statistics = table.statistics();
        if (statistics.timestampMin() < askedTimestampMin
            && Long.compareUnsigned(statistics.tokenMin(), token) <= 0
            && Long.compareUnsigned(token, statistics.tokenMax()) <= 0
            && table.mayContain(token)) {
          askedTimestampMin = statistics.timestampMin();
        }
      }
    }
    return askedTimestampMin;
  }
}
