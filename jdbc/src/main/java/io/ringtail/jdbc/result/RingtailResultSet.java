// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.result;

import io.ringtail.jdbc.error.SqlState;
import io.ringtail.jdbc.plan.Rows;
import java.sql.SQLException;
import java.util.TimeZone;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.calcite.avatica.AvaticaResultSet;
import org.apache.calcite.avatica.AvaticaResultSetMetaData;
import org.apache.calcite.avatica.AvaticaStatement;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.QueryState;
import org.jspecify.annotations.Nullable;

/** Avatica's result set over a plan's rows. */
public final class RingtailResultSet extends AvaticaResultSet {
  private final AtomicBoolean cancelled;

  /**
   * A result set that Avatica itself fills: empty metadata.
   *
   * @param cancelled the statement's flag
   */
  @SuppressWarnings("NullAway") // Avatica does not say which of its parameters may be null
  public RingtailResultSet(
      AvaticaStatement statement,
      @Nullable QueryState state,
      Meta.Signature signature,
      TimeZone timeZone,
      Meta.@Nullable Frame firstFrame,
      AtomicBoolean cancelled)
      throws SQLException {
    super(
        statement,
        state,
        signature,
        new AvaticaResultSetMetaData(statement, null, signature),
        timeZone,
        firstFrame);
    this.cancelled = cancelled;
  }

  /** A result set over rows. */
  public static RingtailResultSet of(
      AvaticaStatement statement,
      Meta.Signature signature,
      TimeZone timeZone,
      Rows rows,
      AtomicBoolean cancelled)
      throws SQLException {
    RingtailResultSet result =
        new RingtailResultSet(statement, null, signature, timeZone, null, cancelled);
    result.execute2(new RowCursor(rows), signature.columns);
    return result;
  }

  @Override
  protected void checkOpen() throws SQLException {
    if (isClosed()) {
      throw SqlState.CURSOR_STATE.exception("the result set is closed");
    }
  }

  @Override
  public boolean next() throws SQLException {
    if (cancelled.get()) {
      throw SqlState.CANCELLED.exception("the statement was cancelled");
    }
    return super.next();
  }

  @Override
  public Object getObject(int columnIndex) throws SQLException {
    return getObject(columnIndex, Object.class);
  }

  @Override
  public Object getObject(String columnLabel) throws SQLException {
    return getObject(columnLabel, Object.class);
  }

  @Override
  public boolean isLast() throws SQLException {
    throw SqlState.NOT_SUPPORTED.exception("result sets only go forward");
  }
}
