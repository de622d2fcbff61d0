// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.type;

import io.ringtail.jdbc.error.SqlState;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Turns a value of a result set into what the application asks for.
 *
 * <p>Callers deal with null first. Besides the column types' own classes a computed value may be a
 * {@link LocalDate}, a {@link LocalTime} or a smaller number.
 */
public final class Output {
  private static final BigDecimal LONG_MIN = BigDecimal.valueOf(Long.MIN_VALUE);
  private static final BigDecimal LONG_MAX = BigDecimal.valueOf(Long.MAX_VALUE);

  private Output() {}

  /** The text of any value: numbers in plain notation, bytes as hexadecimal digits. */
  public static String toText(Object value) {
    if (value instanceof byte[] bytes) {
      return HexFormat.of().formatHex(bytes);
    }
    if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    }
    if (value instanceof Instant instant) {
      return Timestamps.format(Timestamps.toLocal(instant));
    }
    return value.toString();
  }

  public static boolean toBoolean(Object value) throws SQLException {
    if (value instanceof Boolean bool) {
      return bool;
    }
    if (value instanceof Number number) {
      return number.doubleValue() != 0;
    }
    if (value instanceof String text) {
      String word = text.trim().toLowerCase(Locale.ROOT);
      if (word.equals("true") || word.equals("1")) {
        return true;
      }
      if (word.equals("false") || word.equals("0")) {
        return false;
      }
    }
    throw mismatch(value, "boolean");
  }

  /**
   * A whole number within bounds; a fraction is cut off.
   *
   * @param name what the bounds belong to, for the message
   */
  public static long toWhole(Object value, long min, long max, String name) throws SQLException {
    long whole;
    if (value instanceof Long || value instanceof Integer) {
      whole = ((Number) value).longValue();
    } else {
      BigDecimal decimal = toDecimal(value);
      if (decimal.compareTo(LONG_MIN) < 0 || decimal.compareTo(LONG_MAX) > 0) {
        throw SqlState.NUMBER_OUT_OF_RANGE.exception(value + " does not fit " + name);
      }
      whole = decimal.longValue();
    }
    if (whole < min || whole > max) {
      throw SqlState.NUMBER_OUT_OF_RANGE.exception(value + " does not fit " + name);
    }
    return whole;
  }

  public static double toDouble(Object value) throws SQLException {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    if (value instanceof String text) {
      try {
        return Double.parseDouble(text.trim());
      } catch (NumberFormatException e) {
        throw SqlState.CANNOT_CONVERT.exception("'" + text + "' is no number", e);
      }
    }
    return toDecimal(value).doubleValue();
  }

  public static BigDecimal toDecimal(Object value) throws SQLException {
    if (value instanceof BigDecimal decimal) {
      return decimal;
    }
    if (value instanceof BigInteger integer) {
      return new BigDecimal(integer);
    }
    if (value instanceof Boolean bool) {
      return bool ? BigDecimal.ONE : BigDecimal.ZERO;
    }
    try {
      if (value instanceof Double || value instanceof Float) {
        return BigDecimal.valueOf(((Number) value).doubleValue());
      }
      if (value instanceof Number number) {
        return BigDecimal.valueOf(number.longValue());
      }
      if (value instanceof String text) {
        return new BigDecimal(text.trim());
      }
    } catch (NumberFormatException e) {
      throw SqlState.CANNOT_CONVERT.exception("'" + value + "' is no decimal number", e);
    }
    throw mismatch(value, "number");
  }

  public static byte[] toBytes(Object value) throws SQLException {
    if (value instanceof byte[] bytes) {
      return bytes.clone();
    }
    throw mismatch(value, "byte[]");
  }

  public static LocalDateTime toLocalDateTime(Object value) throws SQLException {
    if (value instanceof Instant instant) {
      return Timestamps.toLocal(instant);
    }
    if (value instanceof LocalDate date) {
      return date.atStartOfDay();
    }
    if (value instanceof String text) {
      try {
        return Timestamps.parse(text);
      } catch (DateTimeException e) {
        throw SqlState.BAD_TIMESTAMP.exception("'" + text + "' is no timestamp", e);
      }
    }
    throw mismatch(value, "timestamp");
  }

  public static LocalTime toLocalTime(Object value) throws SQLException {
    return value instanceof LocalTime time ? time : toLocalDateTime(value).toLocalTime();
  }

  /** The object that {@code getObject} without a class returns: JDBC wants its own date classes. */
  public static Object toJdbcObject(Object value) {
    if (value instanceof Instant instant) {
      return Timestamp.valueOf(Timestamps.toLocal(instant));
    }
    if (value instanceof LocalDate date) {
      return Date.valueOf(date);
    }
    if (value instanceof LocalTime time) {
      return Time.valueOf(time);
    }
    return value instanceof byte[] bytes ? bytes.clone() : value;
  }

  /** The value as one of the classes that JDBC 4.2 names, or its own. */
  public static <T> T toClass(Object value, Class<T> wanted) throws SQLException {
    Object result = convert(value, wanted);
    if (result == null) {
      throw mismatch(value, wanted.getName());
    }
    return wanted.cast(result);
  }

  private static @Nullable Object convert(Object value, Class<?> wanted) throws SQLException {
    if (wanted == Object.class) {
      return toJdbcObject(value);
    }
    if (wanted == byte[].class) {
      return toBytes(value);
    }
    if (wanted.isInstance(value)) {
      return value;
    }
    if (wanted == String.class) {
      return toText(value);
    }
    if (wanted == UUID.class) {
      return Input.convert(value, SqlType.UUID);
    }
    if (wanted == Boolean.class) {
      return toBoolean(value);
    }
    Object time = convertTime(value, wanted);
    return time != null ? time : convertNumber(value, wanted);
  }

  private static @Nullable Object convertTime(Object value, Class<?> wanted) throws SQLException {
    if (wanted == LocalDateTime.class) {
      return toLocalDateTime(value);
    }
    if (wanted == LocalDate.class) {
      return toLocalDateTime(value).toLocalDate();
    }
    if (wanted == LocalTime.class) {
      return toLocalTime(value);
    }
    if (wanted == Instant.class) {
      return toLocalDateTime(value).toInstant(ZoneOffset.UTC);
    }
    if (wanted == OffsetDateTime.class) {
      return toLocalDateTime(value).atOffset(ZoneOffset.UTC);
    }
    if (wanted == ZonedDateTime.class) {
      return toLocalDateTime(value).atZone(ZoneOffset.UTC);
    }
    if (wanted == Timestamp.class || wanted == java.util.Date.class) {
      return Timestamp.valueOf(toLocalDateTime(value));
    }
    if (wanted == Date.class) {
      return Date.valueOf(toLocalDateTime(value).toLocalDate());
    }
    return wanted == Time.class ? Time.valueOf(toLocalTime(value)) : null;
  }

  private static @Nullable Object convertNumber(Object value, Class<?> wanted) throws SQLException {
    if (wanted == Long.class) {
      return toWhole(value, Long.MIN_VALUE, Long.MAX_VALUE, "long");
    }
    if (wanted == Integer.class) {
      return (int) toWhole(value, Integer.MIN_VALUE, Integer.MAX_VALUE, "int");
    }
    if (wanted == Short.class) {
      return (short) toWhole(value, Short.MIN_VALUE, Short.MAX_VALUE, "short");
    }
    if (wanted == Byte.class) {
      return (byte) toWhole(value, Byte.MIN_VALUE, Byte.MAX_VALUE, "byte");
    }
    if (wanted == Double.class) {
      return toDouble(value);
    }
    if (wanted == Float.class) {
      return (float) toDouble(value);
    }
    if (wanted == BigDecimal.class) {
      return toDecimal(value);
    }
    return wanted == BigInteger.class ? toDecimal(value).toBigInteger() : null;
  }

  private static SQLException mismatch(Object value, String wanted) {
    return SqlState.CANNOT_CONVERT.exception(
        "a value of " + value.getClass().getName() + " cannot be had as " + wanted);
  }
}
