// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.time;

/**
 * A hybrid logical timestamp packed into a long: 48 bits of milliseconds, then 16 bits of counter,
 * so that numeric order is time order. The counter begins at the fraction of the millisecond that
 * has passed, as far as a clock tells. Positive until the year 6429. Source: Kulkarni et al.,
 * "Logical Physical Clocks", 2014, section 3.
 */
public final class Timestamp {
  /** Bits of the counter that orders timestamps of one millisecond. */
  public static final int COUNTER_BITS = 16;

  private static final int MICROS_OF_MILLI = 1_000;

  private Timestamp() {}

  /** The first timestamp of a millisecond. */
  public static long ofMillis(long wallMillis) {
    return wallMillis << COUNTER_BITS;
  }

  /** The first timestamp of a microsecond. */
  public static long ofMicros(long wallMicros) {
    long millis = Math.floorDiv(wallMicros, MICROS_OF_MILLI);
    long micros = wallMicros - millis * MICROS_OF_MILLI;
    return ofMillis(millis) + (micros << COUNTER_BITS) / MICROS_OF_MILLI;
  }

  /** The millisecond that a timestamp belongs to. */
  public static long millis(long timestamp) {
    return timestamp >>> COUNTER_BITS;
  }

  /** The position of a timestamp within its millisecond. */
  public static int counter(long timestamp) {
    return (int) (timestamp & ((1 << COUNTER_BITS) - 1));
  }
}
