// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.workload;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The operations that have begun and not ended, to see that each ends once and in time. Confined to
 * the simulation's thread.
 */
public final class OpenOperations {
  /** What an operation may take beyond its time-out: sweeps of the lane, and a busy thread. */
  private static final long GRACE_NANOS = 300_000_000L;

  private record Open(int process, long dueNanos, String what) {}

  private final Map<Long, Open> open = new LinkedHashMap<>();
  private final Consumer<String> broken;
  private long count;
  private long failures;
  private String lastFailure = "none";

  /**
   * Nothing is open.
   *
   * @param broken told of operations that did not end in time
   */
  public OpenOperations(Consumer<String> broken) {
    this.broken = broken;
  }

  /** An operation begins; returns its number. */
  long begin(int process, long nowNanos, long timeoutNanos, String what) {
    open.put(++count, new Open(process, nowNanos + timeoutNanos + GRACE_NANOS, what));
    return count;
  }

  /** An operation ended. */
  void end(long number, long nowNanos, long pausedUntilNanos, @Nullable String failure) {
    Open ended = open.remove(number);
    if (failure != null) {
      failures++;
      lastFailure = failure;
    }
    if (ended == null) {
      broken.accept("an operation ended twice");
    } else if (nowNanos > Math.max(ended.dueNanos, pausedUntilNanos + GRACE_NANOS)) {
      broken.accept(
          "%s of process %d ended %.3f s after its time-out"
              .formatted(ended.what, ended.process, (nowNanos - ended.dueNanos) / 1e9));
    }
  }

  /** A process died with all that it had under way. */
  public void died(int process) {
    open.values().removeIf(each -> each.process == process);
  }

  /** A process closed its session, which ends all that is under way. */
  public void checkNoneOf(int process) {
    for (Open each : open.values()) {
      if (each.process == process) {
        broken.accept("%s of process %d outlived its session".formatted(each.what, process));
      }
    }
  }

  /** Reports all that should have ended by now. */
  public void checkEnded(long nowNanos) {
    for (Open each : open.values()) {
      if (nowNanos > each.dueNanos) {
        broken.accept("%s of process %d never ended".formatted(each.what, each.process));
      }
    }
  }

  /** Why the last operation failed that did. */
  public String lastFailure() {
    return lastFailure;
  }

  public int size() {
    return open.size();
  }

  public long begun() {
    return count;
  }

  /** Operations that ended with an error. */
  public long failures() {
    return failures;
  }
}
