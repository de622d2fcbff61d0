// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.cli;

import io.ringtail.node.storage.HiddenTables;
import io.ringtail.node.storage.sstable.SsTable;
import io.ringtail.node.storage.sstable.TableStatistics;
import io.ringtail.node.storage.sstable.TombstoneHistogram;
import io.ringtail.protocol.time.Timestamp;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;

/** Writes what is in a table as text. */
final class TableText {
  /** Longest bar of the plot; shorter ones are in proportion. */
  private static final int BAR_CELLS = 40;

  /** Lines of the plot: neighbouring buckets share one where there are more. */
  private static final int PLOT_LINES = 16;

  private TableText() {}

  /** The statistics of a table, with a plot of its tombstones. */
  static String statistics(SsTable table) {
    TableStatistics statistics = table.statistics();
    TableStatistics.Counts counts = statistics.counts();
    StringBuilder text = new StringBuilder();
    text.append(table.path()).append('\n');
    line(
        text,
        "table",
        String.format(
            Locale.ROOT,
            "%d%s, file %d",
            statistics.tableId(),
            HiddenTables.isHidden(statistics.tableId())
                ? " (the conditional writes of " + HiddenTables.owner(statistics.tableId()) + ")"
                : "",
            table.fileId()));
    line(
        text,
        "bytes",
        String.format(
            Locale.ROOT,
            "%d in the file, blocks %d raw and %d stored (%s)",
            table.fileBytes(),
            statistics.rawBytes(),
            statistics.storedBytes(),
            statistics.compression()));
    line(
        text,
        "memory",
        String.format(Locale.ROOT, "%d bytes for index and filters", table.memoryBytes()));
    line(
        text,
        "holds",
        String.format(
            Locale.ROOT,
            "%d partitions, %d rows, %d INSERT marks, %d cells of columns %s",
            counts.partitions(),
            counts.rows(),
            counts.marks(),
            counts.cells(),
            statistics.columns()));
    line(
        text,
        "deletions",
        String.format(
            Locale.ROOT,
            "%d, %d of rows, %d of ranges and partitions",
            counts.tombstones(),
            counts.rowDeletions(),
            counts.wideDeletions()));
    bounds(text, statistics);
    plot(text, statistics.tombstones());
    return text.toString();
  }

  private static void bounds(StringBuilder text, TableStatistics statistics) {
    line(
        text,
        "tokens",
        String.format(Locale.ROOT, "%016x to %016x", statistics.tokenMin(), statistics.tokenMax()));
    line(
        text,
        "clustering",
        String.format(
            Locale.ROOT,
            "%s to %s",
            bytes(statistics.clusteringMin()),
            bytes(statistics.clusteringMax())));
    line(
        text,
        "written",
        String.format(
            Locale.ROOT,
            "%s to %s",
            time(Timestamp.millis(statistics.timestampMin())),
            time(Timestamp.millis(statistics.timestampMax()))));
    long until = statistics.liveUntilMillis();
    line(
        text,
        "live until",
        String.format(
            Locale.ROOT, "%s", until == TableStatistics.FOR_EVER ? "for ever" : time(until)));
    long repaired = statistics.repairedAtMillis();
    line(
        text,
        "repaired",
        String.format(Locale.ROOT, "%s", repaired == 0 ? "not known" : time(repaired)));
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(String.format(Locale.ROOT, "  %-11s %s%n", name, value));
  }

  private static void plot(StringBuilder text, TombstoneHistogram histogram) {
    line(text, "deleted or", String.format(Locale.ROOT, "expiring: %d", histogram.total()));
    if (histogram.buckets() == 0) {
      return;
    }
    long first = histogram.startMillis(0);
    long last = histogram.startMillis(histogram.buckets() - 1) + histogram.widthMillis();
    long width = (last - first + PLOT_LINES - 1) / PLOT_LINES;
    long[] counts = new long[PLOT_LINES];
    long most = 1;
    for (int i = 0; i < histogram.buckets(); i++) {
      int row = (int) ((histogram.startMillis(i) - first) / width);
      counts[row] += histogram.count(i);
      most = Math.max(most, counts[row]);
    }
    for (int i = 0; i < PLOT_LINES && first + i * width < last; i++) {
      int cells = (int) ((counts[i] * BAR_CELLS + most - 1) / most);
      line(
          text,
          "",
          String.format(
              Locale.ROOT, "%s %9d %s", time(first + i * width), counts[i], "#".repeat(cells)));
    }
  }

  /** Bytes in hexadecimal digits, and as text where all of it can be printed. */
  static String bytes(byte[] bytes) {
    if (bytes.length == 0) {
      return "-";
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    boolean printable =
        text.codePoints().noneMatch(each -> Character.isISOControl(each) || each == 0xFFFD);
    return HexFormat.of().formatHex(bytes) + (printable ? " \"" + text + '"' : "");
  }

  /** A moment, in milliseconds where it is out of all calendars. */
  static String time(long millis) {
    try {
      return Instant.ofEpochMilli(millis).toString();
    } catch (DateTimeException far) {
      return millis + " ms";
    }
  }
}
