// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.type;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.protocol.type.KeyWriter;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** ORDER BY in the client is the order of keys on the nodes. */
final class TypeOrderTest {
  private static final int PAIRS = 2_000;

  @ParameterizedTest
  @EnumSource(SqlType.class)
  void orderIsThatOfEncodedKeys(SqlType type) {
    long seed = Long.getLong("ringtail.seed", System.nanoTime());
    System.out.println("TypeOrderTest " + type + " -Dringtail.seed=" + seed);
    Random random = new Random(seed);
    Comparator<Object> order = TypeOrder.of(type);
    for (int i = 0; i < PAIRS; i++) {
      Object a = value(type, random);
      Object b = random.nextInt(10) == 0 ? a : value(type, random);
      assertThat(Integer.signum(order.compare(a, b)))
          .as("%s and %s", a, b)
          .isEqualTo(Integer.signum(Arrays.compareUnsigned(key(type, a), key(type, b))));
    }
  }

  private static byte[] key(SqlType type, Object value) {
    KeyWriter out = new KeyWriter();
    type.dataType().encodeKey(value, out, false);
    return out.toBytes();
  }

  private static Object value(SqlType type, Random random) {
    return switch (type) {
      case BOOLEAN -> random.nextBoolean();
      case INTEGER -> random.nextInt() >> random.nextInt(32);
      case BIGINT -> random.nextLong() >> random.nextInt(64);
      case DOUBLE -> aDouble(random);
      case DECIMAL ->
          new BigDecimal(random.nextInt(2_000) - 1_000).movePointRight(random.nextInt(9) - 4);
      case VARCHAR -> text(random);
      case VARBINARY -> bytes(random);
      case UUID -> new UUID(random.nextLong(), random.nextLong());
      case TIMESTAMP ->
          Instant.EPOCH.plusNanos(1_000L * (random.nextLong() >> (10 + random.nextInt(50))));
    };
  }

  private static Double aDouble(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> 0.0;
      case 1 -> -0.0;
      case 2 -> Double.NaN;
      case 3 -> Double.NEGATIVE_INFINITY;
      default -> random.nextGaussian() * Math.pow(10, random.nextInt(20) - 10);
    };
  }

  private static String text(Random random) {
    int[] points = {'a', 'b', 0, 0x7F, 0xE9, 0xD7FF, 0xE000, 0xFFFD, 0x1F600, 0x10FFFF};
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      text.appendCodePoint(points[random.nextInt(points.length)]);
    }
    return text.toString();
  }

  private static byte[] bytes(Random random) {
    byte[] bytes = new byte[random.nextInt(4)];
    random.nextBytes(bytes);
    return bytes;
  }
}
