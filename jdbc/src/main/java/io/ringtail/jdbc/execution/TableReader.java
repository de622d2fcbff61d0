// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.execution;

import io.ringtail.driver.api.Key;
import io.ringtail.driver.api.ResultRow;
import io.ringtail.driver.api.Session;
import io.ringtail.driver.api.Slice;
import io.ringtail.driver.api.Table;
import io.ringtail.jdbc.error.DriverErrors;
import io.ringtail.jdbc.error.SqlState;
import io.ringtail.jdbc.plan.Access;
import io.ringtail.jdbc.plan.LimitedRows;
import io.ringtail.jdbc.plan.RowSource;
import io.ringtail.jdbc.plan.Rows;
import io.ringtail.jdbc.plan.TableRead;
import io.ringtail.jdbc.plan.TopRows;
import io.ringtail.jdbc.plan.ValueSource;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Carries out reads of one table over a session. One for each execution. */
final class TableReader implements RowSource {
  private final Session session;
  private final Settings settings;

  TableReader(Session session, Settings settings) {
    this.session = session;
    this.settings = settings;
  }

  @Override
  public Rows read(TableRead read, @Nullable Object[] parameters) throws SQLException {
    TableRead.Shape shape = read.shape();
    if (shape.plain()) {
      return rows(read, parameters, Long.MAX_VALUE);
    }
    long offset = count(shape.offset(), 0, parameters);
    long limit = count(shape.limit(), Long.MAX_VALUE, parameters);
    long keep = limit > Long.MAX_VALUE - offset ? Long.MAX_VALUE : limit + offset;
    if (shape.sort().isEmpty()) {
      return new LimitedRows(rows(read, parameters, keep), offset, limit);
    }
    TopRows<ResultRow> sorter = new TopRows<>(RowOrder.of(read), keep);
    RowStream stream = stream(read, parameters, Long.MAX_VALUE);
    for (ResultRow row = stream.next(); row != null; row = stream.next()) {
      if (wanted(read, row, parameters)) {
        sorter.add(row);
      }
    }
    List<@Nullable Object[]> sorted = new ArrayList<>();
    sorter.sorted().forEach(row -> sorted.add(project(read, row)));
    return new LimitedRows(Rows.of(sorted), offset, limit);
  }

  private Rows rows(TableRead read, @Nullable Object[] parameters, long keep) throws SQLException {
    RowStream stream =
        stream(read, parameters, read.conditions().isEmpty() ? keep : Long.MAX_VALUE);
    return () -> {
      for (ResultRow row = stream.next(); row != null; row = stream.next()) {
        if (wanted(read, row, parameters)) {
          return project(read, row);
        }
      }
      return null;
    };
  }

  private static boolean wanted(TableRead read, ResultRow row, @Nullable Object[] parameters)
      throws SQLException {
    for (int i = 0; i < read.conditions().size(); i++) {
      var condition = read.conditions().get(i);
      if (!condition.holds(row.get(condition.columnIndex()), parameters)) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable Object[] project(TableRead read, ResultRow row) {
    @Nullable Object[] values = new Object[read.width()];
    for (int i = 0; i < values.length; i++) {
      values[i] = row.get(read.projected(i));
    }
    return values;
  }

  private static long count(
      @Nullable ValueSource source, long otherwise, @Nullable Object[] parameters)
      throws SQLException {
    if (source == null) {
      return otherwise;
    }
    Object value = source.resolve(parameters);
    if (value instanceof Long count && count >= 0) {
      return count;
    }
    throw SqlState.INVALID_VALUE.exception("LIMIT and OFFSET have to be 0 or more, not " + value);
  }

  private RowStream stream(TableRead read, @Nullable Object[] parameters, long limit)
      throws SQLException {
    try {
      Table table = PlannedTable.open(session, read.table());
      Access access = read.access();
      if (access instanceof Access.Point point) {
        return point(table, point, parameters);
      }
      if (access instanceof Access.Slice slice) {
        return slice(table, read, slice, parameters, limit);
      }
      return access instanceof Access.Scan ? scan(table, read, limit) : RowStream.EMPTY;
    } catch (RuntimeException e) {
      throw DriverErrors.toSql(e);
    }
  }

  private RowStream point(Table table, Access.Point point, @Nullable Object[] parameters)
      throws SQLException {
    List<Object> partition = KeyValues.resolve(point.partition(), parameters);
    List<Object> clustering = KeyValues.resolve(point.clustering(), parameters);
    if (partition == null || clustering == null) {
      return RowStream.EMPTY;
    }
    Key key = new Key(partition, clustering);
    return RowStream.of(Await.result(table.get(key, settings.options())));
  }

  private RowStream slice(
      Table table, TableRead read, Access.Slice slice, @Nullable Object[] parameters, long limit)
      throws SQLException {
    List<Object> partition = KeyValues.resolve(slice.partition(), parameters);
    Slice range = SliceBounds.slice(read, slice, parameters);
    if (partition == null || range == null) {
      return RowStream.EMPTY;
    }
    return new SliceStream(table, read, new Key(partition, List.of()), range, limit, settings);
  }

  private RowStream scan(Table table, TableRead read, long limit) throws SQLException {
    if (!settings.fullScansAllowed()) {
      read.refuseFullScan();
    }
    int pageRows = (int) Math.max(1, Math.min(settings.pageRows(), limit));
    return new ScanStream(table.scan(null, pageRows, settings.options()), settings.cancelled());
  }
}
