// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.planner;

import io.ringtail.jdbc.ast.AlterTable;
import io.ringtail.jdbc.ast.CreateKeyspace;
import io.ringtail.jdbc.ast.CreateTable;
import io.ringtail.jdbc.ast.DropObject;
import io.ringtail.jdbc.ast.TruncateTable;
import io.ringtail.jdbc.ast.UsingTtl;
import io.ringtail.jdbc.calcite.QueryPlanner;
import io.ringtail.jdbc.error.SqlState;
import io.ringtail.jdbc.plan.Plan;
import io.ringtail.jdbc.plan.Prepared;
import io.ringtail.jdbc.plan.ResultColumn;
import io.ringtail.jdbc.type.SqlType;
import io.ringtail.protocol.schema.Schema;
import java.sql.SQLException;
import java.util.List;
import org.apache.calcite.sql.SqlDelete;
import org.apache.calcite.sql.SqlExplain;
import org.apache.calcite.sql.SqlInsert;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** The planner's front door: a text and a schema go in, a plan comes out. Thread-safe. */
public final class StatementPlanner {
  private final String keyspace;
  private final boolean fullScansAllowed;
  private final QueryPlanner queries;

  /**
   * A planner.
   *
   * @param keyspace where tables are that are named without one
   * @param fullScansAllowed whether a query may read a whole table
   */
  public StatementPlanner(String keyspace, boolean fullScansAllowed, QueryPlanner queries) {
    this.keyspace = keyspace;
    this.fullScansAllowed = fullScansAllowed;
    this.queries = queries;
  }

  /**
   * Plans one statement.
   *
   * @throws SQLException the statement is wrong, or more than this driver can do
   */
  public Prepared plan(String sql, Schema schema) throws SQLException {
    SqlNode node = SqlText.parse(sql);
    if (node instanceof SqlExplain explain) {
      Prepared explained = plan(sql, explain.getExplicandum(), null, schema);
      return new Prepared(
          sql,
          schema,
          new Plan.Explain(Explanation.lines(explained)),
          List.of(),
          List.of(ResultColumn.of("PLAN", SqlType.VARCHAR)));
    }
    Prepared prepared =
        node instanceof UsingTtl timed
            ? plan(sql, timed.statement(), timed.seconds(), schema)
            : plan(sql, node, null, schema);
    if (!fullScansAllowed) {
      FullScans.refuse(prepared.plan());
    }
    return prepared;
  }

  private Prepared plan(String sql, SqlNode node, @Nullable SqlNode ttl, Schema schema)
      throws SQLException {
    if (node instanceof SqlInsert insert) {
      InsertPlanner planner = new InsertPlanner(schema, keyspace, queries);
      Plan plan = planner.insert(insert, ttl);
      return write(sql, schema, plan, planner.parameters());
    }
    if (node instanceof SqlUpdate update) {
      WritePlanner planner = new WritePlanner(schema, keyspace, queries);
      Plan plan = planner.update(update, ttl);
      return write(sql, schema, plan, planner.parameters());
    }
    if (node instanceof SqlDelete delete) {
      WritePlanner planner = new WritePlanner(schema, keyspace, queries);
      Plan plan = planner.delete(delete);
      return write(sql, schema, plan, planner.parameters());
    }
    if (node.isA(SqlKind.DDL)) {
      return write(sql, schema, ddl(node, schema), new ParameterTypes());
    }
    if (node.isA(SqlKind.QUERY)) {
      return query(sql, node, schema);
    }
    throw SqlState.NOT_SUPPORTED.exception("there is no " + node.getKind() + " here: " + sql);
  }

  private static Prepared write(String sql, Schema schema, Plan plan, ParameterTypes parameters) {
    return new Prepared(sql, schema, plan, parameters.toList(), List.of());
  }

  private Plan ddl(SqlNode node, Schema schema) throws SQLException {
    SchemaPlanner planner = new SchemaPlanner(schema, keyspace);
    if (node instanceof CreateKeyspace create) {
      return new Plan.ChangeSchema(planner.createKeyspace(create));
    }
    if (node instanceof CreateTable create) {
      return new Plan.ChangeSchema(planner.createTable(create));
    }
    if (node instanceof DropObject drop) {
      return new Plan.ChangeSchema(planner.drop(drop));
    }
    if (node instanceof AlterTable alter) {
      return new Plan.ChangeSchema(planner.alter(alter));
    }
    if (node instanceof TruncateTable truncate) {
      return new Plan.ChangeSchema(planner.truncate(truncate));
    }
    throw SqlState.NOT_SUPPORTED.exception("there is no " + node.getKind() + " here");
  }

  private Prepared query(String sql, SqlNode node, Schema schema) throws SQLException {
    SelectPlanner.Planned read = new SelectPlanner(schema, keyspace).plan(node);
    if (read != null) {
      return new Prepared(
          sql, schema, new Plan.Read(read.read()), read.parameters(), read.columns());
    }
    QueryPlanner.Planned planned = queries.plan(node, schema, keyspace);
    ParameterTypes parameters = new ParameterTypes();
    planned.parameters().forEach(parameters::set);
    return new Prepared(
        sql,
        schema,
        new Plan.Compute(planned.computation(), planned.reads(), planned.explanation()),
        parameters.toList(),
        planned.columns());
  }
}
