// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.demo;

import io.ringtail.benchmarks.report.Figures;
import io.ringtail.benchmarks.report.Progress;
import io.ringtail.driver.api.Level;
import io.ringtail.driver.api.RowWrite;
import io.ringtail.driver.api.Table;
import java.util.List;

/** Writes all of Unicode through the driver, many rows a call. */
final class LoadUnicode implements TourStep {
  private static final int ROWS_A_CALL = 500;

  @Override
  public String title() {
    return "Writing all of Unicode through the driver, at QUORUM";
  }

  @Override
  public void run(Tour tour) {
    Table table = UnicodeTable.create(tour.session());
    List<CodePoint> all = CodePoint.all();
    long startNanos = System.nanoTime();
    try (Progress progress = new Progress(tour.terminal(), "writing", all.size(), "rows")) {
      for (int from = 0; from < all.size(); from += ROWS_A_CALL) {
        int to = Math.min(all.size(), from + ROWS_A_CALL);
        List<RowWrite> rows =
            all.subList(from, to).stream()
                .map(codePoint -> UnicodeTable.insert(table, codePoint))
                .toList();
        table.writeAll(rows, tour.options(Level.QUORUM)).toCompletableFuture().join();
        progress.at(to);
      }
    }
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    tour.terminal()
        .good(
            Figures.format(all.size())
                + " code points are on disk on two of three nodes at least: "
                + Figures.format(all.size() / seconds)
                + " rows/s");
  }
}
