// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.execution;

import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.api.Session;
import io.ringtail.driver.api.Table;
import io.ringtail.jdbc.error.DriverErrors;
import io.ringtail.jdbc.error.SqlState;
import io.ringtail.jdbc.plan.Plan;
import io.ringtail.jdbc.plan.Prepared;
import io.ringtail.jdbc.plan.Rows;
import io.ringtail.protocol.schema.SchemaChange;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Runs planned statements on a session. Thread-safe. */
public final class Executor {
  private static final @Nullable Object[] NO_PARAMETERS = {};

  private final Session session;

  public Executor(Session session) {
    this.session = session;
  }

  /** Runs a query; its rows are fetched as they are taken. */
  public Rows query(Prepared prepared, @Nullable Object[] set, Settings settings)
      throws SQLException {
    @Nullable Object[] parameters = prepared.convert(set);
    Plan plan = prepared.plan();
    if (plan instanceof Plan.Read read) {
      return new TableReader(session, settings).read(read.read(), parameters);
    }
    if (plan instanceof Plan.Compute compute) {
      return compute.computation().run(new TableReader(session, settings), parameters);
    }
    if (plan instanceof Plan.Explain explain) {
      List<@Nullable Object[]> lines = new ArrayList<>();
      explain.lines().forEach(line -> lines.add(new Object[] {line}));
      return Rows.of(lines);
    }
    throw SqlState.INVALID_STATEMENT.exception(
        "this statement gives no result set: " + prepared.sql());
  }

  /** Runs a write or a schema change; returns the update count. */
  public long update(Prepared prepared, @Nullable Object[] set, Settings settings)
      throws SQLException {
    @Nullable Object[] parameters = prepared.convert(set);
    Plan plan = prepared.plan();
    if (plan instanceof Plan.Write write) {
      return new Writer(session, settings).write(write, parameters);
    }
    if (plan instanceof Plan.WriteComputed write) {
      return new Writer(session, settings).write(write, parameters);
    }
    if (plan instanceof Plan.ChangeSchema change) {
      change(change.change());
      return 0;
    }
    throw SqlState.INVALID_STATEMENT.exception(
        "this statement gives no update count: " + prepared.sql());
  }

  private void change(SchemaChange change) throws SQLException {
    try {
      session.changeBlocking(change);
    } catch (CompletionException | RingtailException e) {
      Throwable cause = e instanceof CompletionException ? e.getCause() : e;
      if (cause instanceof RingtailException.AlreadyExists
          && change instanceof SchemaChange.CreateKeyspace) {
        throw SqlState.KEYSPACE_EXISTS.exception(String.valueOf(cause.getMessage()), cause);
      }
      throw DriverErrors.toSql(e);
    }
  }

  /**
   * Runs one statement with many sets of parameters, in as few requests as possible.
   *
   * @throws BatchUpdateException one of them failed; those behind it were not tried, and those
   *     before it in the same request may have taken effect, but for logged batches, of which then
   *     none or all take effect
   */
  public long[] batch(Prepared prepared, List<@Nullable Object[]> sets, Settings settings)
      throws SQLException {
    if (prepared.plan() instanceof Plan.Write || settings.loggedBatches()) {
      return together(Collections.nCopies(sets.size(), prepared), sets, settings);
    }
    return oneByOne(prepared, sets, settings);
  }

  /**
   * Runs several statements without parameters that write rows, together.
   *
   * @throws BatchUpdateException they failed, or one of them is another kind of statement; nothing
   *     was sent then
   */
  public long[] batch(List<Prepared> statements, Settings settings) throws SQLException {
    return together(statements, Collections.nCopies(statements.size(), NO_PARAMETERS), settings);
  }

  private long[] together(
      List<Prepared> statements, List<@Nullable Object[]> sets, Settings settings)
      throws SQLException {
    long[] counts = new long[statements.size()];
    Writer writer = new Writer(session, settings);
    RowBatch batch = writer.batch();
    IdentityHashMap<io.ringtail.protocol.schema.Table, Table> tables = new IdentityHashMap<>();
    try {
      for (int i = 0; i < counts.length; i++) {
        Prepared statement = statements.get(i);
        if (!(statement.plan() instanceof Plan.Write write)) {
          throw SqlState.NOT_SUPPORTED.exception(
              "a logged batch is of INSERT with VALUES, UPDATE and DELETE, so run this outside of it"
                  + " (nothing was changed): "
                  + statement.sql());
        }
        Table table = tables.get(write.table());
        if (table == null) {
          table = writer.table(write.table());
          tables.put(write.table(), table);
        }
        counts[i] = writer.add(write, table, statement.convert(sets.get(i)), batch);
      }
      batch.flush();
    } catch (SQLException e) {
      throw failedAsAWhole(e, counts);
    }
    return counts;
  }

  private static BatchUpdateException failedAsAWhole(SQLException cause, long[] counts) {
    Arrays.fill(counts, Statement.EXECUTE_FAILED);
    return failed(cause, counts);
  }

  private long[] oneByOne(Prepared prepared, List<@Nullable Object[]> sets, Settings settings)
      throws SQLException {
    long[] counts = new long[sets.size()];
    for (int i = 0; i < counts.length; i++) {
      try {
        counts[i] = update(prepared, sets.get(i), settings);
      } catch (SQLException e) {
        throw failed(e, Arrays.copyOf(counts, i));
      }
    }
    return counts;
  }

  /** The exception that JDBC wants for a failed batch. */
  public static BatchUpdateException failed(SQLException cause, long[] counts) {
    return new BatchUpdateException(
        cause.getMessage(), cause.getSQLState(), cause.getErrorCode(), counts, cause);
  }
}
