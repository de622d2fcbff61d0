// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.load;

import io.ringtail.driver.api.RingtailException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/**
 * What became of the operations of an open loop, by the tenth of a second in which each was to
 * begin. Thread-safe.
 */
public final class Timeline {
  /** So long is each of the slots. */
  public static final long SLOT_NANOS = 100_000_000;

  private static final int PRECISION_DIGITS = 3;

  private final long startNanos = System.nanoTime();
  private final long deadlineNanos;
  private final AtomicIntegerArray offered;
  private final AtomicIntegerArray good;
  private final AtomicIntegerArray refused;
  private final AtomicIntegerArray answeredIn;
  private final Recorder latencies = new Recorder(PRECISION_DIGITS);
  private final Recorder refusals = new Recorder(PRECISION_DIGITS);
  private final LongAdder ended = new LongAdder();
  private final AtomicReference<@Nullable String> firstFailure = new AtomicReference<>();
  private final AtomicReference<@Nullable String> firstWrongAnswer = new AtomicReference<>();

  /**
   * A timeline that begins now.
   *
   * @param deadlineNanos an answer that takes longer, from when its operation was to begin, is no
   *     good
   */
  public Timeline(int seconds, long deadlineNanos) {
    this.deadlineNanos = deadlineNanos;
    int slots = (int) (seconds * 1_000_000_000L / SLOT_NANOS);
    offered = new AtomicIntegerArray(slots);
    good = new AtomicIntegerArray(slots);
    refused = new AtomicIntegerArray(slots);
    answeredIn = new AtomicIntegerArray(slots);
  }

  /** Nanoseconds since it began. */
  public long nowNanos() {
    return System.nanoTime() - startNanos;
  }

  void offered(long dueNanos) {
    count(offered, dueNanos);
  }

  void answered(long dueNanos) {
    long now = nowNanos();
    if (now - dueNanos <= deadlineNanos) {
      count(good, dueNanos);
      count(answeredIn, now);
      latencies.recordValue(now - dueNanos);
    }
    ended.increment();
  }

  void failed(long dueNanos, Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof RingtailException.Overloaded) {
      count(refused, dueNanos);
      refusals.recordValue(nowNanos() - dueNanos);
    } else {
      firstFailure.compareAndSet(null, String.valueOf(cause));
    }
    ended.increment();
  }

  void wrongAnswer(String description) {
    firstWrongAnswer.compareAndSet(null, description);
  }

  private static void count(AtomicIntegerArray counts, long atNanos) {
    int slot = (int) (atNanos / SLOT_NANOS);
    if (slot < counts.length()) {
      counts.incrementAndGet(slot);
    }
  }

  /** Operations that have ended, well or not. */
  public long ended() {
    return ended.sum();
  }

  /** The sums over slots. */
  public Counts counts(int fromSlot, int untilSlot) {
    return new Counts(
        sum(offered, fromSlot, untilSlot),
        sum(good, fromSlot, untilSlot),
        sum(refused, fromSlot, untilSlot),
        sum(answeredIn, fromSlot, untilSlot));
  }

  private static long sum(AtomicIntegerArray counts, int from, int until) {
    long sum = 0;
    for (int i = from; i < until; i++) {
      sum += counts.get(i);
    }
    return sum;
  }

  /**
   * What became of the operations of some slots.
   *
   * @param offered how many were to begin
   * @param good those that were answered in time
   * @param refused those that ended with Overloaded
   * @param answeredMeanwhile good answers that came in these slots, whenever their operations began
   */
  public record Counts(long offered, long good, long refused, long answeredMeanwhile) {
    /** Neither answered in time nor refused. */
    public long failed() {
      return offered - good - refused;
    }
  }

  /** Latencies of good answers since the last call, in nanoseconds. */
  public org.HdrHistogram.Histogram latencies() {
    return latencies.getIntervalHistogram();
  }

  /** After how long operations were refused, since the last call, in nanoseconds. */
  public org.HdrHistogram.Histogram refusals() {
    return refusals.getIntervalHistogram();
  }

  /** The first failure that was no refusal; null where there was none. */
  public @Nullable String firstFailure() {
    return firstFailure.get();
  }

  public @Nullable String firstWrongAnswer() {
    return firstWrongAnswer.get();
  }
}
