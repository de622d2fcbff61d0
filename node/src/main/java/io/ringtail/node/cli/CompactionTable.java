// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.cli;

import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.message.EndedCompaction;
import io.ringtail.protocol.message.Response.StorageDone;
import io.ringtail.protocol.message.ShardStatus;
import io.ringtail.protocol.schema.CompactionStrategy;
import io.ringtail.protocol.schema.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Lays what a node's storage does and has done out for people to read. */
final class CompactionTable {
  private CompactionTable() {}

  static String status(ClusterMap map, StorageDone status) {
    StringBuilder out = new StringBuilder();
    List<List<String>> shards = new ArrayList<>();
    shards.add(
        List.of(
            "SHARD",
            "COMPACTIONS",
            "PENDING",
            "TO READ",
            "FLUSHES",
            "LOG SEGMENTS",
            "RECORDS/FSYNC",
            "CACHE",
            "OF",
            "HITS",
            "SUSPECT SLICES"));
    status.shards().forEach(each -> shards.add(shard(each)));
    TextTable.append(out, shards);
    out.append("\ncompactions of all shards may merge ")
        .append(
            status.compactionBytesPerSecond() == 0
                ? "as much as they can"
                : TextTable.bytes(status.compactionBytesPerSecond()) + " a second")
        .append("; they have waited for that ")
        .append(TextTable.seconds(status.compactionsWaitedMillis()))
        .append('\n');
    Set<String> paused = new TreeSet<>();
    for (ShardStatus each : status.shards()) {
      each.compactions().pausedTables().forEach(id -> paused.add(name(map, id)));
    }
    if (!paused.isEmpty()) {
      out.append("paused by name: ").append(String.join(", ", paused)).append('\n');
    }
    running(map, status, out);
    return out.toString();
  }

  private static List<String> shard(ShardStatus status) {
    ShardStatus.Compactions compactions = status.compactions();
    ShardStatus.Log log = status.log();
    ShardStatus.Cache cache = status.cache();
    return List.of(
        Integer.toString(status.shard()),
        state(compactions),
        Integer.toString(compactions.pendingJobs()),
        TextTable.bytes(compactions.pendingBytes()),
        Integer.toString(status.flushesWaiting()),
        Integer.toString(log.segments()),
        log.fsyncs() == 0
            ? "-"
            : String.format(Locale.ROOT, "%.1f", (double) log.records() / log.fsyncs()),
        TextTable.bytes(cache.bytes()),
        TextTable.bytes(cache.bytesMax()),
        cache.hits() + cache.misses() == 0
            ? "-"
            : String.format(
                Locale.ROOT, "%.1f %%", 100.0 * cache.hits() / (cache.hits() + cache.misses())),
        Integer.toString(status.suspectSlices()));
  }

  private static String state(ShardStatus.Compactions compactions) {
    if (compactions.paused()) {
      return "paused";
    }
    String running =
        compactions.running().isEmpty() ? "idle" : compactions.running().size() + " running";
    return compactions.roomIsScarce() ? running + ", disk full" : running;
  }

  private static void running(ClusterMap map, StorageDone status, StringBuilder out) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("SHARD", "TABLE", "STRATEGY", "FILES", "DONE", "OF", "PROGRESS"));
    for (ShardStatus shard : status.shards()) {
      for (ShardStatus.Running each : shard.compactions().running()) {
        rows.add(
            List.of(
                Integer.toString(shard.shard()),
                name(map, each.tableId()),
                strategy(map, each.tableId()),
                Integer.toString(each.files()),
                TextTable.bytes(each.bytesDone()),
                TextTable.bytes(each.bytesTotal()),
                100 * each.bytesDone() / Math.max(1, each.bytesTotal()) + " %"));
      }
    }
    if (rows.size() > 1) {
      out.append('\n');
      TextTable.append(out, rows);
    }
  }

  static String history(ClusterMap map, List<EndedCompaction> ended) {
    StringBuilder out = new StringBuilder();
    if (ended.isEmpty()) {
      return out.append("no compaction has ended since the node was started\n").toString();
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "BEGUN", "SHARD", "TABLE", "TOOK", "FILES", "SIZE", "CELLS", "TOMBSTONES", "RESULT"));
    for (EndedCompaction each : ended) {
      boolean failed = !each.problem().isEmpty();
      rows.add(
          List.of(
              Instant.ofEpochMilli(each.startedMillis()).toString(),
              Integer.toString(each.shard()),
              name(map, each.tableId()),
              TextTable.seconds(each.tookMillis()),
              change(failed, Integer.toString(each.filesIn()), Integer.toString(each.filesOut())),
              change(failed, TextTable.bytes(each.bytesIn()), TextTable.bytes(each.bytesOut())),
              change(failed, Long.toString(each.cellsIn()), Long.toString(each.cellsOut())),
              change(
                  failed, Long.toString(each.tombstonesIn()), Long.toString(each.tombstonesOut())),
              failed ? "failed: " + each.problem() : "done"));
    }
    TextTable.append(out, rows);
    return out.toString();
  }

  private static String change(boolean failed, String before, String after) {
    return failed ? before : before + " -> " + after;
  }

  private static String name(ClusterMap map, int tableId) {
    Table table = map.schema().tablesById().get(tableId);
    return table == null ? "dropped-" + tableId : table.name().toString();
  }

  private static String strategy(ClusterMap map, int tableId) {
    Table table = map.schema().tablesById().get(tableId);
    return table == null
        ? "-"
        : switch (table.options().compaction()) {
          case CompactionStrategy.SizeTiered tiered -> "size-tiered";
          case CompactionStrategy.Leveled leveled -> "leveled";
          case CompactionStrategy.TimeWindow window -> "time-window";
        };
  }
}
