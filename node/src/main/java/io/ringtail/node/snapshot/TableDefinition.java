// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.snapshot;

import io.ringtail.protocol.schema.Column;
import io.ringtail.protocol.schema.CompactionStrategy;
import io.ringtail.protocol.schema.CompactionStrategy.Leveled;
import io.ringtail.protocol.schema.CompactionStrategy.SizeTiered;
import io.ringtail.protocol.schema.CompactionStrategy.TimeWindow;
import io.ringtail.protocol.schema.Table;
import io.ringtail.protocol.schema.TableOptions;
import io.ringtail.protocol.schema.TombstoneGc;
import io.ringtail.protocol.schema.TombstoneGc.Grace;
import io.ringtail.protocol.schema.TombstoneGc.Repaired;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The CREATE TABLE statement that makes a table like a given one, in one line. */
final class TableDefinition {
  private TableDefinition() {}

  static String of(Table table) {
    return "CREATE TABLE "
        + quoted(table.name().keyspace())
        + "."
        + quoted(table.name().table())
        + " ("
        + table.columns().stream()
            .map(column -> quoted(column.name()) + " " + column.type())
            .collect(Collectors.joining(", "))
        + ", PRIMARY KEY (("
        + names(table.partitionKey())
        + ")"
        + table.clusteringKey().stream()
            .map(column -> ", " + quoted(column.name()))
            .collect(Collectors.joining())
        + ")) WITH "
        + String.join(" AND ", properties(table));
  }

  private static List<String> properties(Table table) {
    List<String> properties = new ArrayList<>();
    if (!table.clusteringKey().isEmpty()) {
      properties.add(
          "CLUSTERING ORDER BY ("
              + table.clusteringKey().stream()
                  .map(column -> quoted(column.name()) + (column.descending() ? " DESC" : " ASC"))
                  .collect(Collectors.joining(", "))
              + ")");
    }
    TableOptions options = table.options();
    properties.add("default_ttl = " + options.defaultTtlMillis() / 1_000);
    properties.add(compaction(options.compaction()));
    properties.add("compression = '" + options.compression().name().toLowerCase(Locale.ROOT) + "'");
    properties.add(tombstoneGc(options.tombstoneGc()));
    properties.add("writes = '" + options.writes().name().toLowerCase(Locale.ROOT) + "'");
    return properties;
  }

  private static String compaction(CompactionStrategy strategy) {
    return switch (strategy) {
      case SizeTiered tiered ->
          "compaction = 'size-tiered' AND compaction_files_min = " + tiered.filesMin();
      case Leveled leveled ->
          "compaction = 'leveled' AND compaction_file_bytes = " + leveled.fileBytes();
      case TimeWindow window ->
          "compaction = 'time-window' AND compaction_window = " + window.windowMillis() / 1_000;
    };
  }

  private static String tombstoneGc(TombstoneGc rule) {
    return switch (rule) {
      case Repaired _ -> "tombstone_gc = 'repaired'";
      case Grace grace ->
          "tombstone_gc = 'grace' AND gc_grace_seconds = " + grace.graceMillis() / 1_000;
    };
  }

  private static String names(List<Column> columns) {
    return columns.stream().map(column -> quoted(column.name())).collect(Collectors.joining(", "));
  }

  /** A name may be a word of the grammar. */
  private static String quoted(String name) {
    return '"' + name + '"';
  }
}
