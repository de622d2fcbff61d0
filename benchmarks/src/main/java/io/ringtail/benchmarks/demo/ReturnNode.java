// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.demo;

import io.ringtail.benchmarks.report.Figures;
import io.ringtail.driver.api.Key;
import io.ringtail.driver.api.Level;
import io.ringtail.driver.api.NodeMetrics;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.ResultRow;
import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.api.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * Brings the stopped node back and reads at ALL what was written meanwhile, until no read has
 * anything left to repair.
 */
final class ReturnNode implements TourStep {
  private static final int ROWS_A_CALL = 250;
  private static final int PASSES_MAX = 10;
  private static final long RETURN_MILLIS_MAX = 20_000;
  private static final long RETRY_MILLIS = 50;

  @Override
  public String title() {
    return "Bringing it back: it catches up by being read";
  }

  @Override
  public void run(Tour tour) throws InterruptedException {
    long before = repairs(tour);
    tour.nodes().restart(StopNode.NODE);
    Table table = tour.session().table(UnicodeTable.NAME);
    awaitAll(tour, table);
    long after = repairs(tour);
    long passBegan;
    int pass = 0;
    do {
      Tour.check(
          pass < PASSES_MAX, "reads at ALL still repair rows after " + PASSES_MAX + " passes");
      passBegan = after;
      readAll(tour, table);
      after = repairs(tour);
      pass++;
      tour.terminal()
          .note(
              "pass " + pass + " at ALL: " + Figures.format(after - passBegan) + " rows repaired");
    } while (after > passBegan);
    tour.terminal()
        .good(
            "all three nodes agree on "
                + Figures.format(tour.writtenWhileDown().size())
                + " rows, "
                + Figures.format(after - before)
                + " of them repaired, which hints had not brought yet");
  }

  private static long repairs(Tour tour) {
    return tour.session().metrics().stream().mapToLong(NodeMetrics::repairs).sum();
  }

  /** Waits until reads at ALL find all three nodes. */
  private static void awaitAll(Tour tour, Table table) throws InterruptedException {
    Key first = Key.of(tour.writtenWhileDown().getFirst());
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(RETURN_MILLIS_MAX);
    while (true) {
      try {
        table.get(first, tour.options(Level.ALL)).toCompletableFuture().join();
        return;
      } catch (CompletionException notYet) {
        boolean atLast =
            !(notYet.getCause() instanceof RingtailException) || System.nanoTime() - deadline > 0;
        if (atLast) {
          throw notYet;
        }
        TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
      }
    }
  }

  private static void readAll(Tour tour, Table table) {
    RequestOptions all = tour.options(Level.ALL);
    List<Integer> codePoints = tour.writtenWhileDown();
    for (int from = 0; from < codePoints.size(); from += ROWS_A_CALL) {
      List<Key> keys = new ArrayList<>();
      for (int codePoint :
          codePoints.subList(from, Math.min(codePoints.size(), from + ROWS_A_CALL))) {
        keys.add(Key.of(codePoint));
      }
      Map<Key, ResultRow> rows = table.getAll(keys, all).toCompletableFuture().join();
      Tour.check(
          rows.size() == keys.size(),
          rows.size() + " of " + keys.size() + " rows were found at ALL");
      rows.values()
          .forEach(row ->
              Tour.check(
                  StopNode.NAME.equals(row.get(UnicodeTable.CHARACTER_NAME)),
                  "a row lost what was acknowledged while the node was down: " + row));
    }
  }
}
