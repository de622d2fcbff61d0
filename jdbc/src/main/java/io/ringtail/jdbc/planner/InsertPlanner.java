// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.planner;

import io.ringtail.driver.api.RowWrite;
import io.ringtail.jdbc.calcite.QueryPlanner;
import io.ringtail.jdbc.error.SqlState;
import io.ringtail.jdbc.plan.Plan;
import io.ringtail.jdbc.plan.RowTemplate;
import io.ringtail.jdbc.plan.ValueSource;
import io.ringtail.protocol.schema.Column;
import io.ringtail.protocol.schema.ColumnKind;
import io.ringtail.protocol.schema.Schema;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlInsert;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.jspecify.annotations.Nullable;

/** Plans INSERT, of rows that stand in the statement and of rows that a query gives. */
final class InsertPlanner {
  private final Schema schema;
  private final String keyspace;
  private final QueryPlanner queries;
  private final WritePlanner writes;

  InsertPlanner(Schema schema, String keyspace, QueryPlanner queries) {
    this.schema = schema;
    this.keyspace = keyspace;
    this.queries = queries;
    this.writes = new WritePlanner(schema, keyspace, queries);
  }

  ParameterTypes parameters() {
    return writes.parameters();
  }

  Plan insert(SqlInsert insert, @Nullable SqlNode ttl) throws SQLException {
    TableScope scope = writes.scope(insert.getTargetTable(), null);
    List<Column> targets = targets(insert.getTargetColumnList(), scope);
    for (Column column : scope.table().columns()) {
      if (column.kind() != ColumnKind.REGULAR && !targets.contains(column)) {
        throw SqlState.KEY_IS_NULL.exception(
            "INSERT into " + scope.table().name() + " needs key column " + column.name());
      }
    }
    SqlNode source = insert.getSource();
    if (source.getKind() != SqlKind.VALUES) {
      return fromQuery(scope, targets, source, ttl);
    }
    List<RowTemplate> rows = new ArrayList<>();
    for (SqlNode row : ((SqlCall) source).getOperandList()) {
      rows.add(template(scope, targets, (SqlCall) row));
    }
    return new Plan.Write(
        scope.table(),
        RowWrite.Kind.INSERT,
        targets.stream().filter(column -> column.kind() == ColumnKind.REGULAR).toList(),
        List.copyOf(rows),
        writes.ttl(ttl));
  }

  private static List<Column> targets(@Nullable SqlNodeList names, TableScope scope)
      throws SQLException {
    if (names == null) {
      return scope.table().columns();
    }
    List<Column> targets = new ArrayList<>();
    for (SqlNode node : names) {
      SqlIdentifier name = (SqlIdentifier) node;
      Column column = scope.column(scope.index(name));
      if (targets.contains(column)) {
        throw SqlState.COLUMN_EXISTS.exception(
            "column " + column.name() + " is named twice" + Values.at(name));
      }
      targets.add(column);
    }
    return targets;
  }

  private RowTemplate template(TableScope scope, List<Column> targets, SqlCall row)
      throws SQLException {
    List<SqlNode> nodes = row.getOperandList();
    if (nodes.size() != targets.size()) {
      throw SqlState.CARDINALITY.exception(
          nodes.size() + " values for " + targets.size() + " columns" + Values.at(row));
    }
    List<ValueSource> regular = new ArrayList<>();
    ValueSource[] byColumn = new ValueSource[scope.table().columns().size()];
    for (int i = 0; i < nodes.size(); i++) {
      Column column = targets.get(i);
      ValueSource source = writes.value(nodes.get(i), column);
      byColumn[scope.table().columns().indexOf(column)] = source;
      if (column.kind() == ColumnKind.REGULAR) {
        regular.add(source);
      }
    }
    int partition = scope.table().partitionKey().size();
    int key = partition + scope.table().clusteringKey().size();
    List<ValueSource> all = java.util.Arrays.asList(byColumn);
    return new RowTemplate(all.subList(0, partition), all.subList(partition, key), regular);
  }

  private Plan fromQuery(
      TableScope scope, List<Column> targets, SqlNode source, @Nullable SqlNode ttl)
      throws SQLException {
    QueryPlanner.Planned planned = queries.plan(source, schema, keyspace);
    if (planned.columns().size() != targets.size()) {
      throw SqlState.CARDINALITY.exception(
          "the query gives "
              + planned.columns().size()
              + " columns, but "
              + targets.size()
              + " are to be inserted");
    }
    planned.parameters().forEach(parameters()::set);
    return new Plan.WriteComputed(
        scope.table(), List.copyOf(targets), planned.computation(), writes.ttl(ttl));
  }
}
