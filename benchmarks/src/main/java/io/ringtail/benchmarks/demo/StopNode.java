// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.demo;

import io.ringtail.benchmarks.report.Figures;
import io.ringtail.benchmarks.report.Progress;
import io.ringtail.driver.api.Key;
import io.ringtail.driver.api.Level;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.ResultRow;
import io.ringtail.driver.api.Table;
import java.util.List;

/** Stops a node and goes on reading and writing at QUORUM. */
final class StopNode implements TourStep {
  static final int NODE = 2;

  /** The name that a row gets while the node is down. */
  static final String NAME = "RENAMED WHILE A NODE WAS DOWN";

  private static final int ROWS = 2_000;

  @Override
  public String title() {
    return "Stopping node " + (NODE + 1) + " while reads and writes go on at QUORUM";
  }

  @Override
  public void run(Tour tour) {
    Table table = tour.session().table(UnicodeTable.NAME);
    RequestOptions quorum = tour.options(Level.QUORUM);
    List<CodePoint> all = CodePoint.all();
    int stride = all.size() / ROWS;
    long slowestNanos = 0;
    try (Progress progress = new Progress(tour.terminal(), "reading and writing", ROWS, "rows")) {
      for (int i = 0; i < ROWS; i++) {
        if (i == ROWS / 10) {
          tour.nodes().stop(NODE);
        }
        int codePoint = all.get(i * stride).value();
        long startNanos = System.nanoTime();
        table
            .write(UnicodeTable.rename(table, codePoint, NAME), quorum)
            .toCompletableFuture()
            .join();
        ResultRow row = table.get(Key.of(codePoint), quorum).toCompletableFuture().join();
        slowestNanos = Math.max(slowestNanos, System.nanoTime() - startNanos);
        Tour.check(
            row != null && NAME.equals(row.get(UnicodeTable.CHARACTER_NAME)),
            "the write of code point "
                + codePoint
                + " was acknowledged but is not read back: "
                + row);
        tour.writtenWhileDown().add(codePoint);
        progress.at(i + 1);
      }
    }
    tour.terminal()
        .good(
            Figures.format(ROWS)
                + " rows written and read back, no error; the slowest pair took "
                + Figures.micros(slowestNanos / 1e3));
  }
}
