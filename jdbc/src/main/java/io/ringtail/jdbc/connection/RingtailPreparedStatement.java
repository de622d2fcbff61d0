// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.connection;

import io.ringtail.jdbc.error.SqlState;
import io.ringtail.jdbc.result.Described;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.avatica.AvaticaResultSet;
import org.jspecify.annotations.Nullable;

/** A statement that is planned once; planned again only where the schema has changed. */
final class RingtailPreparedStatement extends ParameterSetters {
  private final RingtailConnection own;
  private final Execution execution;
  private final List<@Nullable Object[]> batch = new ArrayList<>();
  private Described described;

  RingtailPreparedStatement(RingtailConnection connection, Described described, int holdability)
      throws SQLException {
    super(connection, described.signature(), holdability);
    this.own = connection;
    this.described = described;
    this.execution = new Execution(connection, this, cancelFlag);
    this.updateCount = -1;
  }

  private Described current() throws SQLException {
    checkOpen();
    own.checkOpen();
    described = own.current(described);
    return described;
  }

  @Override
  public ResultSet executeQuery() throws SQLException {
    Described plan = current();
    Execution.needQuery(plan);
    closeResult();
    openResultSet = execution.query(plan, parameters(), maxRowCount);
    return openResultSet;
  }

  @Override
  public long executeLargeUpdate() throws SQLException {
    Described plan = current();
    Execution.needUpdate(plan);
    closeResult();
    updateCount = execution.update(plan, parameters());
    return updateCount;
  }

  @Override
  public boolean execute() throws SQLException {
    Described plan = current();
    if (plan.prepared().plan().query()) {
      executeQuery();
      return true;
    }
    executeLargeUpdate();
    return false;
  }

  @SuppressWarnings("NullAway") // Avatica keeps null where no result set is open
  private void closeResult() {
    AvaticaResultSet open = openResultSet;
    openResultSet = null;
    updateCount = -1;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public void addBatch() throws SQLException {
    checkOpen();
    batch.add(parameters().clone());
  }

  @Override
  public void clearBatch() throws SQLException {
    checkOpen();
    batch.clear();
  }

  @Override
  public long[] executeLargeBatch() throws SQLException {
    Described plan = current();
    Execution.needUpdate(plan);
    List<@Nullable Object[]> sets = new ArrayList<>(batch);
    batch.clear();
    closeResult();
    return execution.batch(plan, sets);
  }

  /** A statement without a result set has no description of one. */
  @Override
  public @Nullable ResultSetMetaData getMetaData() throws SQLException {
    checkOpen();
    return described.prepared().plan().query() ? super.getMetaData() : null;
  }

  @Override
  public ResultSet getGeneratedKeys() throws SQLException {
    checkOpen();
    return execution.noKeys();
  }

  @Override
  public @Nullable SQLWarning getWarnings() throws SQLException {
    checkOpen();
    return execution.warnings();
  }

  @Override
  public void clearWarnings() throws SQLException {
    checkOpen();
    execution.clearWarnings();
  }

  @Override
  public boolean getMoreResults(int current) throws SQLException {
    checkOpen();
    closeResult();
    return false;
  }

  @Override
  public void setFetchSize(int rows) throws SQLException {
    super.setFetchSize(Limits.notNegative(rows, "fetch size"));
    execution.settingsChanged();
  }

  @Override
  public void setQueryTimeout(int seconds) throws SQLException {
    checkOpen();
    execution.timeoutSeconds(seconds);
  }

  @Override
  public int getQueryTimeout() throws SQLException {
    checkOpen();
    return execution.timeoutSeconds();
  }

  @Override
  public void setEscapeProcessing(boolean enable) throws SQLException {
    checkOpen();
  }

  @Override
  public void setPoolable(boolean poolable) throws SQLException {
    checkOpen();
  }

  @Override
  protected void checkOpen() throws SQLException {
    if (isClosed()) {
      throw SqlState.CURSOR_STATE.exception("the statement is closed");
    }
  }
}
