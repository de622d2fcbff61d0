// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.type;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

/** The types of single values. */
public enum ScalarType implements DataType {
  BOOLEAN(1, "BOOLEAN", Boolean.class, BooleanEncoding.INSTANCE),
  INT(2, "INTEGER", Integer.class, FixedEncodings.INT),
  BIGINT(3, "BIGINT", Long.class, FixedEncodings.BIGINT),
  DOUBLE(4, "DOUBLE", Double.class, FixedEncodings.DOUBLE),
  DECIMAL(5, "DECIMAL", BigDecimal.class, DecimalEncoding.INSTANCE),
  /** Ordered by code point. */
  VARCHAR(6, "VARCHAR", String.class, TextEncoding.INSTANCE),
  VARBINARY(7, "VARBINARY", byte[].class, BinaryEncoding.INSTANCE),
  /** Ordered as sixteen unsigned bytes. */
  UUID(8, "UUID", UUID.class, UuidEncoding.INSTANCE),
  /** Microseconds since 1970-01-01T00:00Z. */
  TIMESTAMP(9, "TIMESTAMP", Instant.class, FixedEncodings.TIMESTAMP);

  private final int code;
  private final String sqlName;
  private final Class<?> javaClass;

  @SuppressWarnings("ImmutableEnumChecker") // every encoding is stateless
  private final Encoding encoding;

  ScalarType(int code, String sqlName, Class<?> javaClass, Encoding encoding) {
    this.code = code;
    this.sqlName = sqlName;
    this.javaClass = javaClass;
    this.encoding = encoding;
  }

  /**
   * The type of a code.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static ScalarType ofCode(int code) {
    for (ScalarType type : values()) {
      if (type.code == code) {
        return type;
      }
    }
    throw new IllegalArgumentException("no type has the code " + code);
  }

  @Override
  public int code() {
    return code;
  }

  @Override
  public String sqlName() {
    return sqlName;
  }

  @Override
  public Class<?> javaClass() {
    return javaClass;
  }

  @Override
  public byte[] encodeValue(Object value) {
    return encoding.encodeValue(checked(value));
  }

  @Override
  public Object decodeValue(byte[] bytes) {
    return encoding.decodeValue(bytes);
  }

  @Override
  public void encodeKey(Object value, KeyWriter out, boolean descending) {
    int start = out.length();
    encoding.encodeKey(checked(value), out);
    if (descending) {
      out.flipFrom(start);
    }
  }

  @Override
  public Object decodeKey(KeyReader in, boolean descending) {
    in.flip(descending);
    Object value = encoding.decodeKey(in);
    in.flip(false);
    return value;
  }

  private Object checked(Object value) {
    if (!javaClass.isInstance(value)) {
      throw new IllegalArgumentException(
          sqlName
              + " values are "
              + javaClass.getName()
              + ", but got "
              + (value == null ? "null" : value.getClass().getName()));
    }
    return value;
  }
}
