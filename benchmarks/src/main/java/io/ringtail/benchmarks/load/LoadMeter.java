// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.load;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/** What a load has done: latencies, failures, wrong answers. Thread-safe. */
public final class LoadMeter {
  private static final int PRECISION_DIGITS = 3;

  private final Recorder reads = new Recorder(PRECISION_DIGITS);
  private final Recorder writes = new Recorder(PRECISION_DIGITS);
  private final LongAdder done = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder wrongAnswers = new LongAdder();
  private final AtomicReference<@Nullable String> firstFailure = new AtomicReference<>();
  private final AtomicReference<@Nullable String> firstWrongAnswer = new AtomicReference<>();

  /** The latencies of an interval, in nanoseconds. */
  public record Interval(Histogram readNanos, Histogram writeNanos) {
    /** Reads and writes together. */
    public Histogram allNanos() {
      Histogram all = readNanos.copy();
      all.add(writeNanos);
      return all;
    }
  }

  void read(long nanos) {
    reads.recordValue(nanos);
    done.increment();
  }

  void written(long nanos) {
    writes.recordValue(nanos);
    done.increment();
  }

  void failed(Throwable failure) {
    failures.increment();
    firstFailure.compareAndSet(null, String.valueOf(failure));
  }

  void wrongAnswer(String description) {
    wrongAnswers.increment();
    firstWrongAnswer.compareAndSet(null, description);
  }

  /** The latencies since the last call. */
  public Interval interval() {
    return new Interval(reads.getIntervalHistogram(), writes.getIntervalHistogram());
  }

  /** Operations that ended well, over the whole life of the meter. */
  public long done() {
    return done.sum();
  }

  public long failures() {
    return failures.sum();
  }

  public long wrongAnswers() {
    return wrongAnswers.sum();
  }

  /** The first thing that went wrong, wrong answers before failures; null if nothing did. */
  public @Nullable String firstTrouble() {
    String wrong = firstWrongAnswer.get();
    return wrong == null ? firstFailure.get() : wrong;
  }
}
