// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.engine;

import io.ringtail.benchmarks.report.Figures;
import io.ringtail.benchmarks.report.TextTable;
import org.jspecify.annotations.Nullable;

/** A report as people read it. Stateless. */
public final class EngineTable {
  private static final String NONE = "-";

  private EngineTable() {}

  /** The table of rows, the table of growth, and what one has to know to read them. */
  public static String of(EngineReport report) {
    StringBuilder text = new StringBuilder("\n");
    TextTable table =
        new TextTable("", "unit", "Ringtail", "RocksDB", "ratio", "range", "bar", "reached");
    for (EngineReport.Comparison row : report.comparisons()) {
      Series rocks = row.rocks();
      table.row(
          row.what(),
          row.unit(),
          row.ringtail().median(),
          rocks == null ? NONE : rocks.median(),
          row.ratio() == null ? NONE : row.ratio(),
          range(row.ratioLeast(), row.ratioMost()),
          row.bar(),
          row.reached() == null ? NONE : row.reached() ? "yes" : "NO");
    }
    text.append(table.render());
    if (!report.growth().isEmpty()) {
      text.append('\n').append(growth(report));
    }
    return text.append("medians of ")
        .append(report.plan().pairs())
        .append(" runs, every answer checked; load average ")
        .append(Figures.format(report.loadAverage()))
        .append('\n')
        .toString();
  }

  private static String range(@Nullable Double least, @Nullable Double most) {
    return least == null || most == null
        ? NONE
        : Figures.format(least) + ".." + Figures.format(most);
  }

  private static String growth(EngineReport report) {
    TextTable table = new TextTable("CPU us", "records", "cost", "per decade");
    for (EngineReport.Growth growth : report.growth()) {
      growth
          .microsByRecords()
          .forEach((records, micros) ->
              table.row(
                  growth.engine().title() + ", " + growth.what(),
                  records,
                  micros,
                  growth.perDecade()));
    }
    return table.render();
  }
}
