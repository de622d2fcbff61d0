// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.time;

import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Simulated time and everything that is to happen in it: a queue of events, taken one after the
 * other. Idle time costs nothing. What happens at the same moment happens in the order in which it
 * was asked for. A running hash of all events tells whether two runs were the same. Confined to the
 * simulation's thread.
 */
public final class SimulatedTime {
  /** Odd and without pattern: 2^64 by the golden ratio. */
  private static final long HASH_MULTIPLIER = 0x9E3779B97F4A7C15L;

  private static final class Event implements Comparable<Event> {
    final long atNanos;
    final long number;
    final Runnable task;

    Event(long atNanos, long number, Runnable task) {
      this.atNanos = atNanos;
      this.number = number;
      this.task = task;
    }

    @Override
    public int compareTo(Event other) {
      return atNanos != other.atNanos
          ? Long.compare(atNanos, other.atNanos)
          : Long.compare(number, other.number);
    }
  }

  private final PriorityQueue<Event> events = new PriorityQueue<>(1_024);
  private long nowNanos;
  private long asked;
  private long happened;
  private long hash;
  private @Nullable SimulatedThread current;

  /** Nanoseconds since the simulation began. */
  public long nanos() {
    return nowNanos;
  }

  public long millis() {
    return nowNanos / 1_000_000;
  }

  /** Lets something happen after a while; not before what is asked for already at that moment. */
  public void after(long nanos, Runnable task) {
    at(nowNanos + Math.max(0, nanos), task);
  }

  /** Lets something happen at a moment that is not past. */
  public void at(long atNanos, Runnable task) {
    if (atNanos < nowNanos) {
      throw new IllegalArgumentException(atNanos + " ns is past: it is " + nowNanos + " ns");
    }
    events.add(new Event(atNanos, asked++, task));
  }

  /** Lets the next event happen; false when there is none. */
  public boolean step() {
    if (Thread.interrupted()) {
      throw new IllegalStateException("interrupted at " + nowNanos + " ns");
    }
    Event event = events.poll();
    if (event == null) {
      return false;
    }
    nowNanos = event.atNanos;
    happened++;
    mix(event.atNanos ^ Long.rotateLeft(event.number, 40));
    event.task.run();
    return true;
  }

  /** Lets everything happen up to and with a moment, which it then is. */
  public void runUntil(long atNanos) {
    for (Event next = events.peek();
        next != null && next.atNanos <= atNanos;
        next = events.peek()) {
      step();
    }
    nowNanos = Math.max(nowNanos, atNanos);
  }

  /** Takes something that happened into the running hash. */
  public void mix(long what) {
    hash = Long.rotateLeft(hash ^ what, 27) * HASH_MULTIPLIER;
  }

  /** A hash of all that has happened so far, in its order. */
  public long eventHash() {
    return hash;
  }

  /** How many events have happened. */
  public long eventCount() {
    return happened;
  }

  /** How many events are still to happen. */
  public int pending() {
    return events.size();
  }

  /** The simulated thread whose task is running; null outside of all. */
  public @Nullable SimulatedThread current() {
    return current;
  }

  void current(@Nullable SimulatedThread thread) {
    current = thread;
  }
}
