// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.type;

import java.time.Instant;

/** The types whose values take a fixed count of bytes, up to eight. */
final class FixedEncodings {
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final int NANOS_PER_MICRO = 1_000;

  static final Encoding INT =
      new FixedEncoding(
          4, value -> (Integer) value, bits -> (int) bits, FixedEncoding.Order.SIGNED);

  static final Encoding BIGINT =
      new FixedEncoding(8, value -> (Long) value, bits -> bits, FixedEncoding.Order.SIGNED);

  /** The one NaN has the greatest bits of all positive numbers. */
  static final Encoding DOUBLE =
      new FixedEncoding(
          8,
          value -> Double.doubleToLongBits((Double) value),
          FixedEncodings::doubleOf,
          bits -> bits ^ ((bits >> 63) & Long.MAX_VALUE));

  /** Finer parts than microseconds are cut off, downwards. */
  static final Encoding TIMESTAMP =
      new FixedEncoding(
          8,
          value -> micros((Instant) value),
          FixedEncodings::instantOf,
          FixedEncoding.Order.SIGNED);

  private FixedEncodings() {}

  private static Object doubleOf(long bits) {
    double value = Double.longBitsToDouble(bits);
    if (Double.isNaN(value) && bits != Double.doubleToLongBits(value)) {
      throw new IllegalArgumentException(
          "a double has the bits "
              + Long.toHexString(bits)
              + ", which are not those of the one NaN");
    }
    return value;
  }

  private static Object instantOf(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, MICROS_PER_SECOND),
        Math.floorMod(micros, MICROS_PER_SECOND) * NANOS_PER_MICRO);
  }

  private static long micros(Instant instant) {
    long seconds = instant.getEpochSecond();
    long micros = instant.getNano() / NANOS_PER_MICRO;
    try {
      // Counted from the second nearer to zero, so that the least of all longs does not overflow.
      return seconds >= 0
          ? Math.addExact(Math.multiplyExact(seconds, MICROS_PER_SECOND), micros)
          : Math.addExact(
              Math.multiplyExact(seconds + 1, MICROS_PER_SECOND), micros - MICROS_PER_SECOND);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "the timestamp "
              + instant
              + " is not within 2^63 microseconds of 1970, "
              + instantOf(Long.MIN_VALUE)
              + " to "
              + instantOf(Long.MAX_VALUE),
          e);
    }
  }
}
