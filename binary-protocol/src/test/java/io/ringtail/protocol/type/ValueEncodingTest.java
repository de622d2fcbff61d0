// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.protocol.Seeds;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueEncodingTest {
  private final Random random = Seeds.random(ValueEncodingTest.class);

  @ParameterizedTest
  @EnumSource
  void valuesAreReadBack(ScalarType type) {
    SampleValues.edges(type).forEach(value -> assertReadBack(type, value));
    for (int i = 0; i < 5_000; i++) {
      assertReadBack(type, SampleValues.random(type, random));
    }
  }

  @ParameterizedTest
  @EnumSource
  void equalBytesAreEqualValues(ScalarType type) {
    for (int i = 0; i < 5_000; i++) {
      Object a = SampleValues.random(type, random);
      Object b = SampleValues.random(type, random);
      assertThat(Arrays.equals(type.encodeValue(a), type.encodeValue(b)))
          .isEqualTo(java.util.Objects.deepEquals(a, b));
    }
  }

  @ParameterizedTest
  @EnumSource
  void randomBytesAreRefusedOrReadBackTheSame(ScalarType type) {
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(20)];
      random.nextBytes(bytes);
      Object value;
      try {
        value = type.decodeValue(bytes);
      } catch (IllegalArgumentException expected) {
        continue;
      }
      assertThat(type.encodeValue(value)).isEqualTo(bytes);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "BOOLEAN, 02",
    "BOOLEAN, 0001",
    "INT, 000000",
    "INT, 0000000000",
    "BIGINT, 00000000",
    "DOUBLE, 7ff8000000000001",
    "DOUBLE, fff8000000000000",
    "DECIMAL, 00000000",
    "DECIMAL, 000000000001",
    "DECIMAL, 00000000ffff",
    "VARCHAR, 80",
    "VARCHAR, c080",
    "VARCHAR, eda080",
    "VARCHAR, f4908080",
    "UUID, 00",
    "TIMESTAMP, 00"
  })
  void whatNoValueEncodesToIsRefused(ScalarType type, String hex) {
    assertThatThrownBy(() -> type.decodeValue(HexFormat.of().parseHex(hex)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void emptyBytesAreTextAndBinaryOnly() {
    for (ScalarType type : ScalarType.values()) {
      if (type != ScalarType.VARCHAR && type != ScalarType.VARBINARY) {
        assertThatThrownBy(() -> type.decodeValue(new byte[0]))
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  @Test
  void decimalsInCellsKeepTheirScale() {
    assertReadBack(ScalarType.DECIMAL, new BigDecimal("1.00"));
    assertThat(ScalarType.DECIMAL.encodeValue(new BigDecimal("1.0")))
        .isNotEqualTo(ScalarType.DECIMAL.encodeValue(new BigDecimal("1.00")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\uD800", "a\uDC00", "\uDC00\uD800", "ok\uD83E\uDD9D\uD83E", "\uDFFF?"})
  void halfOfASurrogatePairIsRefused(String text) {
    assertThatThrownBy(() -> ScalarType.VARCHAR.encodeValue(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("surrogate");
    assertThatThrownBy(() -> ScalarType.VARCHAR.encodeKey(text, new KeyWriter(), false))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void instantsOutOfRangeAreRefusedAndFinerOnesCutDown() {
    assertThatThrownBy(
            () -> ScalarType.TIMESTAMP.encodeValue(SampleValues.LEAST_INSTANT.minusNanos(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> ScalarType.TIMESTAMP.encodeValue(SampleValues.GREATEST_INSTANT.plusNanos(1_000)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ScalarType.TIMESTAMP.encodeValue(Instant.MIN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ScalarType.TIMESTAMP.encodeValue(Instant.MAX))
        .isInstanceOf(IllegalArgumentException.class);
    byte[] cut = ScalarType.TIMESTAMP.encodeValue(Instant.EPOCH.minusNanos(1));
    assertThat(ScalarType.TIMESTAMP.decodeValue(cut)).isEqualTo(Instant.EPOCH.minusNanos(1_000));
  }

  @Test
  void codesAreForEver() {
    assertThat(Arrays.stream(ScalarType.values()).map(type -> type.code() + " " + type.sqlName()))
        .containsExactly(
            "1 BOOLEAN",
            "2 INTEGER",
            "3 BIGINT",
            "4 DOUBLE",
            "5 DECIMAL",
            "6 VARCHAR",
            "7 VARBINARY",
            "8 UUID",
            "9 TIMESTAMP");
    for (ScalarType type : ScalarType.values()) {
      assertThat(ScalarType.ofCode(type.code())).isSameAs(type);
    }
    assertThatThrownBy(() -> ScalarType.ofCode(0)).isInstanceOf(IllegalArgumentException.class);
  }

  private static void assertReadBack(ScalarType type, Object value) {
    assertThat(type.decodeValue(type.encodeValue(value))).isEqualTo(value);
  }
}
