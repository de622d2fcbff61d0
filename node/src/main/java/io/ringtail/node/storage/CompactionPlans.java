// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import io.ringtail.node.storage.compaction.Compaction;
import io.ringtail.node.storage.compaction.FileFacts;
import io.ringtail.node.storage.compaction.Pick;
import io.ringtail.node.storage.compaction.TombstonePurge;
import io.ringtail.node.storage.sstable.Purge;
import io.ringtail.node.storage.sstable.SsTable;
import io.ringtail.protocol.schema.TableOptions;
import io.ringtail.protocol.schema.TombstoneGc;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntToLongFunction;

/**
 * How a pick is carried out: over which ranges of tokens, and with what leaving for good. Confined
 * to the loop.
 */
final class CompactionPlans {
  /**
   * A cell becomes a tombstone when it expired so long ago by this node's clock: readers bring
   * their own time, and no clock is a day behind.
   */
  private static final long EXPIRED_AGO_MILLIS = TimeUnit.DAYS.toMillis(1);

  /** Smaller parts than this are merged in less than a tenth of a second. */
  private static final long PART_BYTES_MIN = 8 << 20;

  private final Flusher.Place place;
  private final TableSet tables;
  private final IntToLongFunction memtableTimestampMin;

  /**
   * Plans for a shard.
   *
   * @param memtableTimestampMin by id of the table: no version in its memtables is older
   */
  CompactionPlans(Flusher.Place place, TableSet tables, IntToLongFunction memtableTimestampMin) {
    this.place = place;
    this.tables = tables;
    this.memtableTimestampMin = memtableTimestampMin;
  }

  /** Values that expired by this moment are gone for every reader. */
  long expiredMillis() {
    return place.clock().wallMillis() - EXPIRED_AGO_MILLIS;
  }

  /** No version in a table's memtables is older. */
  long memtableTimestampMin(int tableId) {
    return memtableTimestampMin.applyAsLong(tableId);
  }

  /** Deletions of a table from before this moment may be old enough to leave. */
  long droppableMillis(int tableId) {
    return switch (place.options().of(tableId).tombstoneGc()) {
      case TombstoneGc.Grace grace ->
          Math.min(expiredMillis(), place.clock().wallMillis() - grace.graceMillis());
      case TombstoneGc.Repaired repaired -> 0;
    };
  }

  /**
   * The files of a table that a merge of some of them has to ask before it lets a deletion leave.
   */
  List<SsTable> outside(int tableId, List<SsTable> sources) {
    List<SsTable> outside = new ArrayList<>(tables.of(tableId));
    outside.removeAll(sources);
    return outside;
  }

  /**
   * The merges, over disjoint ranges, that together are a pick.
   *
   * @param outside the table's other files, which stay open until the merges have ended
   * @param partsMax how many may run at once
   */
  List<Compaction.Plan> of(
      int tableId, Pick pick, List<SsTable> sources, List<SsTable> outside, int partsMax) {
    TableOptions options = place.options().of(tableId);
    long parts = pick.splits() ? Math.clamp(pick.bytes() / PART_BYTES_MIN, 1, partsMax) : 1;
    long min = pick.tokenMin();
    long max = pick.tokenMax();
    if (Long.compareUnsigned(max - min, parts) < 0) {
      parts = 1;
    }
    long step = Long.divideUnsigned(max - min, parts);
    List<Compaction.Plan> plans = new ArrayList<>();
    for (long part = 0; part < parts; part++) {
      long from = min + part * step + (part == 0 ? 0 : 1);
      long to = part == parts - 1 ? max : min + (part + 1) * step;
      plans.add(
          new Compaction.Plan(
              place.disk(),
              place.folder(),
              sources,
              from,
              to,
              pick.fileBytes(),
              options.compression(),
              purge(tableId, pick.files(), sources, outside)));
    }
    return plans;
  }

  /** The timestamp below which deletions may be gone once files are moved or dropped whole. */
  static long purgedBelow(Pick pick) {
    return pick.action() == Pick.Action.DROP
        ? pick.files().stream().mapToLong(FileFacts::timestampMax).max().orElse(0) + 1
        : 0;
  }

  private Purge purge(
      int tableId, List<FileFacts> files, List<SsTable> sources, List<SsTable> outside) {
    long olderThan =
        TombstonePurge.olderThan(
            place.options().of(tableId).tombstoneGc(), files, place.clock().wallMillis());
    long deletions = 0;
    for (SsTable source : sources) {
      deletions += source.statistics().tombstones().total();
    }
    return new TombstonePurge(
        expiredMillis(), deletions == 0 ? 0 : olderThan, memtableTimestampMin(tableId), outside);
  }
}
