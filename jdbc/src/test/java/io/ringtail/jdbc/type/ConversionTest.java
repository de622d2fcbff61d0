// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** From what applications set to column values, and from these to what they ask for. */
final class ConversionTest {
  private static final Instant AT = Instant.parse("2026-01-02T03:04:05.123456Z");
  private static final LocalDateTime LOCAL = LocalDateTime.parse("2026-01-02T03:04:05.123456");

  private static void assertState(Object value, SqlType type, String state) {
    assertThatThrownBy(() -> Input.convert(value, type))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(state));
  }

  @Test
  void numbersFitOrAreRefused() throws SQLException {
    assertThat(Input.convert(7L, SqlType.INTEGER)).isEqualTo(7);
    assertThat(Input.convert("7", SqlType.BIGINT)).isEqualTo(7L);
    assertThat(Input.convert(new BigDecimal("7.00"), SqlType.INTEGER)).isEqualTo(7);
    assertThat(Input.convert(new BigInteger("7"), SqlType.DECIMAL)).isEqualTo(new BigDecimal("7"));
    assertThat(Input.convert(7, SqlType.DOUBLE)).isEqualTo(7.0);
    assertThat(Input.convert(0.1, SqlType.DECIMAL)).isEqualTo(new BigDecimal("0.1"));
    assertThat(Input.convert(null, SqlType.INTEGER)).isNull();
    assertState(1L << 40, SqlType.INTEGER, "22003");
    assertState(1.5, SqlType.INTEGER, "22003");
    assertState("seven", SqlType.INTEGER, "22018");
    assertState(new byte[1], SqlType.INTEGER, "22018");
    assertState(Double.NaN, SqlType.DECIMAL, "22018");
  }

  @Test
  void textBytesAndUuids() throws SQLException {
    UUID uuid = UUID.fromString("f47ac10b-58cc-4372-a567-0e02b2c3d479");
    assertThat(Input.convert(uuid.toString(), SqlType.UUID)).isEqualTo(uuid);
    assertThat(Input.convert(uuid, SqlType.VARCHAR)).isEqualTo(uuid.toString());
    assertThat(Input.convert("00ff", SqlType.VARBINARY)).isEqualTo(new byte[] {0, -1});
    assertThat(Input.convert(true, SqlType.VARCHAR)).isEqualTo("true");
    assertThat(Input.convert("TRUE", SqlType.BOOLEAN)).isEqualTo(true);
    assertThat(Input.convert(0, SqlType.BOOLEAN)).isEqualTo(false);
    assertState("1-1-1-1-1", SqlType.UUID, "22018");
    assertState("0g", SqlType.VARBINARY, "22018");
    assertState("maybe", SqlType.BOOLEAN, "22018");
    assertState(new byte[1], SqlType.VARCHAR, "22018");
  }

  @Test
  void timesInAllClasses() throws SQLException {
    for (Object given :
        new Object[] {
          AT,
          AT.plusNanos(999),
          LOCAL,
          Timestamp.valueOf(LOCAL),
          OffsetDateTime.of(LOCAL.plusHours(2), ZoneOffset.ofHours(2)),
          ZonedDateTime.of(LOCAL, ZoneOffset.UTC),
          "2026-01-02 03:04:05.123456",
          "2026-01-02T03:04:05.123456"
        }) {
      assertThat(Input.convert(given, SqlType.TIMESTAMP)).as("%s", given).isEqualTo(AT);
    }
    assertThat(Input.convert("2026-01-02", SqlType.TIMESTAMP))
        .isEqualTo(Instant.parse("2026-01-02T00:00:00Z"));
    assertThat(Input.convert(Date.valueOf("2026-01-02"), SqlType.TIMESTAMP))
        .isEqualTo(Instant.parse("2026-01-02T00:00:00Z"));
    assertState("yesterday", SqlType.TIMESTAMP, "22007");
    assertState(Time.valueOf("01:02:03"), SqlType.TIMESTAMP, "22018");
    assertState(Instant.MAX, SqlType.TIMESTAMP, "22003");
  }

  @Test
  void valuesComeBackInTheClassAskedFor() throws SQLException {
    assertThat(Output.toClass(AT, LocalDateTime.class)).isEqualTo(LOCAL);
    assertThat(Output.toClass(AT, LocalDate.class)).isEqualTo(LOCAL.toLocalDate());
    assertThat(Output.toClass(AT, LocalTime.class)).isEqualTo(LOCAL.toLocalTime());
    assertThat(Output.toClass(AT, Timestamp.class)).isEqualTo(Timestamp.valueOf(LOCAL));
    assertThat(Output.toClass(AT, OffsetDateTime.class)).isEqualTo(AT.atOffset(ZoneOffset.UTC));
    assertThat(Output.toClass(AT, String.class)).isEqualTo("2026-01-02 03:04:05.123456");
    assertThat(Output.toClass(7, Long.class)).isEqualTo(7L);
    assertThat(Output.toClass(7L, BigInteger.class)).isEqualTo(BigInteger.valueOf(7));
    assertThat(Output.toClass("7", Integer.class)).isEqualTo(7);
    assertThat(Output.toClass(new BigDecimal("1E+3"), String.class)).isEqualTo("1000");
    assertThat(Output.toClass(new byte[] {1, -1}, String.class)).isEqualTo("01ff");
    assertThatThrownBy(() -> Output.toClass(1L << 40, Integer.class))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("22003"));
    assertThatThrownBy(() -> Output.toClass(7, UUID.class)).isInstanceOf(SQLException.class);
    assertThatThrownBy(() -> Output.toClass(7, Thread.class)).isInstanceOf(SQLException.class);
  }
}
