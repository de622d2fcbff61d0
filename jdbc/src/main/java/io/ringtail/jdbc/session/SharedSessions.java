// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.session;

import io.ringtail.driver.api.Session;
import io.ringtail.driver.api.SessionFactory;
import io.ringtail.driver.api.SessionOptions;
import io.ringtail.jdbc.calcite.QueryPlanner;
import io.ringtail.jdbc.error.DriverErrors;
import io.ringtail.jdbc.error.SqlState;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/**
 * The open sessions, each shared by all connections with the same options and closed with the last
 * of them. Thread-safe: the map is guarded by this object, opening by the entry.
 */
public final class SharedSessions {
  private final SessionFactory factory;
  private final QueryPlanner queries;
  private final Map<SessionOptions, SharedSession> open = new HashMap<>();

  public SharedSessions(SessionFactory factory, QueryPlanner queries) {
    this.factory = factory;
    this.queries = queries;
  }

  /**
   * The session with these options, opened if need be. Every call is to be answered by one {@link
   * #release}.
   */
  public SharedSession acquire(SessionOptions options) throws SQLException {
    SharedSession shared;
    synchronized (this) {
      shared = open.computeIfAbsent(options, key -> new SharedSession(key, queries));
      shared.users++;
    }
    try {
      shared.openWith(this::open);
      return shared;
    } catch (SQLException e) {
      release(shared);
      throw e;
    }
  }

  /** Gives one use of a session back. */
  public void release(SharedSession shared) {
    synchronized (this) {
      shared.users--;
      if (shared.users > 0) {
        return;
      }
      open.remove(shared.options(), shared);
    }
    shared.close();
  }

  private Session open(SessionOptions options) throws SQLException {
    try {
      return factory.open(options).toCompletableFuture().get();
    } catch (ExecutionException e) {
      throw DriverErrors.toSql(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw SqlState.CANNOT_CONNECT.exception("interrupted while connecting", e);
    } catch (RuntimeException e) {
      throw DriverErrors.toSql(e);
    }
  }
}
