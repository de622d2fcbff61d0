// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.connection;

import io.ringtail.driver.api.RequestOptions;
import io.ringtail.jdbc.error.SqlState;
import io.ringtail.jdbc.execution.Settings;
import io.ringtail.jdbc.plan.LimitedRows;
import io.ringtail.jdbc.plan.Rows;
import io.ringtail.jdbc.result.Described;
import io.ringtail.jdbc.result.RingtailResultSet;
import io.ringtail.jdbc.result.Signatures;
import io.ringtail.jdbc.session.ConnectionSettings;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.calcite.avatica.AvaticaStatement;
import org.apache.calcite.avatica.Meta;
import org.jspecify.annotations.Nullable;

/** How one statement executes: what both kinds of statement share. One user, but for cancel. */
final class Execution {
  private final RingtailConnection connection;
  private final AvaticaStatement statement;
  private final AtomicBoolean cancelled;
  private int timeoutSeconds;
  private @Nullable Settings settings;
  private @Nullable SQLWarning warning;

  Execution(RingtailConnection connection, AvaticaStatement statement, AtomicBoolean cancelled) {
    this.connection = connection;
    this.statement = statement;
    this.cancelled = cancelled;
  }

  int timeoutSeconds() {
    return timeoutSeconds;
  }

  /** Sets the time that a request may take; 0 for the connection's. */
  void timeoutSeconds(int seconds) throws SQLException {
    if (seconds < 0) {
      throw SqlState.INVALID_VALUE.exception("the timeout is " + seconds + ", less than 0");
    }
    timeoutSeconds = seconds;
    settings = null;
  }

  /** Forgets what was derived from the statement's own settings. */
  void settingsChanged() {
    settings = null;
  }

  private Settings settings() throws SQLException {
    Settings known = settings;
    if (known == null) {
      ConnectionSettings defaults = connection.settings();
      RequestOptions options =
          timeoutSeconds == 0
              ? defaults.request()
              : defaults.request().withTimeout(Duration.ofSeconds(timeoutSeconds));
      int fetchSize = statement.getFetchSize();
      known =
          new Settings(
              options,
              fetchSize > 0 ? fetchSize : defaults.fetchSize(),
              defaults.fullScansAllowed(),
              defaults.loggedBatches(),
              this::warn,
              cancelled);
      settings = known;
    }
    return known;
  }

  private void warn(String text) {
    SQLWarning next = new SQLWarning(text, SqlState.WARNING);
    if (warning == null) {
      warning = next;
    } else {
      warning.setNextWarning(next);
    }
  }

  /** What the last execution warned of; null for nothing. */
  @Nullable SQLWarning warnings() {
    return warning;
  }

  void clearWarnings() {
    warning = null;
  }

  /** Whether several statements are all executed in the end, or none. */
  boolean logsBatches() throws SQLException {
    return settings().loggedBatches();
  }

  private void begin() {
    cancelled.set(false);
    warning = null;
  }

  RingtailResultSet query(Described described, @Nullable Object[] parameters, long rowsMax)
      throws SQLException {
    begin();
    Rows rows = connection.executor().query(described.prepared(), parameters, settings());
    return RingtailResultSet.of(
        statement,
        described.signature(),
        connection.localTimeZone(),
        rowsMax > 0 ? new LimitedRows(rows, 0, rowsMax) : rows,
        cancelled);
  }

  long update(Described described, @Nullable Object[] parameters) throws SQLException {
    begin();
    return connection.executor().update(described.prepared(), parameters, settings());
  }

  long[] batch(Described described, List<@Nullable Object[]> sets) throws SQLException {
    begin();
    return connection.executor().batch(described.prepared(), sets, settings());
  }

  /** Executes statements that write rows, as a whole. */
  long[] batch(List<Described> statements) throws SQLException {
    begin();
    return connection
        .executor()
        .batch(statements.stream().map(Described::prepared).toList(), settings());
  }

  static void needQuery(Described described) throws SQLException {
    if (!described.prepared().plan().query()) {
      throw SqlState.INVALID_STATEMENT.exception(
          "this statement gives no result set, so call executeUpdate: "
              + described.prepared().sql());
    }
  }

  static void needUpdate(Described described) throws SQLException {
    if (described.prepared().plan().query()) {
      throw SqlState.INVALID_STATEMENT.exception(
          "this statement gives a result set, so call executeQuery: " + described.prepared().sql());
    }
  }

  /** The result set that stands for generated keys, of which there are none. */
  RingtailResultSet noKeys() throws SQLException {
    return RingtailResultSet.of(
        statement,
        Signatures.of("", List.of(), List.of(), Meta.StatementType.SELECT),
        connection.localTimeZone(),
        Rows.of(List.of()),
        cancelled);
  }
}
