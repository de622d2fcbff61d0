// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.lane;

import io.ringtail.driver.connection.Surroundings;
import java.util.concurrent.TimeUnit;

/**
 * Sweeps a wheel as often as what is in it needs: one timer of the loop is awaited at a time, and
 * one that an earlier moment has overtaken does nothing. Confined to its lane's thread.
 */
final class Sweeps {
  private final Wheel wheel;
  private final Surroundings surroundings;
  private long atNanos;
  private long count;

  /** The number of the sweep that is awaited; 0 when none is. */
  private long awaited;

  Sweeps(Wheel wheel, Surroundings surroundings) {
    this.wheel = wheel;
    this.surroundings = surroundings;
  }

  /** Sees to it that a sweep comes by then, or after a rest; a tick later at most. */
  void by(long wakeNanos) {
    long now = surroundings.turn().nowNanos();
    long wanted = Math.min(wakeNanos, now + Wheel.REST_NANOS);
    if (awaited != 0 && wanted - atNanos >= 0) {
      return;
    }
    atNanos = wanted;
    count++;
    awaited = count;
    long number = count;
    long delay = Math.max(0, wanted - now) + Wheel.TICK_NANOS;
    surroundings.loop().schedule(() -> sweep(number), delay, TimeUnit.NANOSECONDS);
  }

  private void sweep(long number) {
    if (number == awaited) {
      awaited = 0;
      long now = surroundings.turn().begin();
      wheel.sweep(now);
      if (wheel.size() > 0) {
        by(wheel.nextNanos(now));
      }
    }
  }
}
