// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.session;

import io.ringtail.driver.api.Session;
import io.ringtail.driver.api.SessionOptions;
import io.ringtail.jdbc.calcite.QueryPlanner;
import io.ringtail.jdbc.execution.Executor;
import java.sql.SQLException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A driver session with the plans made for it. Thread-safe. */
public final class SharedSession {
  private final SessionOptions options;
  private final QueryPlanner queries;
  private final ConcurrentHashMap<PlanSpace, Statements> statements = new ConcurrentHashMap<>();
  private volatile @Nullable Session session;
  private volatile @Nullable Executor executor;

  /** Connections that use it; guarded by {@link SharedSessions}. */
  int users;

  /** What plans depend on besides text and schema. */
  private record PlanSpace(String keyspace, boolean fullScansAllowed) {}

  /** Opens a session. */
  interface Opener {
    Session open(SessionOptions options) throws SQLException;
  }

  SharedSession(SessionOptions options, QueryPlanner queries) {
    this.options = options;
    this.queries = queries;
  }

  SessionOptions options() {
    return options;
  }

  synchronized void openWith(Opener opener) throws SQLException {
    if (session == null) {
      Session opened = opener.open(options);
      executor = new Executor(opened);
      session = opened;
    }
  }

  synchronized void close() {
    Session opened = session;
    if (opened != null) {
      opened.close();
    }
  }

  public Session session() {
    Session opened = session;
    if (opened == null) {
      throw new IllegalStateException("the session is not open");
    }
    return opened;
  }

  public Executor executor() {
    Executor opened = executor;
    if (opened == null) {
      throw new IllegalStateException("the session is not open");
    }
    return opened;
  }

  /** The planned statements of one keyspace. */
  public Statements statements(String keyspace, boolean fullScansAllowed) {
    return statements.computeIfAbsent(
        new PlanSpace(keyspace, fullScansAllowed),
        space -> new Statements(session(), keyspace, fullScansAllowed, queries));
  }
}
