// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.compaction;

import io.ringtail.node.storage.sstable.SsTable;
import io.ringtail.node.storage.sstable.TableStatistics;

/**
 * What strategies know of a file. Immutable.
 *
 * @param level 0 for files that may overlap others of their level
 * @param tokenMin least token, unsigned
 * @param tokenMax greatest token, unsigned
 * @param timestampMin no version in it is older
 * @param timestampMax no version in it is younger
 * @param liveUntilMillis when the last value in it has expired; {@link #FOR_EVER} when one never
 *     does
 * @param droppableShare about which part of what it says are deletions that are old enough to leave
 * @param repairedAtMillis by when all replicas had all of it; 0 when that is not known
 */
public record FileFacts(
    long fileId,
    int level,
    long bytes,
    long tokenMin,
    long tokenMax,
    long timestampMin,
    long timestampMax,
    long liveUntilMillis,
    double droppableShare,
    long repairedAtMillis) {
  /** The end of what does not expire. */
  public static final long FOR_EVER = TableStatistics.FOR_EVER;

  /**
   * What is known of an open table.
   *
   * @param droppableMillis deletions from before this moment are old enough to leave
   */
  public static FileFacts of(SsTable table, int level, long droppableMillis) {
    TableStatistics statistics = table.statistics();
    long all = statistics.counts().cells() + statistics.counts().tombstones();
    return new FileFacts(
        table.fileId(),
        level,
        table.fileBytes(),
        statistics.tokenMin(),
        statistics.tokenMax(),
        statistics.timestampMin(),
        statistics.timestampMax(),
        statistics.liveUntilMillis(),
        (double) statistics.droppableBefore(droppableMillis) / Math.max(1, all),
        statistics.repairedAtMillis());
  }

  /** Whether a partition may be in both. */
  boolean overlaps(FileFacts other) {
    return overlaps(other.tokenMin, other.tokenMax);
  }

  /** Whether it may hold a token of a range, bounds included. */
  boolean overlaps(long min, long max) {
    return Long.compareUnsigned(tokenMin, max) <= 0 && Long.compareUnsigned(min, tokenMax) <= 0;
  }

  FileFacts withLevel(int other) {
    return new FileFacts(
        fileId,
        other,
        bytes,
        tokenMin,
        tokenMax,
        timestampMin,
        timestampMax,
        liveUntilMillis,
        droppableShare,
        repairedAtMillis);
  }
}
