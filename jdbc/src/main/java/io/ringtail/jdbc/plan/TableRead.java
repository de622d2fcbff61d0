// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.plan;

import io.ringtail.jdbc.error.SqlState;
import io.ringtail.protocol.schema.Table;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reading rows of one table: access, then conditions, order and limit, then the wanted columns.
 * Immutable, the array included.
 *
 * <p>Whole rows are read, whatever columns are wanted: a row that was only ever UPDATEd is there as
 * long as any of its cells is, so a replica that left cells out could not tell whether it is.
 */
public final class TableRead {
  private final Table table;
  private final Access access;
  private final List<Condition> conditions;
  private final int[] projection;
  private final Shape shape;

  /**
   * A read.
   *
   * @param conditions what the access does not answer for
   * @param projection places in the table's columns of what a result row holds
   */
  public TableRead(
      Table table, Access access, List<Condition> conditions, int[] projection, Shape shape) {
    this.table = table;
    this.access = access;
    this.conditions = List.copyOf(conditions);
    this.projection = projection.clone();
    this.shape = shape;
  }

  /**
   * What becomes of the rows once they are there.
   *
   * @param sort empty where they come in the right order by themselves, or in any
   * @param reverse whether a slice is walked against its clustering order
   */
  public record Shape(
      List<SortKey> sort,
      boolean reverse,
      @Nullable ValueSource limit,
      @Nullable ValueSource offset) {
    /** All rows as they come. */
    public static final Shape PLAIN = new Shape(List.of(), false, null, null);

    /** Whether rows are neither sorted nor counted. */
    public boolean plain() {
      return sort.isEmpty() && limit == null && offset == null;
    }

    public Shape {
      sort = List.copyOf(sort);
    }
  }

  public Table table() {
    return table;
  }

  public Access access() {
    return access;
  }

  public List<Condition> conditions() {
    return conditions;
  }

  public Shape shape() {
    return shape;
  }

  /** How many values a result row has. */
  public int width() {
    return projection.length;
  }

  /** Which of the table's columns a result column is. */
  public int projected(int resultIndex) {
    return projection[resultIndex];
  }

  /**
   * For connections that do not allow full scans.
   *
   * @throws SQLException 42R01 if this is one, naming the key column without a value
   */
  public void refuseFullScan() throws SQLException {
    if (access instanceof Access.Scan scan) {
      throw SqlState.FULL_SCAN_REFUSED.exception(
          "this would read the whole table "
              + table.name()
              + ": key column "
              + scan.missing()
              + " has no = in WHERE; give it a value, or allow it with fullScans=allow in the URL");
    }
  }

  /** One line for EXPLAIN: how the rows are come by, and what is done with them in the client. */
  public String describe() {
    StringBuilder text = new StringBuilder();
    if (access instanceof Access.Point point) {
      text.append("point read of ").append(table.name()).append(": ");
      describeKey(text, point.partition(), point.clustering());
    } else if (access instanceof Access.Slice slice) {
      text.append("slice of one partition of ").append(table.name()).append(": ");
      describeKey(text, slice.partition(), slice.prefix());
      String next = table.clusteringKey().get(slice.prefix().size()).name();
      describeSide(text, next, " >", slice.low());
      describeSide(text, next, " <", slice.high());
      text.append(shape.reverse() ? ", backwards" : "");
    } else if (access instanceof Access.Scan scan) {
      text.append("full scan of ").append(table.name());
      text.append(" (").append(scan.missing()).append(" has no value)");
    } else {
      text.append("no read of ").append(table.name());
    }
    for (Condition condition : conditions) {
      text.append("; filter ").append(condition.describe());
    }
    for (SortKey key : shape.sort()) {
      text.append("; sort by ").append(table.columns().get(key.columnIndex()).name());
      text.append(key.descending() ? " desc" : "");
    }
    if (shape.limit() != null) {
      text.append("; limit ").append(shape.limit().describe());
    }
    return text.toString();
  }

  private void describeKey(
      StringBuilder text, List<ValueSource> partition, List<ValueSource> clustering) {
    for (int i = 0; i < partition.size() + clustering.size(); i++) {
      ValueSource value =
          i < partition.size() ? partition.get(i) : clustering.get(i - partition.size());
      text.append(i == 0 ? "" : " and ").append(table.columns().get(i).name());
      text.append(" = ").append(value.describe());
    }
  }

  private static void describeSide(
      StringBuilder text, String column, String sign, Access.@Nullable Side side) {
    if (side != null) {
      text.append(" and ").append(column).append(sign).append(side.inclusive() ? "= " : " ");
      text.append(side.value().describe());
    }
  }
}
