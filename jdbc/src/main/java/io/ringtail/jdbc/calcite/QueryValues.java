// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.calcite;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.rel.type.RelDataType;
import org.jspecify.annotations.Nullable;

/**
 * Values as Calcite's generated code holds them, and back: timestamps as milliseconds, dates as
 * days, bytes as {@code ByteString}. What is finer than a millisecond is lost on the way in.
 */
final class QueryValues {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private QueryValues() {}

  /** A column's value for Calcite. */
  static @Nullable Object in(@Nullable Object value) {
    if (value instanceof Instant instant) {
      return instant.toEpochMilli();
    }
    return value instanceof byte[] bytes ? new ByteString(bytes) : value;
  }

  /** A parameter's value for Calcite, which wants exactly the Java class of the type. */
  static @Nullable Object parameter(@Nullable Object value, RelDataType type) {
    return switch (type.getSqlTypeName()) {
      case DATE ->
          value instanceof Instant instant
              ? (int) instant.atOffset(ZoneOffset.UTC).toLocalDate().toEpochDay()
              : value;
      case TINYINT -> value instanceof Integer number ? number.byteValue() : value;
      case SMALLINT -> value instanceof Integer number ? number.shortValue() : value;
      case REAL -> value instanceof Double number ? number.floatValue() : value;
      default -> in(value);
    };
  }

  /** A computed value for JDBC. */
  static @Nullable Object out(@Nullable Object value, RelDataType type) {
    if (value == null) {
      return null;
    }
    return switch (type.getSqlTypeName()) {
      case TIMESTAMP -> value instanceof Long millis ? Instant.ofEpochMilli(millis) : value;
      case DATE -> value instanceof Integer days ? LocalDate.ofEpochDay(days) : value;
      case TIME ->
          value instanceof Integer millis ? LocalTime.ofNanoOfDay(millis * NANOS_PER_MILLI) : value;
      case BINARY, VARBINARY -> value instanceof ByteString bytes ? bytes.getBytes() : value;
      case FLOAT, REAL -> value instanceof Number number ? number.doubleValue() : value;
      default -> value;
    };
  }
}
