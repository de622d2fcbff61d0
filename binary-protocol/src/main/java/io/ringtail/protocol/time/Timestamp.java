// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.time;

/**
 * A hybrid logical timestamp packed into a long: 48 bits of milliseconds, then 16 bits of counter,
 * so that numeric order is time order. Positive until the year 6429. Source: Kulkarni et al.,
 * "Logical Physical Clocks", 2014, section 3.
 */
public final class Timestamp {
  /** Bits of the counter that orders timestamps of one millisecond. */
  public static final int COUNTER_BITS = 16;

  private Timestamp() {}

  /** The first timestamp of a millisecond. */
  public static long ofMillis(long wallMillis) {
    return wallMillis << COUNTER_BITS;
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
