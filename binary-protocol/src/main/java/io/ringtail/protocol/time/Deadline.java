// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.time;

/**
 * The moment after which an answer is of no use, on this process' monotonic clock.
 *
 * @param nanos as of {@link Clock#nanos()}
 */
public record Deadline(long nanos) {
  /** The deadline that is so many microseconds away. */
  public static Deadline inMicros(Clock clock, long micros) {
    return new Deadline(clock.nanos() + micros * 1_000);
  }

  /** Microseconds left, negative when the deadline has passed. */
  public long microsLeft(Clock clock) {
    return (nanos - clock.nanos()) / 1_000;
  }

  public boolean passed(Clock clock) {
    return nanos - clock.nanos() <= 0;
  }
}
