// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.type;

import io.ringtail.protocol.type.DataType;
import io.ringtail.protocol.type.ScalarType;
import java.math.BigDecimal;
import java.sql.Types;
import java.time.Instant;
import java.util.UUID;

/**
 * A column type as JDBC and Calcite know it.
 *
 * <p>Inside this module a value has the class {@link #javaClass()}, which is the driver's. A
 * timestamp is stored as microseconds since 1970-01-01 00:00; SQL sees it as a date and time
 * without a zone, which is the one in UTC.
 */
public enum SqlType {
  BOOLEAN(Types.BOOLEAN, Boolean.class, 1, 0, 5),
  INTEGER(Types.INTEGER, Integer.class, 10, 0, 11),
  BIGINT(Types.BIGINT, Long.class, 19, 0, 20),
  /** 17 significant digits identify every double. */
  DOUBLE(Types.DOUBLE, Double.class, 17, 0, 24),
  /** Stored without bounds; computed with up to 38 digits. */
  DECIMAL(Types.DECIMAL, BigDecimal.class, 38, 18, 40),
  VARCHAR(Types.VARCHAR, String.class, Integer.MAX_VALUE, 0, Integer.MAX_VALUE),
  VARBINARY(Types.VARBINARY, byte[].class, Integer.MAX_VALUE, 0, Integer.MAX_VALUE),
  UUID(Types.OTHER, UUID.class, 36, 0, 36),
  /** {@code 2026-01-31 23:59:59.123456} has 26 characters. */
  TIMESTAMP(Types.TIMESTAMP, Instant.class, 26, 6, 26);

  private final int jdbcType;
  private final Class<?> javaClass;
  private final int precision;
  private final int scale;
  private final int displayWidth;

  SqlType(int jdbcType, Class<?> javaClass, int precision, int scale, int displayWidth) {
    this.jdbcType = jdbcType;
    this.javaClass = javaClass;
    this.precision = precision;
    this.scale = scale;
    this.displayWidth = displayWidth;
  }

  /** The constant of {@link java.sql.Types}. */
  public int jdbcType() {
    return jdbcType;
  }

  public Class<?> javaClass() {
    return javaClass;
  }

  /** The class that {@code ResultSet.getObject} returns, which for timestamps JDBC prescribes. */
  public Class<?> objectClass() {
    return this == TIMESTAMP ? java.sql.Timestamp.class : javaClass;
  }

  public int precision() {
    return precision;
  }

  public int scale() {
    return scale;
  }

  /** The most characters that a value takes when shown. */
  public int displayWidth() {
    return displayWidth;
  }

  public boolean numeric() {
    return this == INTEGER || this == BIGINT || this == DOUBLE || this == DECIMAL;
  }

  /** The type of a column. */
  public static SqlType of(DataType type) {
    if (!(type instanceof ScalarType scalar)) {
      throw new IllegalArgumentException("no SQL type for " + type.sqlName());
    }
    return switch (scalar) {
      case BOOLEAN -> BOOLEAN;
      case INT -> INTEGER;
      case BIGINT -> BIGINT;
      case DOUBLE -> DOUBLE;
      case DECIMAL -> DECIMAL;
      case VARCHAR -> VARCHAR;
      case VARBINARY -> VARBINARY;
      case UUID -> UUID;
      case TIMESTAMP -> TIMESTAMP;
    };
  }

  /** The driver's type, for a new column. */
  public DataType dataType() {
    return switch (this) {
      case BOOLEAN -> ScalarType.BOOLEAN;
      case INTEGER -> ScalarType.INT;
      case BIGINT -> ScalarType.BIGINT;
      case DOUBLE -> ScalarType.DOUBLE;
      case DECIMAL -> ScalarType.DECIMAL;
      case VARCHAR -> ScalarType.VARCHAR;
      case VARBINARY -> ScalarType.VARBINARY;
      case UUID -> ScalarType.UUID;
      case TIMESTAMP -> ScalarType.TIMESTAMP;
    };
  }
}
