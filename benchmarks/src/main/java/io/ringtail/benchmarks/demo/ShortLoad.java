// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.demo;

import io.ringtail.benchmarks.load.AnswerCheck;
import io.ringtail.benchmarks.load.Chooser;
import io.ringtail.benchmarks.load.ClosedLoop;
import io.ringtail.benchmarks.load.KeyValueSchema;
import io.ringtail.benchmarks.load.LoadMeter;
import io.ringtail.benchmarks.load.OperationSource;
import io.ringtail.benchmarks.load.RecordCodec;
import io.ringtail.benchmarks.report.Figures;
import io.ringtail.benchmarks.report.LatencySummary;
import io.ringtail.benchmarks.report.Progress;
import io.ringtail.driver.api.KeyValueTable;
import io.ringtail.driver.api.Level;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A short load through the driver, every answer checked. */
final class ShortLoad implements TourStep {
  private static final int RECORDS = 20_000;
  private static final int IN_FLIGHT = 64;
  private static final int VALUE_BYTES = 100;
  private static final long SECONDS = 6;
  private static final long TICK_MILLIS = 200;
  private static final long DRAIN_SECONDS_MAX = 30;

  private final ClosedLoop.Records records =
      new ClosedLoop.Records(new RecordCodec(VALUE_BYTES), new AnswerCheck(RECORDS));

  @Override
  public String title() {
    return "A short load: half reads, half writes, " + IN_FLIGHT + " in flight, at QUORUM";
  }

  @Override
  public void run(Tour tour) throws InterruptedException {
    KeyValueTable<byte[], byte[]> table = KeyValueSchema.create(tour.session(), "short_load");
    LoadMeter meter = new LoadMeter();
    start(tour, table, OperationSource.loadAll(RECORDS), meter).running().await();
    Tour.check(meter.failures() == 0, "loading failed: " + meter.firstTrouble());

    Started load =
        start(
            tour,
            table,
            OperationSource.mixed(Chooser.of(Chooser.Distribution.ZIPFIAN, RECORDS), 0.5),
            meter);
    long halfMillis = TimeUnit.SECONDS.toMillis(SECONDS) / 2;
    LatencySummary measured;
    double seconds;
    try (Progress progress = new Progress(tour.terminal(), "running", 2 * halfMillis, "ms")) {
      pass(progress, 0, halfMillis);
      meter.interval();
      long startNanos = System.nanoTime();
      pass(progress, halfMillis, halfMillis);
      measured = LatencySummary.ofNanos(meter.interval().allNanos());
      seconds = (System.nanoTime() - startNanos) / 1e9;
    }
    load.loop().stop(load.running(), DRAIN_SECONDS_MAX);
    Tour.check(
        meter.failures() == 0 && meter.wrongAnswers() == 0,
        "the load went wrong: " + meter.firstTrouble());
    tour.terminal()
        .good(
            Figures.format(measured.count() / seconds)
                + " operations/s, p50 "
                + Figures.micros(measured.p50Micros())
                + ", p99 "
                + Figures.micros(measured.p99Micros())
                + ", p99.9 "
                + Figures.micros(measured.p999Micros()));
    tour.terminal().note("the code is still warming up, and client and nodes share this process");
  }

  private record Started(ClosedLoop loop, CountDownLatch running) {}

  private Started start(
      Tour tour, KeyValueTable<byte[], byte[]> table, OperationSource source, LoadMeter meter) {
    ClosedLoop loop = new ClosedLoop(table, tour.options(Level.QUORUM), records, source, meter);
    return new Started(loop, loop.start(tour.session().lanes(), IN_FLIGHT, 1));
  }

  private static void pass(Progress progress, long from, long millis) throws InterruptedException {
    for (long passed = 0; passed < millis; passed += TICK_MILLIS) {
      TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
      progress.at(from + passed + TICK_MILLIS);
    }
  }
}
