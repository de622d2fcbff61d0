// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.connection;

import io.ringtail.jdbc.error.SqlState;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.net.URL;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.Ref;
import java.sql.ResultSet;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Arrays;
import java.util.Calendar;
import org.apache.calcite.avatica.AvaticaPreparedStatement;
import org.apache.calcite.avatica.Meta;
import org.jspecify.annotations.Nullable;

/**
 * Keeps parameters as they are set; they are converted to the types of the plan when it runs.
 * Calendars are not asked: SQL's timestamps have no zone.
 */
abstract class ParameterSetters extends AvaticaPreparedStatement {
  /** Longest stream that is read into a value: what a frame could not carry anyway. */
  private static final int STREAM_BYTES_MAX = 64 << 20;

  private static final Object NOT_SET = new Object();

  private final @Nullable Object[] values;

  ParameterSetters(RingtailConnection connection, Meta.Signature signature, int holdability)
      throws SQLException {
    super(
        connection,
        connection.newHandle(),
        signature,
        ResultSet.TYPE_FORWARD_ONLY,
        ResultSet.CONCUR_READ_ONLY,
        holdability);
    this.values = new Object[signature.parameters.size()];
    Arrays.fill(values, NOT_SET);
  }

  /**
   * What was set, one value for each question mark.
   *
   * @throws SQLException 07002 where one was forgotten
   */
  final @Nullable Object[] parameters() throws SQLException {
    for (int i = 0; i < values.length; i++) {
      if (NOT_SET.equals(values[i])) {
        throw SqlState.PARAMETER_NOT_SET.exception("parameter " + (i + 1) + " is not set");
      }
    }
    return values;
  }

  private void set(int index, @Nullable Object value) throws SQLException {
    checkOpen();
    if (index < 1 || index > values.length) {
      throw SqlState.PARAMETER_COUNT.exception(
          "there is no parameter " + index + "; there are " + values.length);
    }
    values[index - 1] = value;
  }

  @Override
  public void clearParameters() throws SQLException {
    checkOpen();
    Arrays.fill(values, NOT_SET);
  }

  @Override
  public void setNull(int index, int sqlType) throws SQLException {
    set(index, null);
  }

  @Override
  public void setNull(int index, int sqlType, String typeName) throws SQLException {
    set(index, null);
  }

  @Override
  public void setBoolean(int index, boolean x) throws SQLException {
    set(index, x);
  }

  @Override
  public void setByte(int index, byte x) throws SQLException {
    set(index, (int) x);
  }

  @Override
  public void setShort(int index, short x) throws SQLException {
    set(index, (int) x);
  }

  @Override
  public void setInt(int index, int x) throws SQLException {
    set(index, x);
  }

  @Override
  public void setLong(int index, long x) throws SQLException {
    set(index, x);
  }

  @Override
  public void setFloat(int index, float x) throws SQLException {
    set(index, x);
  }

  @Override
  public void setDouble(int index, double x) throws SQLException {
    set(index, x);
  }

  @Override
  public void setBigDecimal(int index, @Nullable BigDecimal x) throws SQLException {
    set(index, x);
  }

  @Override
  public void setString(int index, @Nullable String x) throws SQLException {
    set(index, x);
  }

  @Override
  public void setNString(int index, @Nullable String x) throws SQLException {
    set(index, x);
  }

  /** The bytes are copied: the application may change its array before the statement runs. */
  @Override
  public void setBytes(int index, byte @Nullable [] x) throws SQLException {
    set(index, x == null ? null : x.clone());
  }

  @Override
  public void setDate(int index, @Nullable Date x) throws SQLException {
    set(index, x);
  }

  @Override
  public void setDate(int index, @Nullable Date x, @Nullable Calendar calendar)
      throws SQLException {
    set(index, x);
  }

  @Override
  public void setTime(int index, @Nullable Time x) throws SQLException {
    set(index, x);
  }

  @Override
  public void setTime(int index, @Nullable Time x, @Nullable Calendar calendar)
      throws SQLException {
    set(index, x);
  }

  @Override
  public void setTimestamp(int index, @Nullable Timestamp x) throws SQLException {
    set(index, x);
  }

  @Override
  public void setTimestamp(int index, @Nullable Timestamp x, @Nullable Calendar calendar)
      throws SQLException {
    set(index, x);
  }

  @Override
  public void setObject(int index, @Nullable Object x) throws SQLException {
    if (x instanceof byte[] bytes) {
      setBytes(index, bytes);
    } else {
      set(index, x instanceof Byte || x instanceof Short ? ((Number) x).intValue() : x);
    }
  }

  @Override
  public void setObject(int index, @Nullable Object x, int targetSqlType) throws SQLException {
    setObject(index, x);
  }

  @Override
  public void setObject(int index, @Nullable Object x, int targetSqlType, int scaleOrLength)
      throws SQLException {
    setObject(index, x);
  }

  @Override
  public void setObject(int index, @Nullable Object x, SQLType targetSqlType) throws SQLException {
    setObject(index, x);
  }

  @Override
  public void setObject(int index, @Nullable Object x, SQLType targetSqlType, int scaleOrLength)
      throws SQLException {
    setObject(index, x);
  }

  @Override
  public void setAsciiStream(int index, @Nullable InputStream x) throws SQLException {
    set(index, text(x, StandardCharsets.US_ASCII, STREAM_BYTES_MAX));
  }

  @Override
  public void setAsciiStream(int index, @Nullable InputStream x, int length) throws SQLException {
    set(index, text(x, StandardCharsets.US_ASCII, length));
  }

