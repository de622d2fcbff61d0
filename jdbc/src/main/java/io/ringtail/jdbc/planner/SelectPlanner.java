// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.planner;

import io.ringtail.jdbc.plan.AccessChoice;
import io.ringtail.jdbc.plan.Condition;
import io.ringtail.jdbc.plan.ResultColumn;
import io.ringtail.jdbc.plan.SortKey;
import io.ringtail.jdbc.plan.TableRead;
import io.ringtail.jdbc.plan.ValueSource;
import io.ringtail.jdbc.type.SqlType;
import io.ringtail.protocol.schema.Column;
import io.ringtail.protocol.schema.Schema;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlUtil;
import org.jspecify.annotations.Nullable;

/**
 * Plans a SELECT of columns of one table by itself: no expression, no grouping, comparisons with
 * values only. Whatever else it meets, it leaves to Calcite.
 */
final class SelectPlanner {
  private final Schema schema;
  private final String keyspace;
  private final ParameterTypes parameters = new ParameterTypes();

  SelectPlanner(Schema schema, String keyspace) {
    this.schema = schema;
    this.keyspace = keyspace;
  }

  /** A plan with what describes its result. */
  record Planned(TableRead read, List<SqlType> parameters, List<ResultColumn> columns) {}

  /**
   * The plan, or null when this is a query for Calcite.
   *
   * @throws SQLException the statement is wrong: an unknown table or column, a value of a wrong
   *     type
   */
  @Nullable Planned plan(SqlNode query) throws SQLException {
    if (query instanceof SqlOrderBy order && order.query instanceof SqlSelect select) {
      return plan(select, order.orderList, order.fetch, order.offset);
    }
    return query instanceof SqlSelect select
        ? plan(select, SqlNodeList.EMPTY, select.getFetch(), select.getOffset())
        : null;
  }

  private @Nullable Planned plan(
      SqlSelect select, SqlNodeList order, @Nullable SqlNode fetch, @Nullable SqlNode offset)
      throws SQLException {
    TableScope scope = plainScope(select);
    if (scope == null) {
      return null;
    }
    List<ResultColumn> columns = new ArrayList<>();
    int[] projection = projection(select.getSelectList(), scope, columns);
    if (projection == null) {
      return null;
    }
    List<Condition> conditions = Conditions.read(select.getWhere(), scope, parameters);
    if (conditions == null) {
      return null;
    }
    List<SortKey> sort = sortKeys(order, scope, columns, projection);
    if (sort == null || !limit(fetch) || !limit(offset)) {
      return null;
    }
    AccessChoice choice = AccessChoice.of(scope.table(), conditions);
    TableRead.Shape shape =
        SortChoice.shape(
            scope.table(), choice.access(), sort, limitSource(fetch), limitSource(offset));
    return new Planned(
        new TableRead(scope.table(), choice.access(), choice.rest(), projection, shape),
        parameters.toList(),
        columns);
  }

  private @Nullable TableScope plainScope(SqlSelect select) throws SQLException {
    if (select.getGroup() != null
        || select.getHaving() != null
        || select.getQualify() != null
        || select.isDistinct()
        || !SqlNodeList.isEmptyList(select.getWindowList())) {
      return null;
    }
    SqlNode from = select.getFrom();
    if (from instanceof SqlBasicCall call
        && call.getKind() == SqlKind.AS
        && call.operandCount() == 2
        && call.operand(0) instanceof SqlIdentifier table
        && call.operand(1) instanceof SqlIdentifier alias) {
      return TableScope.of(table, alias.getSimple(), keyspace, schema);
    }
    return from instanceof SqlIdentifier table
        ? TableScope.of(table, null, keyspace, schema)
        : null;
  }

  private static int @Nullable [] projection(
      SqlNodeList list, TableScope scope, List<ResultColumn> columns) throws SQLException {
    List<Integer> indexes = new ArrayList<>();
    for (SqlNode item : list) {
      if (item instanceof SqlIdentifier star && star.isStar()) {
        if (star.names.size() > 1 && !star.names.get(0).equalsIgnoreCase(scope.alias())) {
          return null;
        }
        List<Column> all = scope.table().columns();
        for (int i = 0; i < all.size(); i++) {
          indexes.add(i);
          columns.add(ResultColumn.of(all.get(i).name(), scope.table().name(), all.get(i)));
        }
      } else {
        SqlNode bare = SqlUtil.stripAs(item);
        if (!(bare instanceof SqlIdentifier name) || niladic(name, scope)) {
          return null;
        }
        int index = scope.index(name);
        String label = item.getKind() == SqlKind.AS ? alias(item) : scope.column(index).name();
        indexes.add(index);
        columns.add(ResultColumn.of(label, scope.table().name(), scope.column(index)));
      }
    }
    return indexes.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Functions without parentheses look like columns: CURRENT_TIMESTAMP, USER. */
  private static boolean niladic(SqlIdentifier name, TableScope scope) {
    return scope.find(name) < 0 && name.isSimple() && NiladicFunctions.contains(name.getSimple());
  }

  private static String alias(SqlNode item) {
    return ((SqlIdentifier) ((SqlBasicCall) item).operand(1)).getSimple();
  }

  private static @Nullable List<SortKey> sortKeys(
      SqlNodeList order, TableScope scope, List<ResultColumn> columns, int[] projection) {
    List<SortKey> keys = new ArrayList<>();
    for (SqlNode item : order) {
      SqlNode node = item;
      Boolean nullsFirst = null;
      if (node.getKind() == SqlKind.NULLS_FIRST || node.getKind() == SqlKind.NULLS_LAST) {
        nullsFirst = node.getKind() == SqlKind.NULLS_FIRST;
        node = ((SqlBasicCall) node).operand(0);
      }
      boolean descending = node.getKind() == SqlKind.DESCENDING;
      if (descending) {
        node = ((SqlBasicCall) node).operand(0);
      }
      int index =
          node instanceof SqlIdentifier name ? sortColumn(name, scope, columns, projection) : -1;
      if (index < 0) {
        return null;
      }
      keys.add(new SortKey(index, descending, nullsFirst == null ? descending : nullsFirst));
    }
    return keys;
  }

  /** ORDER BY names what the result calls its columns, and else what the table does. */
  private static int sortColumn(
      SqlIdentifier name, TableScope scope, List<ResultColumn> columns, int[] projection) {
    if (name.isSimple()) {
      for (int i = 0; i < columns.size(); i++) {
        if (columns.get(i).label().equalsIgnoreCase(name.getSimple())) {
          return projection[i];
        }
      }
    }
    return scope.find(name);
  }

  private static boolean limit(@Nullable SqlNode node) {
    return node == null || Values.simple(node);
  }

  private @Nullable ValueSource limitSource(@Nullable SqlNode node) throws SQLException {
    return node == null ? null : Values.source(node, SqlType.BIGINT, parameters);
  }
}
