// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.simulated;

import io.ringtail.protocol.time.Clock;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.BooleanSupplier;

/** Simulated time, and all that is to happen in it. */
public final class World implements Clock {
  private record Event(long atNanos, long number, Runnable task) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(atNanos, other.atNanos);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final Random random;
  private long nowNanos = 1_000_000_000L;
  private long count;

  public World(long seed) {
    random = new Random(seed);
  }

  /** A seed that was given, or else one by the clock; printed. */
  public static long seed(String test) {
    long seed = Long.getLong("ringtail.seed", System.nanoTime());
    System.out.println(test + ": -Dringtail.seed=" + seed);
    return seed;
  }

  public Random random() {
    return random;
  }

  /** Lets a task happen after a while. */
  public void after(long nanos, Runnable task) {
    events.add(new Event(nowNanos + nanos, count++, task));
  }

  /** Lets a time pass with all that happens in it. */
  public void pass(long millis) {
    long end = nowNanos + millis * 1_000_000;
    while (!events.isEmpty() && events.peek().atNanos() <= end) {
      step();
    }
    nowNanos = end;
  }

  /** Lets time pass until something is so. */
  public void until(long millisMax, BooleanSupplier condition) {
    long end = nowNanos + millisMax * 1_000_000;
    while (!condition.getAsBoolean()) {
      if (events.isEmpty() || events.peek().atNanos() > end) {
        throw new AssertionError("not so after " + millisMax + " ms");
      }
      step();
    }
  }

  /** Whether nothing is to happen any more. */
  public boolean isQuiet() {
    return events.isEmpty();
  }

  private void step() {
    Event event = events.remove();
    nowNanos = Math.max(nowNanos, event.atNanos());
    event.task().run();
  }

  @Override
  public long wallMillis() {
    return 1_700_000_000_000L + nowNanos / 1_000_000;
  }

  @Override
  public long nanos() {
    return nowNanos;
  }
}
