// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.result;

import io.ringtail.jdbc.error.SqlState;
import io.ringtail.jdbc.type.Output;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.Ref;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Struct;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;
import java.util.Map;
import org.apache.calcite.avatica.util.Cursor;
import org.joou.UByte;
import org.joou.UInteger;
import org.joou.ULong;
import org.joou.UShort;
import org.jspecify.annotations.Nullable;

/** The values of one column of the current row, in whatever class they are asked for. */
@SuppressWarnings("NullAway") // java.sql returns null for SQL's NULL, and Avatica does not say so
final class ColumnAccessor implements Cursor.Accessor {
  private final RowCursor cursor;
  private final int index;

  ColumnAccessor(RowCursor cursor, int index) {
    this.cursor = cursor;
    this.index = index;
  }

  private @Nullable Object value() throws SQLException {
    if (!cursor.onRow()) {
      throw SqlState.CURSOR_STATE.exception("there is no current row: call next() first");
    }
    return cursor.value(index);
  }

  private long whole(long min, long max, String name) throws SQLException {
    Object value = value();
    return value == null ? 0 : Output.toWhole(value, min, max, name);
  }

  @Override
  public boolean wasNull() {
    return cursor.wasNull();
  }

  @Override
  public String getString() throws SQLException {
    Object value = value();
    return value == null ? null : Output.toText(value);
  }

  @Override
  public boolean getBoolean() throws SQLException {
    Object value = value();
    return value != null && Output.toBoolean(value);
  }

  @Override
  public byte getByte() throws SQLException {
    return (byte) whole(Byte.MIN_VALUE, Byte.MAX_VALUE, "byte");
  }

  @Override
  public short getShort() throws SQLException {
    return (short) whole(Short.MIN_VALUE, Short.MAX_VALUE, "short");
  }

  @Override
  public int getInt() throws SQLException {
    return (int) whole(Integer.MIN_VALUE, Integer.MAX_VALUE, "int");
  }

  @Override
  public long getLong() throws SQLException {
    return whole(Long.MIN_VALUE, Long.MAX_VALUE, "long");
  }

  @Override
  public float getFloat() throws SQLException {
    return (float) getDouble();
  }

  @Override
  public double getDouble() throws SQLException {
    Object value = value();
    return value == null ? 0 : Output.toDouble(value);
  }

  @Override
  public BigDecimal getBigDecimal() throws SQLException {
    Object value = value();
    return value == null ? null : Output.toDecimal(value);
  }

  @Override
  public BigDecimal getBigDecimal(int scale) throws SQLException {
    BigDecimal decimal = getBigDecimal();
    return decimal == null ? null : decimal.setScale(scale, RoundingMode.HALF_UP);
  }

  @Override
  public byte[] getBytes() throws SQLException {
    Object value = value();
    return value == null ? null : Output.toBytes(value);
  }

  @Override
  public InputStream getAsciiStream() throws SQLException {
    String text = getString();
    return text == null ? null : new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public InputStream getUnicodeStream() throws SQLException {
    String text = getString();
    return text == null ? null : new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_16BE));
  }

  @Override
  public InputStream getBinaryStream() throws SQLException {
    byte[] bytes = getBytes();
    return bytes == null ? null : new ByteArrayInputStream(bytes);
  }

  @Override
  public Object getObject() throws SQLException {
    Object value = value();
    return value == null ? null : Output.toJdbcObject(value);
  }

  @Override
  public Reader getCharacterStream() throws SQLException {
    String text = getString();
    return text == null ? null : new StringReader(text);
  }

  @Override
  public Object getObject(Map<String, Class<?>> map) throws SQLException {
    return getObject();
  }

  /** The calendar is not asked: SQL's date is the one that the application sees, wherever it is. */
  @Override
  public Date getDate(Calendar calendar) throws SQLException {
    Object value = value();
    return value == null ? null : Date.valueOf(Output.toLocalDateTime(value).toLocalDate());
  }

  @Override
  public Time getTime(Calendar calendar) throws SQLException {
    Object value = value();
    return value == null ? null : Time.valueOf(Output.toLocalTime(value));
  }

  @Override
  public Timestamp getTimestamp(Calendar calendar) throws SQLException {
    Object value = value();
    return value == null ? null : Timestamp.valueOf(Output.toLocalDateTime(value));
  }

  @Override
  public <T> T getObject(Class<T> type) throws SQLException {
    Object value = value();
    return value == null ? null : Output.toClass(value, type);
  }

  @Override
  public String getNString() throws SQLException {
    return getString();
  }

  @Override
  public Reader getNCharacterStream() throws SQLException {
    return getCharacterStream();
  }

  @Override
  public UByte getUByte() throws SQLException {
    throw unsupported("UByte");
  }

  @Override
  public UShort getUShort() throws SQLException {
    throw unsupported("UShort");
  }

  @Override
  public UInteger getUInt() throws SQLException {
    throw unsupported("UInteger");
  }

  @Override
  public ULong getULong() throws SQLException {
    throw unsupported("ULong");
  }

  @Override
  public Ref getRef() throws SQLException {
    throw unsupported("Ref");
  }

  @Override
  public Blob getBlob() throws SQLException {
    throw unsupported("Blob; use getBytes");
  }

  @Override
  public Clob getClob() throws SQLException {
    throw unsupported("Clob; use getString");
  }

  @Override
  public Array getArray() throws SQLException {
    throw unsupported("Array");
  }

  @Override
  public Struct getStruct() throws SQLException {
    throw unsupported("Struct");
  }

  @Override
  public URL getURL() throws SQLException {
    throw unsupported("URL");
  }

  @Override
  public NClob getNClob() throws SQLException {
    throw unsupported("NClob; use getString");
  }

  @Override
  public SQLXML getSQLXML() throws SQLException {
    throw unsupported("SQLXML");
  }

  private static SQLException unsupported(String what) {
    return SqlState.NOT_SUPPORTED.exception("no column can be had as " + what);
  }
}
