// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.demo;

import io.ringtail.benchmarks.report.Terminal;
import io.ringtail.driver.api.Level;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What the steps of the tour share: the cluster, a session on it, and what earlier steps left for
 * later ones. Confined to one thread.
 */
final class Tour {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final Terminal terminal;
  private final DemoNodes nodes;
  private final Session session;
  private final List<Integer> writtenWhileDown = new ArrayList<>();

  Tour(Terminal terminal, DemoNodes nodes, Session session) {
    this.terminal = terminal;
    this.nodes = nodes;
    this.session = session;
  }

  Terminal terminal() {
    return terminal;
  }

  DemoNodes nodes() {
    return nodes;
  }

  Session session() {
    return session;
  }

  RequestOptions options(Level level) {
    return new RequestOptions(level, TIMEOUT);
  }

  String jdbcUrl() {
    return "jdbc:ringtail://" + nodes.contactPoints() + "/default?level=QUORUM&fullScans=allow";
  }

  String cacheUri() {
    return "ringtail://" + nodes.contactPoints() + "/default?level=QUORUM";
  }

  /** The code points whose rows were written while a node was down. */
  List<Integer> writtenWhileDown() {
    return writtenWhileDown;
  }

  /** Fails the tour with a reason if something does not hold. */
  static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise);
    }
  }
}
