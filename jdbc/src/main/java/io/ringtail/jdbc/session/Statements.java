// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.session;

import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.api.Session;
import io.ringtail.jdbc.calcite.QueryPlanner;
import io.ringtail.jdbc.error.SqlState;
import io.ringtail.jdbc.plan.PlanCache;
import io.ringtail.jdbc.plan.Prepared;
import io.ringtail.jdbc.planner.StatementPlanner;
import io.ringtail.jdbc.result.Described;
import io.ringtail.protocol.schema.Schema;
import io.ringtail.protocol.schema.TableName;
import java.sql.SQLException;

/** Plans statements against the session's newest schema, once for each text. Thread-safe. */
public final class Statements {
  /** Plans kept: more texts than an application has, and a few megabytes. */
  private static final int PLANS_MAX = 1_000;

  /** A table that nobody has: asking for it makes the session fetch the newest schema. */
  private static final String NO_TABLE = "_";

  private final Session session;
  private final String keyspace;
  private final StatementPlanner planner;
  private final PlanCache<Described> cache = new PlanCache<>(PLANS_MAX);

  Statements(Session session, String keyspace, boolean fullScansAllowed, QueryPlanner queries) {
    this.session = session;
    this.keyspace = keyspace;
    this.planner = new StatementPlanner(keyspace, fullScansAllowed, queries);
  }

  /** The plan for a text. */
  public Described get(String sql) throws SQLException {
    Schema schema = session.schema();
    Described known = cache.get(sql, schema);
    if (known != null) {
      return known;
    }
    try {
      return plan(sql, schema);
    } catch (SQLException e) {
      Schema newest = newestAfter(e);
      if (newest.equals(schema)) {
        throw e;
      }
      return plan(sql, newest);
    }
  }

  /** A plan that is used again, unless the schema has changed meanwhile. */
  public Described current(Described described) throws SQLException {
    Prepared prepared = described.prepared();
    return prepared.madeFor(session.schema()) ? described : get(prepared.sql());
  }

  private Described plan(String sql, Schema schema) throws SQLException {
    Described described = Described.of(planner.plan(sql, schema));
    cache.put(sql, schema, described);
    return described;
  }

  /** What is missing may have been made by another client a moment ago. */
  private Schema newestAfter(SQLException failure) {
    String state = failure.getSQLState();
    if (SqlState.TABLE_UNKNOWN.code().equals(state)
        || SqlState.KEYSPACE_UNKNOWN.code().equals(state)) {
      try {
        session.table(new TableName(keyspace, NO_TABLE));
      } catch (RingtailException e) {
        return session.schema();
      }
    }
    return session.schema();
  }
}
