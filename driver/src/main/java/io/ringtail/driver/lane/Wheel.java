// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.lane;

import org.jspecify.annotations.Nullable;

/**
 * A hashed timer wheel: putting in and taking out cost a few pointers, and one periodic sweep finds
 * what is due. What lies further ahead than the wheel reaches is passed by until its round. Source:
 * Varghese, Lauck, "Hashed and Hierarchical Timing Wheels", SOSP 1987, scheme 6. Confined to its
 * lane's thread.
 */
final class Wheel {
  /** How exact it is: a millisecond, short against what a slow answer takes. */
  static final long TICK_NANOS = 1_000_000;

  /** At most so long until the next sweep, where nothing is known to be due before. */
  static final long REST_NANOS = 5 * TICK_NANOS;

  /** A power of two; 2,048 ticks reach two seconds, the default timeout. */
  private static final int SLOTS = 2_048;

  private final Head[] slots = new Head[SLOTS];
  private final Head due = new Head();
  private long lastTick;
  private int size;

  Wheel(long nowNanos) {
    for (int i = 0; i < SLOTS; i++) {
      slots[i] = new Head();
    }
    lastTick = Math.floorDiv(nowNanos, TICK_NANOS);
  }

  int size() {
    return size;
  }

  /** Puts something in, to be woken at the first sweep after a moment. */
  void put(Timed timed, long wakeNanos) {
    timed.wakeNanos = wakeNanos;
    // The tick behind the moment, so that it has passed when the tick is swept.
    long tick = Math.max(Math.floorDiv(wakeNanos, TICK_NANOS) + 1, lastTick + 1);
    slots[(int) tick & (SLOTS - 1)].add(timed);
    size++;
  }

  /** Takes something out, where it is in. */
  void remove(Timed timed) {
    if (timed.isLinked()) {
      timed.unlink();
      size--;
    }
  }

  /** Wakes all that is due; what they put in meanwhile waits for the next sweep. */
  void sweep(long nowNanos) {
    long tick = Math.floorDiv(nowNanos, TICK_NANOS);
    long first = Math.max(lastTick + 1, tick - SLOTS + 1);
    lastTick = Math.max(lastTick, tick);
    for (long each = first; each <= tick; each++) {
      due.takeAll(slots[(int) each & (SLOTS - 1)]);
    }
    for (Timed timed = due.first(); timed != null; timed = due.first()) {
      remove(timed);
      if (timed.wakeNanos - nowNanos <= 0) {
        timed.wake(nowNanos);
      } else {
        put(timed, timed.wakeNanos);
      }
    }
  }

  /** When the next sweep is wanted: when something may be due, or after a rest. */
  long nextNanos(long nowNanos) {
    for (long tick = lastTick + 1; tick * TICK_NANOS - nowNanos < REST_NANOS; tick++) {
      if (slots[(int) tick & (SLOTS - 1)].first() != null) {
        return (tick - 1) * TICK_NANOS;
      }
    }
    return nowNanos + REST_NANOS;
  }

  /** Takes out anything; null when the wheel is empty. */
  @Nullable Timed removeAny() {
    for (int i = 0; size > 0 && i < SLOTS; i++) {
      Timed timed = slots[i].first();
      if (timed != null) {
        remove(timed);
        return timed;
      }
    }
    return null;
  }

  /** The head of a ring of those that are due in a slot. */
  private static final class Head extends Timed {
    Head() {
      previous = this;
      next = this;
    }

    @Override
    void wake(long nowNanos) {
      throw new IllegalStateException("the head of a list was woken");
    }

    @Nullable Timed first() {
      return next == this ? null : next;
    }

    void add(Timed timed) {
      if (timed.isLinked()) {
        throw new IllegalStateException("already in a wheel");
      }
      Timed last = previous == null ? this : previous;
      timed.previous = last;
      timed.next = this;
      last.next = timed;
      previous = timed;
    }

    void takeAll(Head other) {
      for (Timed timed = other.first(); timed != null; timed = other.first()) {
        timed.unlink();
        add(timed);
      }
    }
  }
}
