// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.cluster;

import io.ringtail.driver.api.KeyValueTable;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.RingtailException;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/**
 * One client that increments counters, one after the other, until it is told to stop. What it
 * counts is written on lanes' threads, one at a time, and read by others.
 */
final class CounterClient {
  private final KeyValueTable<Integer, Long> table;
  private final ContentionPlan plan;
  private final RequestOptions options;
  private final Recorder latencies;
  private final Runnable whenStopped;
  private final SplittableRandom random;
  private volatile boolean stopping;
  private volatile long done;
  private volatile long unapplied;
  private volatile long failures;
  private volatile long inDoubt;
  private volatile @Nullable String firstFailure;

  CounterClient(
      KeyValueTable<Integer, Long> table,
      ContentionPlan plan,
      RequestOptions options,
      long seed,
      Recorder latencies,
      Runnable whenStopped) {
    this.table = table;
    this.plan = plan;
    this.options = options;
    this.random = new SplittableRandom(seed);
    this.latencies = latencies;
    this.whenStopped = whenStopped;
  }

  /** Begins with the first operation. */
  void start() {
    next();
  }

  void stop() {
    stopping = true;
  }

  long done() {
    return done;
  }

  long unapplied() {
    return unapplied;
  }

  long failures() {
    return failures;
  }

  long inDoubt() {
    return inDoubt;
  }

  @Nullable String firstFailure() {
    return firstFailure;
  }

  private void next() {
    if (stopping) {
      whenStopped.run();
      return;
    }
    int key = random.nextInt(plan.keys());
    long startNanos = System.nanoTime();
    CompletionStage<Boolean> made =
        switch (plan.operation()) {
          case ADD -> table.add(key, 1L, options).thenApply(sum -> true);
          case FUNCTION ->
              table
                  .update(key, value -> value == null ? 1L : value + 1, options)
                  .thenApply(sum -> true);
          case CAS -> compareAndSet(key);
        };
    made.whenComplete((applied, problem) -> ended(startNanos, applied, problem));
  }

  private CompletionStage<Boolean> compareAndSet(int key) {
    return table
        .get(key, options)
        .thenCompose(
            value -> table.compareAndSet(key, value, value == null ? 1L : value + 1, options));
  }

  // One operation at a time: nobody else writes these.
  @SuppressWarnings("NonAtomicVolatileUpdate")
  private void ended(long startNanos, @Nullable Boolean applied, @Nullable Throwable problem) {
    if (problem != null) {
      failed(
          problem instanceof CompletionException && problem.getCause() != null
              ? problem.getCause()
              : problem);
    } else if (Boolean.TRUE.equals(applied)) {
      latencies.recordValue(System.nanoTime() - startNanos);
      done++;
    } else {
      unapplied++;
    }
    next();
  }

  @SuppressWarnings("NonAtomicVolatileUpdate")
  private void failed(Throwable problem) {
    failures++;
    if (problem instanceof RingtailException known && known.mayHaveTakenEffect()) {
      inDoubt++;
    }
    if (firstFailure == null) {
      firstFailure = problem.toString();
    }
  }
}
