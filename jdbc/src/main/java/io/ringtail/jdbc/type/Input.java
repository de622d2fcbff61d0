// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.type;

import io.ringtail.jdbc.error.SqlState;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Turns what an application sets as a parameter, or writes as a literal, into a column's value. */
public final class Input {
  private Input() {}

  /**
   * The value as {@link SqlType#javaClass()}; null stays null.
   *
   * @throws SQLException it does not fit the type, with the reason and a SQLSTATE of class 22
   */
  public static @Nullable Object convert(@Nullable Object value, SqlType type) throws SQLException {
    if (value == null || (type.javaClass().isInstance(value) && type != SqlType.TIMESTAMP)) {
      return value;
    }
    try {
      return switch (type) {
        case BOOLEAN -> toBoolean(value);
        case INTEGER -> toDecimal(value, type).intValueExact();
        case BIGINT -> toDecimal(value, type).longValueExact();
        case DOUBLE -> toDouble(value);
        case DECIMAL -> toDecimal(value, type);
        case VARCHAR -> toText(value);
        case VARBINARY -> toBytes(value);
        case UUID -> toUuid(value);
        case TIMESTAMP -> toTimestamp(value);
      };
    } catch (ArithmeticException e) {
      throw SqlState.NUMBER_OUT_OF_RANGE.exception(value + " does not fit " + type, e);
    } catch (DateTimeException e) {
      throw SqlState.BAD_TIMESTAMP.exception("'" + value + "' is no " + type, e);
    } catch (NumberFormatException e) {
      throw SqlState.CANNOT_CONVERT.exception("'" + value + "' is no " + type, e);
    }
  }

  private static Boolean toBoolean(Object value) throws SQLException {
    if (value instanceof Number number) {
      return number.doubleValue() != 0;
    }
    if (value instanceof String text) {
      switch (text.trim().toLowerCase(Locale.ROOT)) {
        case "true", "1" -> {
          return true;
        }
        case "false", "0" -> {
          return false;
        }
        default -> throw mismatch(value, SqlType.BOOLEAN);
      }
    }
    throw mismatch(value, SqlType.BOOLEAN);
  }

  private static BigDecimal toDecimal(Object value, SqlType type) throws SQLException {
    if (value instanceof BigDecimal decimal) {
      return decimal;
    }
    if (value instanceof BigInteger integer) {
      return new BigDecimal(integer);
    }
    if (value instanceof Double || value instanceof Float) {
      return BigDecimal.valueOf(((Number) value).doubleValue());
    }
    if (value instanceof Number number) {
      return BigDecimal.valueOf(number.longValue());
    }
    if (value instanceof String text) {
      return new BigDecimal(text.trim());
    }
    if (value instanceof Boolean bool) {
      return bool ? BigDecimal.ONE : BigDecimal.ZERO;
    }
    throw mismatch(value, type);
  }

  private static Double toDouble(Object value) throws SQLException {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    if (value instanceof String text) {
      return Double.valueOf(text.trim());
    }
    throw mismatch(value, SqlType.DOUBLE);
  }

  private static String toText(Object value) throws SQLException {
    if (value instanceof byte[]) {
      throw mismatch(value, SqlType.VARCHAR);
    }
    return value instanceof BigDecimal decimal ? decimal.toPlainString() : value.toString();
  }

  private static byte[] toBytes(Object value) throws SQLException {
    if (value instanceof UUID) {
      throw mismatch(value, SqlType.VARBINARY);
    }
    if (value instanceof String text) {
      try {
        return HexFormat.of().parseHex(text);
      } catch (IllegalArgumentException e) {
        throw SqlState.CANNOT_CONVERT.exception(
            "'" + text + "' is no VARBINARY: hexadecimal digits are expected, two for each byte",
            e);
      }
    }
    throw mismatch(value, SqlType.VARBINARY);
  }

  private static UUID toUuid(Object value) throws SQLException {
    if (value instanceof String text) {
      String trimmed = text.trim();
      try {
        UUID uuid = UUID.fromString(trimmed);
        if (trimmed.length() == SqlType.UUID.precision()) {
          return uuid;
        }
      } catch (IllegalArgumentException e) {
        throw SqlState.CANNOT_CONVERT.exception("'" + text + "' is no UUID", e);
      }
      throw SqlState.CANNOT_CONVERT.exception("'" + text + "' is no UUID");
    }
    throw mismatch(value, SqlType.UUID);
  }

  @SuppressWarnings("JavaUtilDate") // java.sql's classes are what applications bring
  private static Instant toTimestamp(Object value) throws SQLException {
    if (value instanceof Instant instant) {
      return Timestamps.truncate(instant);
    }
    if (value instanceof LocalDateTime local) {
      return Timestamps.toInstant(local);
    }
    if (value instanceof Timestamp timestamp) {
      return Timestamps.toInstant(timestamp.toLocalDateTime());
    }
    if (value instanceof Date date) {
      return Timestamps.toInstant(date.toLocalDate().atStartOfDay());
    }
    if (value instanceof java.util.Date date && !(value instanceof java.sql.Time)) {
      return Timestamps.toInstant(new Timestamp(date.getTime()).toLocalDateTime());
    }
    if (value instanceof OffsetDateTime offset) {
      return Timestamps.truncate(offset.toInstant());
    }
    if (value instanceof ZonedDateTime zoned) {
      return Timestamps.truncate(zoned.toInstant());
    }
    if (value instanceof LocalDate date) {
      return Timestamps.toInstant(date.atStartOfDay());
    }
    if (value instanceof String text) {
      return Timestamps.toInstant(Timestamps.parse(text));
    }
    throw mismatch(value, SqlType.TIMESTAMP);
  }

  private static SQLException mismatch(Object value, SqlType type) {
    return SqlState.CANNOT_CONVERT.exception(
        "a value of " + value.getClass().getName() + " is no " + type);
  }
}
