// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.planner;

import io.ringtail.driver.api.RowWrite;
import io.ringtail.jdbc.calcite.QueryPlanner;
import io.ringtail.jdbc.error.SqlState;
import io.ringtail.jdbc.plan.Access;
import io.ringtail.jdbc.plan.AccessChoice;
import io.ringtail.jdbc.plan.Condition;
import io.ringtail.jdbc.plan.Plan;
import io.ringtail.jdbc.plan.RowTemplate;
import io.ringtail.jdbc.plan.ValueSource;
import io.ringtail.jdbc.type.SqlType;
import io.ringtail.protocol.schema.Column;
import io.ringtail.protocol.schema.ColumnKind;
import io.ringtail.protocol.schema.Schema;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlDelete;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlUpdate;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/** Plans UPDATE and DELETE of one row by its whole key, and what INSERT shares with them. */
final class WritePlanner {
  private final Schema schema;
  private final String keyspace;
  private final QueryPlanner queries;
  private final ParameterTypes parameters = new ParameterTypes();

  WritePlanner(Schema schema, String keyspace, QueryPlanner queries) {
    this.schema = schema;
    this.keyspace = keyspace;
    this.queries = queries;
  }

  ParameterTypes parameters() {
    return parameters;
  }

  Plan update(SqlUpdate update, @Nullable SqlNode ttl) throws SQLException {
    TableScope scope = scope(update.getTargetTable(), null);
    ValueSource ttlSource = ttl(ttl);
    List<Column> columns = new ArrayList<>();
    List<ValueSource> values = new ArrayList<>();
    for (int i = 0; i < update.getTargetColumnList().size(); i++) {
      SqlIdentifier name = (SqlIdentifier) update.getTargetColumnList().get(i);
      Column column = scope.column(scope.index(name));
      if (column.kind() != ColumnKind.REGULAR) {
        throw SqlState.INVALID_STATEMENT.exception(
            "key column " + column.name() + " cannot be set by UPDATE" + Values.at(name));
      }
      if (columns.contains(column)) {
        throw SqlState.COLUMN_EXISTS.exception(
            "column " + column.name() + " is set twice" + Values.at(name));
      }
      columns.add(column);
      SqlNode value = update.getSourceExpressionList().get(i);
      refuseColumns(value, scope);
      values.add(value(value, column));
    }
    Access.Point key = key(update.getCondition(), scope, "UPDATE");
    return new Plan.Write(
        scope.table(),
        RowWrite.Kind.UPDATE,
        List.copyOf(columns),
        List.of(new RowTemplate(key.partition(), key.clustering(), values)),
        ttlSource);
  }

  Plan delete(SqlDelete delete) throws SQLException {
    SqlIdentifier alias = delete.getAlias();
    TableScope scope = scope(delete.getTargetTable(), alias == null ? null : alias.getSimple());
    Access.Point key = key(delete.getCondition(), scope, "DELETE");
    return new Plan.Write(
        scope.table(),
        RowWrite.Kind.DELETE,
        List.of(),
        List.of(new RowTemplate(key.partition(), key.clustering(), List.of())),
        null);
  }

  TableScope scope(SqlNode target, @Nullable String alias) throws SQLException {
    if (target instanceof SqlIdentifier name) {
      return TableScope.of(name, alias, keyspace, schema);
    }
    throw SqlState.NOT_SUPPORTED.exception("a plain table name is expected" + Values.at(target));
  }

  @Nullable ValueSource ttl(@Nullable SqlNode seconds) throws SQLException {
    return seconds == null ? null : Values.source(seconds, SqlType.BIGINT, parameters);
  }

  /** The source of what is written into a column. */
  ValueSource value(SqlNode node, Column column) throws SQLException {
    SqlType type = SqlType.of(column.type());
    if (Values.simple(node)) {
      return Values.source(node, type, parameters);
    }
    QueryPlanner.Planned planned = queries.planExpression(node, type, schema, keyspace);
    planned.parameters().forEach(parameters::set);
    return new ValueSource.Computed(planned.computation(), type);
  }

  /** The whole key, which WHERE has to name, and nothing else. */
  private Access.Point key(@Nullable SqlNode where, TableScope scope, String verb)
      throws SQLException {
    List<Condition> conditions = Conditions.read(where, scope, parameters);
    if (conditions == null) {
      throw SqlState.NOT_SUPPORTED.exception(
          verb + " needs WHERE to be key columns = values joined by AND");
    }
    AccessChoice choice = AccessChoice.of(scope.table(), conditions);
    if (choice.access() instanceof Access.Point point) {
      if (choice.rest().isEmpty()) {
        return point;
      }
      throw SqlState.NOT_SUPPORTED.exception(
          verb + " by key takes no further condition: " + choice.rest().get(0).describe());
    }
    String missing =
        choice.access() instanceof Access.Slice slice
            ? scope.table().clusteringKey().get(slice.prefix().size()).name()
            : ((Access.Scan) choice.access()).missing();
    throw SqlState.INVALID_STATEMENT.exception(
        verb
            + " needs the whole key of "
            + scope.table().name()
            + " in WHERE: "
            + missing
            + " has no value");
  }

  private static void refuseColumns(SqlNode value, TableScope scope) throws SQLException {
    SqlIdentifier column =
        value.accept(
            new SqlBasicVisitor<@Nullable SqlIdentifier>() {
              private @Nullable SqlIdentifier found;

              @Override
              public @Nullable SqlIdentifier visit(SqlIdentifier id) {
                if (scope.find(id) >= 0) {
                  found = id;
                }
                return found;
              }

              @Override
              public @Nullable SqlIdentifier visit(org.apache.calcite.sql.SqlCall call) {
                super.visit(call);
                return found;
              }
            });
    if (column != null && value.getKind() != SqlKind.LITERAL) {
      throw SqlState.NOT_SUPPORTED.exception(
          "UPDATE cannot compute from the row's old value of " + column + Values.at(column));
    }
  }
}
