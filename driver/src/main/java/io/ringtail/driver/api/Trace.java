// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.api;

import io.ringtail.protocol.ring.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What became of a request, step by step: when it was routed by which map, who was asked for what,
 * what was answered. It is filled while the request is under way, and may be read at any time. One
 * that is given to several requests has the steps of all of them; so has one of a request that the
 * driver makes several of. Names no keys and no values. Thread-safe.
 */
public final class Trace {
  /** Steps beyond this are counted and not kept. */
  public static final int STEPS_MAX = 1_000;

  /** What a step is. */
  public enum Kind {
    /** The request's lane has taken it on. */
    BEGUN,
    /** Its replicas were found. */
    ROUTED,
    /** A replica is asked. */
    SENT,
    /** A replica has done what it was asked. */
    ANSWERED,
    /** A replica says that it has done nothing. */
    REFUSED,
    /** A replica does not know, or the connection ended before its answer. */
    UNKNOWN,
    /** One more replica is asked since another one is late. */
    SPECULATED,
    /** A replica is told that its answer is not needed any more. */
    CANCELLED,
    /** The write has not reached a replica: another one is asked to keep it for that. */
    HINTED,
    /** The digest that a replica gave is of other data than another one's. */
    DIFFERED,
    /** What nobody waits for any more, since the request has ended, goes on at a replica. */
    BACKGROUND,
    /** Conditional writes of the partition have to be settled first. */
    UNSETTLED,
    /** A node has coordinated the request. */
    COORDINATED,
    /** It is not sent for now, since the replicas have too much to do. */
    PUT_OFF,
    /** A newer map is needed. */
    REROUTED,
    /** Another conditional write of the partition, of the same lane, carries it along. */
    LED,
    /** The request has ended. */
    ENDED;

    /** The kind of a name, as a coordinator tells it; one that is new to this driver is its. */
    public static Kind ofName(String name) {
      for (Kind kind : values()) {
        if (kind.name().equals(name)) {
          return kind;
        }
      }
      return COORDINATED;
    }
  }

  /**
   * One step.
   *
   * @param micros since the first one
   * @param node whom it is about; null for nobody
   */
  public record Step(double micros, Kind kind, @Nullable Endpoint node, String detail) {}

  private final List<Step> steps = new ArrayList<>();
  private long firstNanos;
  private int left;

  /** An empty trace. */
  public Trace() {}

  /**
   * Adds a step; for the driver.
   *
   * @param nowNanos on the monotonic clock
   */
  public synchronized void add(long nowNanos, Kind kind, @Nullable Endpoint node, String detail) {
    if (steps.isEmpty()) {
      firstNanos = nowNanos;
    }
    if (steps.size() < STEPS_MAX) {
      steps.add(new Step((nowNanos - firstNanos) / 1e3, kind, node, detail));
    } else {
      left++;
    }
  }

  /** The steps so far. */
  public synchronized List<Step> steps() {
    return List.copyOf(steps);
  }

  /** A line for each step: microseconds, what it is, whom it is about, and more. */
  @Override
  public synchronized String toString() {
    StringBuilder text = new StringBuilder();
    for (Step step : steps) {
      text.append(
          String.format(
              Locale.ROOT,
              "%10.1f us  %-11s  %-21s  %s%n",
              step.micros(),
              step.kind().name().toLowerCase(Locale.ROOT),
              step.node() == null ? "" : step.node(),
              step.detail()));
    }
    if (left > 0) {
      text.append("... and ").append(left).append(" more\n");
    }
    return text.toString();
  }
}
