// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.type;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

/** The types of single values. */
public enum ScalarType implements DataType {
  BOOLEAN(1, "BOOLEAN", Boolean.class),
  INT(2, "INTEGER", Integer.class),
  BIGINT(3, "BIGINT", Long.class),
  DOUBLE(4, "DOUBLE", Double.class),
  DECIMAL(5, "DECIMAL", BigDecimal.class),
  /** Ordered by code point. */
  VARCHAR(6, "VARCHAR", String.class),
  VARBINARY(7, "VARBINARY", byte[].class),
  /** Ordered as sixteen unsigned bytes. */
  UUID(8, "UUID", UUID.class),
  /** Microseconds since 1970-01-01T00:00Z. */
  TIMESTAMP(9, "TIMESTAMP", Instant.class);

  private final int code;
  private final String sqlName;
  private final Class<?> javaClass;

  ScalarType(int code, String sqlName, Class<?> javaClass) {
    this.code = code;
    this.sqlName = sqlName;
    this.javaClass = javaClass;
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
    throw new IllegalStateException("not yet");
  }

  @Override
  public Object decodeValue(byte[] bytes) {
    throw new IllegalStateException("not yet");
  }

  @Override
  public void encodeKey(Object value, KeyWriter out, boolean descending) {
    throw new IllegalStateException("not yet");
  }

  @Override
  public Object decodeKey(KeyReader in, boolean descending) {
    throw new IllegalStateException("not yet");
  }
}
