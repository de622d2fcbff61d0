// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.time;

import io.ringtail.protocol.time.Clock;

/**
 * The clock of one simulated machine. Its wall clock can be off, drift, jump and be coarse; its
 * monotonic clock drifts alike and never goes back. Confined to the simulation's thread.
 */
public final class SimulatedClock implements Clock {
  /** 2023-11-14T22:13:20Z: when every simulation begins. */
  public static final long BEGIN_MILLIS = 1_700_000_000_000L;

  private final SimulatedTime time;

  /** True time and this machine's, at the last change of its rate. */
  private long sinceNanos;

  private long localNanos;

  /** How much faster than true time, in parts of a million. */
  private long driftPpm;

  private long offsetMillis;
  private long quantumMillis = 1;
  private long greatestMillis;
  private long mostBehindMillis;

  public SimulatedClock(SimulatedTime time) {
    this.time = time;
    this.sinceNanos = time.nanos();
    this.localNanos = time.nanos();
  }

  /** Lets it run fast from now on, or slow. */
  public void drift(long ppm) {
    localNanos = nanos();
    sinceNanos = time.nanos();
    driftPpm = ppm;
  }

  /** Moves the wall clock. */
  public void jump(long millis) {
    offsetMillis += millis;
  }

  /** Lets the wall clock tell only multiples of a time. */
  public void quantum(long millis) {
    quantumMillis = millis;
  }

  /** Sets the wall clock right and to the right rate, as a time service does. */
  public void correct() {
    drift(0);
    quantumMillis = 1;
    offsetMillis = (time.nanos() - nanos()) / 1_000_000;
  }

  /** Whether it ever gave a reading that is still to come. */
  public boolean isAhead() {
    return greatestMillis > BEGIN_MILLIS + time.millis();
  }

  /** The greatest reading that the wall clock ever gave. */
  public long greatestMillis() {
    return greatestMillis;
  }

  /** How far behind the true time the wall clock ever was when it was read. */
  public long mostBehindMillis() {
    return mostBehindMillis;
  }

  @Override
  public long wallMillis() {
    long exact = BEGIN_MILLIS + nanos() / 1_000_000 + offsetMillis;
    long wall = exact - exact % quantumMillis;
    greatestMillis = Math.max(greatestMillis, wall);
    mostBehindMillis = Math.max(mostBehindMillis, BEGIN_MILLIS + time.millis() - wall);
    return wall;
  }

  @Override
  public long nanos() {
    long passed = time.nanos() - sinceNanos;
    return localNanos + passed + passed / 1_000_000 * driftPpm;
  }
}
