// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.protocol.Seeds;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class KeyEncodingTest {
  private static final int ROUNDS = 20_000;
  private static final List<ScalarType> TYPES = List.of(ScalarType.values());

  /** A key column of a random table. */
  private record KeyColumn(ScalarType type, boolean descending) {}

  private final Random random = Seeds.random(KeyEncodingTest.class);

  @ParameterizedTest
  @EnumSource
  void byteOrderIsTheOrderOfTheType(ScalarType type) {
    List<Object> values = new ArrayList<>(SampleValues.edges(type));
    for (int i = 0; i < 200; i++) {
      values.add(SampleValues.random(type, random));
    }
    for (Object a : values) {
      for (Object b : values) {
        int expected = Integer.signum(SampleValues.order(type).compare(a, b));
        assertThat(compare(encode(type, a, false), encode(type, b, false)))
            .as("%s and %s", a, b)
            .isEqualTo(expected);
        assertThat(compare(encode(type, a, true), encode(type, b, true)))
            .as("%s and %s, descending", a, b)
            .isEqualTo(-expected);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void keysAreReadBack(ScalarType type) {
    for (int i = 0; i < 2_000; i++) {
      Object value = SampleValues.random(type, random);
      for (boolean descending : new boolean[] {false, true}) {
        KeyReader in = new KeyReader(encode(type, value, descending));
        Object read = type.decodeKey(in, descending);
        assertThat(in.atEnd()).isTrue();
        assertThat(read).isInstanceOf(type.javaClass());
        assertThat(SampleValues.order(type).compare(read, value)).isZero();
      }
    }
  }

  @Test
  void tuplesAreOrderedColumnByColumn() {
    for (int round = 0; round < ROUNDS; round++) {
      List<KeyColumn> columns = new ArrayList<>();
      int count = 1 + random.nextInt(3);
      for (int i = 0; i < count; i++) {
        columns.add(new KeyColumn(TYPES.get(random.nextInt(TYPES.size())), random.nextBoolean()));
      }
      List<Object> a = tuple(columns);
      List<Object> b = tuple(columns);
      for (int i = 0; i < count && random.nextInt(3) > 0; i++) {
        b.set(i, a.get(i));
      }
      assertThat(compare(encode(columns, a), encode(columns, b)))
          .as("%s: %s and %s", columns, a, b)
          .isEqualTo(compareTuples(columns, a, b));
    }
  }

  @Test
  void noKeyIsThePrefixOfAnother() {
    for (int round = 0; round < ROUNDS; round++) {
      ScalarType type = TYPES.get(random.nextInt(TYPES.size()));
      byte[] a = encode(type, SampleValues.random(type, random), false);
      byte[] b = encode(type, SampleValues.random(type, random), false);
      if (a.length < b.length) {
        assertThat(Arrays.copyOf(b, a.length)).isNotEqualTo(a);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "BOOLEAN, 02",
    "INT, 800000",
    "DOUBLE, ffffffffffffffff",
    "DOUBLE, 0000000000000000",
    "DECIMAL, 00",
    "DECIMAL, 04",
    "DECIMAL, 038000000100",
    "DECIMAL, 03800000010200",
    "DECIMAL, 0380000001660000",
    "DECIMAL, 03800000010b0100",
    "DECIMAL, 03ffffffff",
    "DECIMAL, 03000000000b0b0b0b00",
    "VARCHAR, 6100",
    "VARCHAR, 610001",
    "VARCHAR, ff0000",
    "VARCHAR, c00000",
    "VARCHAR, eda0800000",
    "VARBINARY, 61",
    "UUID, 00000000000000000000000000000000"
  })
  void whatNoValueEncodesToIsRefusedOrReadBackTheSame(ScalarType type, String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    KeyReader in = new KeyReader(bytes);
    Object value;
    try {
      value = type.decodeKey(in, false);
    } catch (IllegalArgumentException expected) {
      return;
    }
    assertThat(type).isEqualTo(ScalarType.UUID);
    assertThat(encode(type, value, false)).isEqualTo(bytes);
  }

  @Test
  void equalDecimalsAreOneKeyWithoutTrailingZeros() {
    byte[] key = encode(ScalarType.DECIMAL, new BigDecimal("1.00"), false);
    assertThat(key).isEqualTo(encode(ScalarType.DECIMAL, BigDecimal.ONE, false));
    assertThat(decode(ScalarType.DECIMAL, key)).isEqualTo(BigDecimal.ONE);
    assertThat(roundTrip(new BigDecimal("1.50"))).isEqualTo(new BigDecimal("1.5"));
    assertThat(roundTrip(new BigDecimal("1.5E+3"))).isEqualTo(new BigDecimal("1500"));
    assertThat(roundTrip(new BigDecimal("1E+101"))).isEqualTo(new BigDecimal("1E+101"));
    assertThat(roundTrip(new BigDecimal("0.00"))).isEqualTo(BigDecimal.ZERO);
  }

  @Test
  void decimalsOutOfReachAreRefused() {
    for (BigDecimal decimal :
        List.of(
            new BigDecimal(java.math.BigInteger.TEN, Integer.MIN_VALUE),
            new BigDecimal(java.math.BigInteger.ONE, Integer.MIN_VALUE))) {
      assertThatThrownBy(() -> encode(ScalarType.DECIMAL, decimal, false))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void valuesOfAnotherClassAreRefused() {
    assertThatThrownBy(() -> encode(ScalarType.INT, 1L, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("INTEGER values are java.lang.Integer, but got java.lang.Long");
  }

  private Object roundTrip(BigDecimal decimal) {
    return decode(ScalarType.DECIMAL, encode(ScalarType.DECIMAL, decimal, false));
  }

  private List<Object> tuple(List<KeyColumn> columns) {
    List<Object> values = new ArrayList<>();
    columns.forEach(column -> values.add(SampleValues.random(column.type(), random)));
    return values;
  }

  private static int compareTuples(List<KeyColumn> columns, List<Object> a, List<Object> b) {
    for (int i = 0; i < columns.size(); i++) {
      int order = SampleValues.order(columns.get(i).type()).compare(a.get(i), b.get(i));
      if (order != 0) {
        return columns.get(i).descending() ? -Integer.signum(order) : Integer.signum(order);
      }
    }
    return 0;
  }

  private static byte[] encode(List<KeyColumn> columns, List<Object> values) {
    KeyWriter out = new KeyWriter();
    for (int i = 0; i < columns.size(); i++) {
      columns.get(i).type().encodeKey(values.get(i), out, columns.get(i).descending());
    }
    return out.toBytes();
  }

  private static byte[] encode(ScalarType type, Object value, boolean descending) {
    return encode(List.of(new KeyColumn(type, descending)), List.of(value));
  }

  private static Object decode(ScalarType type, byte[] key) {
    return type.decodeKey(new KeyReader(key), false);
  }

  private static int compare(byte[] a, byte[] b) {
    return Integer.signum(Arrays.compareUnsigned(a, b));
  }
}
