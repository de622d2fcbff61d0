// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.execution;

import io.ringtail.driver.api.Key;
import io.ringtail.driver.api.RowWrite;
import io.ringtail.driver.api.Session;
import io.ringtail.driver.api.Table;
import io.ringtail.jdbc.error.DriverErrors;
import io.ringtail.jdbc.error.SqlState;
import io.ringtail.jdbc.plan.Plan;
import io.ringtail.jdbc.plan.RowTemplate;
import io.ringtail.jdbc.plan.Rows;
import io.ringtail.jdbc.plan.ValueSource;
import io.ringtail.jdbc.type.Input;
import io.ringtail.jdbc.type.SqlType;
import io.ringtail.protocol.schema.Column;
import io.ringtail.protocol.schema.ColumnKind;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Carries out writes over a session. One for each execution. */
final class Writer {
  private final Session session;
  private final Settings settings;

  Writer(Session session, Settings settings) {
    this.session = session;
    this.settings = settings;
  }

  /** Writes the rows of a plan; returns how many. */
  long write(Plan.Write plan, @Nullable Object[] parameters) throws SQLException {
    Table table = table(plan.table());
    Duration ttl = ttl(plan.ttlSeconds(), parameters);
    if (plan.rows().size() == 1) {
      write(table, rowWrite(plan, plan.rows().get(0), ttl, parameters));
      return 1;
    }
    RowBatch batch = batch();
    for (RowTemplate row : plan.rows()) {
      batch.add(table, rowWrite(plan, row, ttl, parameters));
    }
    batch.flush();
    return plan.rows().size();
  }

  /** What rows are put into that are written together. */
  RowBatch batch() {
    return settings.loggedBatches() ? new LoggedBatch(session, settings) : new WriteBatch(settings);
  }

  /** Adds the rows of a plan to a batch. */
  long add(Plan.Write plan, Table table, @Nullable Object[] parameters, RowBatch batch)
      throws SQLException {
    Duration ttl = ttl(plan.ttlSeconds(), parameters);
    for (RowTemplate row : plan.rows()) {
      batch.add(table, rowWrite(plan, row, ttl, parameters));
    }
    return plan.rows().size();
  }

  /** Writes what a query gives, however much it is; returns how many rows. */
  long write(Plan.WriteComputed plan, @Nullable Object[] parameters) throws SQLException {
    Duration ttl = ttl(plan.ttlSeconds(), parameters);
    Table table = table(plan.table());
    RowBatch batch = new WriteBatch(settings);
    long count = 0;
    try (Rows rows = plan.computation().run(new TableReader(session, settings), parameters)) {
      for (@Nullable Object[] row = rows.next(); row != null; row = rows.next()) {
        batch.add(table, rowWrite(plan, row, ttl));
        count++;
      }
    }
    batch.flush();
    return count;
  }

  Table table(io.ringtail.protocol.schema.Table planned) throws SQLException {
    try {
      return PlannedTable.open(session, planned);
    } catch (RuntimeException e) {
      throw DriverErrors.toSql(e);
    }
  }

  private void write(Table table, RowWrite write) throws SQLException {
    try {
      Await.result(table.write(write, settings.options()));
    } catch (RuntimeException e) {
      throw DriverErrors.toSql(e);
    }
  }

  private static RowWrite rowWrite(
      Plan.Write plan, RowTemplate row, @Nullable Duration ttl, @Nullable Object[] parameters)
      throws SQLException {
    List<Object> partition = KeyValues.resolve(row.partition(), parameters);
    List<Object> clustering = KeyValues.resolve(row.clustering(), parameters);
    if (partition == null || clustering == null) {
      throw keyIsNull(plan.table());
    }
    @Nullable Object[] values = new Object[row.values().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = row.values().get(i).resolve(parameters);
    }
    return new RowWrite(plan.kind(), new Key(partition, clustering), plan.columns(), values, ttl);
  }

  private static RowWrite rowWrite(
      Plan.WriteComputed plan, @Nullable Object[] row, @Nullable Duration ttl) throws SQLException {
    List<Object> partition = new ArrayList<>();
    List<Object> clustering = new ArrayList<>();
    List<Column> columns = new ArrayList<>();
    List<@Nullable Object> values = new ArrayList<>();
    for (Column column : plan.table().columns()) {
      int index = plan.columns().indexOf(column);
      if (index < 0) {
        continue;
      }
      Object value = Input.convert(row[index], SqlType.of(column.type()));
      if (column.kind() == ColumnKind.REGULAR) {
        columns.add(column);
        values.add(value);
      } else if (value == null) {
        throw keyIsNull(plan.table());
      } else {
        (column.kind() == ColumnKind.PARTITION ? partition : clustering).add(value);
      }
    }
    return new RowWrite(
        RowWrite.Kind.INSERT, new Key(partition, clustering), columns, values.toArray(), ttl);
  }

  private static SQLException keyIsNull(io.ringtail.protocol.schema.Table table) {
    return SqlState.KEY_IS_NULL.exception(
        "a key column of " + table.name() + " would be null (nothing was changed)");
  }

  private static @Nullable Duration ttl(
      @Nullable ValueSource seconds, @Nullable Object[] parameters) throws SQLException {
    if (seconds == null) {
      return null;
    }
    Object value = seconds.resolve(parameters);
    if (value instanceof Long number && number > 0 && number <= Integer.MAX_VALUE) {
      return Duration.ofSeconds(number);
    }
    throw SqlState.INVALID_VALUE.exception(
        "TTL has to be 1 to " + Integer.MAX_VALUE + " seconds, not " + value);
  }
}
