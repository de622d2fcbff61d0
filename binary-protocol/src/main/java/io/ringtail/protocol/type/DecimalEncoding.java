// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.type;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * Decimals. A cell keeps the scale: 1.0 and 1.00 differ there. A key does not: both are the same
 * key.
 *
 * <p>In cells: the scale in four bytes, then the unscaled value in two's complement, in as few
 * bytes as it needs.
 *
 * <p>In keys: the sign (1 negative, 2 zero, 3 positive); unless zero, the exponent e of 0.ddd *
 * 10^e whose first digit is not zero, in four bytes with the sign bit flipped; the digits without
 * trailing zeros, two in a byte as their number plus one, a lone last one followed by a zero; a
 * zero byte. Of a negative number, all bits behind the sign are flipped.
 */
enum DecimalEncoding implements Encoding {
  INSTANCE;

  private static final int NEGATIVE = 1;
  private static final int ZERO = 2;
  private static final int POSITIVE = 3;
  private static final int END = 0;
  private static final int PAIR_MAX = 99;

  /** Keys that are whole numbers with up to so many trailing zeros come back with scale 0. */
  private static final int TRAILING_ZEROS_MAX = 100;

  @Override
  public byte[] encodeValue(Object value) {
    BigDecimal decimal = (BigDecimal) value;
    byte[] unscaled = decimal.unscaledValue().toByteArray();
    byte[] bytes = new byte[Integer.BYTES + unscaled.length];
    int scale = decimal.scale();
    for (int i = 0; i < Integer.BYTES; i++) {
      bytes[i] = (byte) (scale >> (24 - 8 * i));
    }
    System.arraycopy(unscaled, 0, bytes, Integer.BYTES, unscaled.length);
    return bytes;
  }

  @Override
  public Object decodeValue(byte[] bytes) {
    if (bytes.length <= Integer.BYTES) {
      throw new IllegalArgumentException("a decimal has at least 5 bytes, but got " + bytes.length);
    }
    int scale = 0;
    for (int i = 0; i < Integer.BYTES; i++) {
      scale = (scale << 8) | (bytes[i] & 0xFF);
    }
    byte[] unscaled = Arrays.copyOfRange(bytes, Integer.BYTES, bytes.length);
    if (unscaled.length > 1
        && ((unscaled[0] == 0 && unscaled[1] >= 0) || (unscaled[0] == -1 && unscaled[1] < 0))) {
      throw new IllegalArgumentException("a decimal's number has more bytes than it needs");
    }
    return new BigDecimal(new BigInteger(unscaled), scale);
  }

  @Override
  public void encodeKey(Object value, KeyWriter out) {
    BigDecimal decimal = (BigDecimal) value;
    if (decimal.signum() == 0) {
      out.write(ZERO);
      return;
    }
    String digits = decimal.unscaledValue().abs().toString();
    long exponent = (long) digits.length() - decimal.scale();
    int count = digits.length();
    while (digits.charAt(count - 1) == '0') {
      count--;
    }
    checkExponent(exponent, count);
    out.write(decimal.signum() < 0 ? NEGATIVE : POSITIVE);
    int start = out.length();
    for (int shift = 24; shift >= 0; shift -= 8) {
      out.write((int) (exponent ^ Integer.MIN_VALUE) >> shift);
    }
    for (int i = 0; i < count; i += 2) {
      int low = i + 1 < count ? digits.charAt(i + 1) - '0' : 0;
      out.write((digits.charAt(i) - '0') * 10 + low + 1);
    }
    out.write(END);
    if (decimal.signum() < 0) {
      out.flipFrom(start);
    }
  }

  @Override
  public Object decodeKey(KeyReader in) {
    int sign = in.read();
    if (sign == ZERO) {
      return BigDecimal.ZERO;
    }
    if (sign != NEGATIVE && sign != POSITIVE) {
      throw new IllegalArgumentException("a decimal's sign is 1, 2 or 3, but got " + sign);
    }
    int flip = sign == NEGATIVE ? 0xFF : 0;
    int exponent = 0;
    for (int i = 0; i < Integer.BYTES; i++) {
      exponent = (exponent << 8) | (in.read() ^ flip);
    }
    exponent ^= Integer.MIN_VALUE;
    String digits = readDigits(in, flip);
    checkExponent(exponent, digits.length());
    BigInteger unscaled = new BigInteger(digits);
    BigDecimal decimal =
        new BigDecimal(sign == NEGATIVE ? unscaled.negate() : unscaled, digits.length() - exponent);
    return decimal.scale() < 0 && decimal.scale() >= -TRAILING_ZEROS_MAX
        ? decimal.setScale(0)
        : decimal;
  }

  private static String readDigits(KeyReader in, int flip) {
    StringBuilder digits = new StringBuilder();
    int last = END;
    for (int next = in.read() ^ flip; next != END; next = in.read() ^ flip) {
      int pair = next - 1;
      if (pair > PAIR_MAX || (digits.isEmpty() && pair < 10)) {
        throw new IllegalArgumentException("a decimal's digits cannot be " + pair);
      }
      digits.append((char) ('0' + pair / 10)).append((char) ('0' + pair % 10));
      last = next;
    }
    if (last <= 1) {
      throw new IllegalArgumentException("a decimal's digits are none, or end in zeros");
    }
    if (digits.charAt(digits.length() - 1) == '0') {
      digits.setLength(digits.length() - 1);
    }
    return digits.toString();
  }

  /** Exponent and scale both have to be ints. */
  private static void checkExponent(long exponent, int digits) {
    long scale = digits - exponent;
    if (exponent != (int) exponent || scale != (int) scale) {
      throw new IllegalArgumentException(
          "the decimal's exponent " + exponent + " is too far from zero for a key");
    }
  }
}