  @Override
  public void setAsciiStream(int index, @Nullable InputStream x, long length) throws SQLException {
    set(index, text(x, StandardCharsets.US_ASCII, length));
  }

  @Override
  @Deprecated
  public void setUnicodeStream(int index, @Nullable InputStream x, int length) throws SQLException {
    set(index, text(x, StandardCharsets.UTF_16BE, length));
  }

  @Override
  public void setBinaryStream(int index, @Nullable InputStream x) throws SQLException {
    set(index, bytes(x, STREAM_BYTES_MAX));
  }

  @Override
  public void setBinaryStream(int index, @Nullable InputStream x, int length) throws SQLException {
    set(index, bytes(x, length));
  }

  @Override
  public void setBinaryStream(int index, @Nullable InputStream x, long length) throws SQLException {
    set(index, bytes(x, length));
  }

  @Override
  public void setCharacterStream(int index, @Nullable Reader x) throws SQLException {
    set(index, text(x, STREAM_BYTES_MAX));
  }

  @Override
  public void setCharacterStream(int index, @Nullable Reader x, int length) throws SQLException {
    set(index, text(x, length));
  }

  @Override
  public void setCharacterStream(int index, @Nullable Reader x, long length) throws SQLException {
    set(index, text(x, length));
  }

  @Override
  public void setNCharacterStream(int index, @Nullable Reader x) throws SQLException {
    set(index, text(x, STREAM_BYTES_MAX));
  }

  @Override
  public void setNCharacterStream(int index, @Nullable Reader x, long length) throws SQLException {
    set(index, text(x, length));
  }

  @Override
  public void setRef(int index, Ref x) throws SQLException {
    throw unsupported("Ref");
  }

  @Override
  public void setBlob(int index, @Nullable Blob x) throws SQLException {
    set(index, x == null ? null : x.getBytes(1, (int) Math.min(x.length(), STREAM_BYTES_MAX)));
  }

  @Override
  public void setBlob(int index, @Nullable InputStream x) throws SQLException {
    setBinaryStream(index, x);
  }

  @Override
  public void setBlob(int index, @Nullable InputStream x, long length) throws SQLException {
    setBinaryStream(index, x, length);
  }

  @Override
  public void setClob(int index, @Nullable Clob x) throws SQLException {
    set(index, x == null ? null : x.getSubString(1, (int) Math.min(x.length(), STREAM_BYTES_MAX)));
  }

  @Override
  public void setClob(int index, @Nullable Reader x) throws SQLException {
    setCharacterStream(index, x);
  }

  @Override
  public void setClob(int index, @Nullable Reader x, long length) throws SQLException {
    setCharacterStream(index, x, length);
  }

  @Override
  public void setNClob(int index, @Nullable NClob x) throws SQLException {
    setClob(index, x);
  }

  @Override
  public void setNClob(int index, @Nullable Reader x) throws SQLException {
    setCharacterStream(index, x);
  }

  @Override
  public void setNClob(int index, @Nullable Reader x, long length) throws SQLException {
    setCharacterStream(index, x, length);
  }

  @Override
  public void setArray(int index, Array x) throws SQLException {
    throw unsupported("Array");
  }

  @Override
  public void setURL(int index, @Nullable URL x) throws SQLException {
    set(index, x == null ? null : x.toString());
  }

  @Override
  public void setRowId(int index, RowId x) throws SQLException {
    throw unsupported("RowId");
  }

  @Override
  public void setSQLXML(int index, SQLXML x) throws SQLException {
    throw unsupported("SQLXML");
  }

  private static SQLException unsupported(String what) {
    return SqlState.NOT_SUPPORTED.exception("no parameter can be set as " + what);
  }

  private static byte @Nullable [] bytes(@Nullable InputStream stream, long length)
      throws SQLException {
    if (stream == null) {
      return null;
    }
    int wanted = (int) Math.min(length, STREAM_BYTES_MAX);
    try {
      byte[] bytes = stream.readNBytes(wanted);
      if (bytes.length == STREAM_BYTES_MAX && stream.read() >= 0) {
        throw SqlState.VALUE_TOO_LARGE.exception(
            "the stream is longer than " + STREAM_BYTES_MAX + " bytes");
      }
      return bytes;
    } catch (IOException e) {
      throw SqlState.INVALID_VALUE.exception("cannot read the stream: " + e.getMessage(), e);
    }
  }

  private static @Nullable String text(@Nullable InputStream stream, Charset charset, long length)
      throws SQLException {
    byte[] bytes = bytes(stream, length);
    return bytes == null ? null : new String(bytes, charset);
  }

  private static @Nullable String text(@Nullable Reader reader, long length) throws SQLException {
    if (reader == null) {
      return null;
    }
    int wanted = (int) Math.min(length, STREAM_BYTES_MAX);
    StringBuilder text = new StringBuilder();
    char[] buffer = new char[8_192];
    try {
      while (text.length() < wanted) {
        int count = reader.read(buffer, 0, Math.min(buffer.length, wanted - text.length()));
        if (count < 0) {
          return text.toString();
        }
        text.append(buffer, 0, count);
      }
    } catch (IOException e) {
      throw SqlState.INVALID_VALUE.exception("cannot read the stream: " + e.getMessage(), e);
    }
    if (wanted == STREAM_BYTES_MAX) {
      throw SqlState.VALUE_TOO_LARGE.exception(
          "the stream is longer than " + STREAM_BYTES_MAX + " characters");
    }
    return text.toString();
  }
}
