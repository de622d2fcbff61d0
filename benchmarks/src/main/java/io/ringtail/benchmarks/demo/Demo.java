// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.demo;

import io.ringtail.benchmarks.report.Figures;
import io.ringtail.benchmarks.report.Terminal;
import io.ringtail.driver.Ringtail;
import io.ringtail.driver.api.Session;
import io.ringtail.driver.api.SessionOptions;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * The demo: three nodes in this process, a tour in steps, and then the cluster stays up for the
 * user. Confined to one thread.
 */
public final class Demo {
  private static final int NODES = 3;
  private static final long CLOSE_MILLIS_MAX = 10_000;

  private final Terminal terminal;

  public Demo(Terminal terminal) {
    this.terminal = terminal;
  }

  private static List<TourStep> steps() {
    return List.of(
        new LoadUnicode(),
        new QuerySql(),
        new UseCache(),
        new StopNode(),
        new ReturnNode(),
        new ShortLoad());
  }

  /**
   * Gives the tour.
   *
   * @param exit whether to end after it; else the cluster stays up until the process is interrupted
   */
  public void run(boolean exit) throws Exception {
    long startNanos = System.nanoTime();
    terminal.heading("Starting three nodes in this process");
    try (DemoNodes nodes = EmbeddedNodes.start(NODES);
        Session session =
            Ringtail.open(SessionOptions.of(nodes.endpoints()).withClientName("demo"))
                .toCompletableFuture()
                .join()) {
      double startMicros = (System.nanoTime() - startNanos) / 1e3;
      terminal.good(
          "up and connected in " + Figures.micros(startMicros) + ": " + nodes.contactPoints());
      Tour tour = new Tour(terminal, nodes, session);
      for (TourStep step : steps()) {
        terminal.heading(step.title());
        step.run(tour);
      }
      double tourMicros = (System.nanoTime() - startNanos) / 1e3;
      terminal.heading("The tour took " + Figures.micros(tourMicros));
      if (!exit) {
        stayUp(tour);
      }
    }
  }

  private void stayUp(Tour tour) throws InterruptedException {
    terminal.line("The cluster stays up. From another terminal:");
    terminal.line("  bin/ringtail sql " + tour.nodes().contactPoints());
    terminal.line("  bin/ringtail bench ycsb --url " + tour.nodes().contactPoints());
    terminal.line("JDBC   " + tour.jdbcUrl());
    terminal.line("JCache " + tour.cacheUri());
    terminal.line("End it with Ctrl-C; its data goes with it.");
    CountDownLatch end = new CountDownLatch(1);
    Thread tourThread = Thread.currentThread();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> endWith(end, tourThread), "demo-end"));
    end.await();
  }

  /** Lets the tour's thread close everything before the process ends. */
  private static void endWith(CountDownLatch end, Thread tourThread) {
    end.countDown();
    try {
      tourThread.join(CLOSE_MILLIS_MAX);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
