// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.type;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Values of every type, and the order that they are to have, said without any encoding. */
public final class SampleValues {
  static final Instant LEAST_INSTANT = Instant.ofEpochSecond(-9_223_372_036_855L, 224_192_000);
  static final Instant GREATEST_INSTANT = Instant.ofEpochSecond(9_223_372_036_854L, 775_807_000);

  private SampleValues() {}

  /** Values at which something changes. */
  static List<Object> edges(ScalarType type) {
    return switch (type) {
      case BOOLEAN -> List.of(false, true);
      case INT -> List.of(Integer.MIN_VALUE, -256, -1, 0, 1, 255, 256, Integer.MAX_VALUE);
      case BIGINT -> List.of(Long.MIN_VALUE, -1L, 0L, 1L, 1L << 32, Long.MAX_VALUE);
      case DOUBLE ->
          List.of(
              Double.NEGATIVE_INFINITY,
              -Double.MAX_VALUE,
              -1.0,
              -Double.MIN_VALUE,
              -0.0,
              0.0,
              Double.MIN_VALUE,
              1.0,
              Double.MAX_VALUE,
              Double.POSITIVE_INFINITY,
              Double.NaN);
      case DECIMAL -> decimals();
      case VARCHAR -> texts();
      case VARBINARY ->
          List.of(
              new byte[0],
              new byte[1],
              new byte[2],
              new byte[] {0, -1},
              new byte[] {0, 1},
              new byte[] {1},
              new byte[] {1, 0},
              new byte[] {-1},
              new byte[] {-1, -1});
      case UUID ->
          List.of(
              new UUID(0, 0),
              new UUID(0, -1),
              new UUID(1, 0),
              new UUID(Long.MAX_VALUE, 0),
              new UUID(Long.MIN_VALUE, 0),
              new UUID(-1, -1));
      case TIMESTAMP ->
          List.of(
              LEAST_INSTANT,
              Instant.EPOCH.minusNanos(1_000),
              Instant.EPOCH,
              Instant.EPOCH.plusNanos(1_000),
              Instant.parse("2026-01-02T03:04:05.678901Z"),
              GREATEST_INSTANT);
    };
  }

  /** The bounds of each length in UTF-8, of the surrogates, and of texts that begin alike. */
  private static List<Object> texts() {
    return List.of(
        "",
        "\0",
        "\0\0",
        "\0a",
        "a",
        "a\0",
        "a\0b",
        "ab",
        "b",
        "\u007F",
        "\u0080",
        "\u07FF",
        "\u0800",
        "\uD7FF",
        "\uE000",
        "\uFFFD",
        "\uFFFF",
        "\uD800\uDC00",
        "\uDBFF\uDFFF",
        "?",
        "\u00FC",
        "\uD83E\uDD9D");
  }

  static Object random(ScalarType type, Random random) {
    List<Object> edges = edges(type);
    if (random.nextInt(4) == 0) {
      return edges.get(random.nextInt(edges.size()));
    }
    return switch (type) {
      case BOOLEAN -> random.nextBoolean();
      case INT -> random.nextInt() >> random.nextInt(32);
      case BIGINT -> random.nextLong() >> random.nextInt(64);
      case DOUBLE ->
          random.nextBoolean() ? random.nextGaussian() : Double.longBitsToDouble(random.nextLong());
      case DECIMAL ->
          new BigDecimal(
              new BigInteger(random.nextInt(80), random)
                  .multiply(BigInteger.valueOf(random.nextInt(3) - 1L)),
              random.nextInt(40) - 20);
      case VARCHAR -> randomText(random);
      case VARBINARY -> randomBytes(random);
      case UUID -> new UUID(random.nextLong() >> random.nextInt(64), random.nextLong());
      case TIMESTAMP ->
          Instant.ofEpochSecond(
              random.nextLong() % 9_000_000_000_000L, random.nextInt(1_000_000) * 1_000L);
    };
  }

  /** The order of a type's values. */
  static Comparator<Object> order(ScalarType type) {
    return switch (type) {
      case BOOLEAN -> (a, b) -> Boolean.compare((Boolean) a, (Boolean) b);
      case INT -> (a, b) -> Integer.compare((Integer) a, (Integer) b);
      case BIGINT -> (a, b) -> Long.compare((Long) a, (Long) b);
      case DOUBLE -> (a, b) -> Double.compare((Double) a, (Double) b);
      case DECIMAL -> (a, b) -> ((BigDecimal) a).compareTo((BigDecimal) b);
      case VARCHAR ->
          (a, b) ->
              Arrays.compare(
                  ((String) a).codePoints().toArray(), ((String) b).codePoints().toArray());
      case VARBINARY -> (a, b) -> Arrays.compareUnsigned((byte[]) a, (byte[]) b);
      case UUID -> (a, b) -> a.toString().compareTo(b.toString());
      case TIMESTAMP -> (a, b) -> ((Instant) a).compareTo((Instant) b);
    };
  }

  private static List<Object> decimals() {
    return List.of(
        new BigDecimal("-1E+2000000000"),
        new BigDecimal("-100"),
        new BigDecimal("-99.99"),
        new BigDecimal("-10.01"),
        new BigDecimal("-10"),
        new BigDecimal("-1.0"),
        new BigDecimal("-0.1"),
        new BigDecimal("-1E-2000000000"),
        BigDecimal.ZERO,
        new BigDecimal("0.000"),
        new BigDecimal("0E+9"),
        new BigDecimal("1E-2000000000"),
        new BigDecimal("0.05"),
        new BigDecimal("0.1"),
        new BigDecimal("0.10"),
        new BigDecimal("1"),
        new BigDecimal("1.0"),
        new BigDecimal("1.00"),
        new BigDecimal("1.000000000000000000000000000001"),
        new BigDecimal("9"),
        new BigDecimal("10"),
        new BigDecimal("1E+1"),
        new BigDecimal("10.01"),
        new BigDecimal("99"),
        new BigDecimal("100"),
        new BigDecimal("123456789012345678901234567890"),
        new BigDecimal("1E+2000000000"));
  }

  private static String randomText(Random random) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(5);
    for (int i = 0; i < length; i++) {
      int codePoint = random.nextInt(Character.MAX_CODE_POINT + 1) >> random.nextInt(21);
      boolean half = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
      text.appendCodePoint(half ? 0 : codePoint);
    }
    return text.toString();
  }

  private static byte[] randomBytes(Random random) {
    byte[] bytes = new byte[random.nextInt(5)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (random.nextInt(4) - 2);
    }
    return bytes;
  }
}
