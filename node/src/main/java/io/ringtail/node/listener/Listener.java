// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.listener;

import io.ringtail.protocol.message.Event;
import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.protocol.time.Clock;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's door: bounds how many connections are open, and how long they may take to introduce
 * themselves. Thread-safe.
 */
public final class Listener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

  /** Between two log lines about connections that were turned away. */
  private static final long LOG_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final NodeFace face;
  private final Clock clock;
  private final int connectionsMax;
  private final long handshakeTimeoutMillis;
  private final long idleTimeoutMillis;
  private final Set<NodeConnection> open = Collections.synchronizedSet(new LinkedHashSet<>());
  private @Nullable AutoCloseable server;

  /** Confined to the accepting loop. */
  private long loggedNanos;

  private boolean logged;

  /**
   * A door that is still shut.
   *
   * @param idleTimeoutMillis how long a connection may be silent
   */
  public Listener(
      NodeFace face,
      Clock clock,
      int connectionsMax,
      long handshakeTimeoutMillis,
      long idleTimeoutMillis) {
    this.face = face;
    this.clock = clock;
    this.connectionsMax = connectionsMax;
    this.handshakeTimeoutMillis = handshakeTimeoutMillis;
    this.idleTimeoutMillis = idleTimeoutMillis;
  }

  /**
   * Opens the door.
   *
   * @throws IOException when the address cannot be had
   */
  public void open(ServerTransport transport, Endpoint endpoint, ScheduledExecutorService loop)
      throws IOException {
    server = transport.listen(endpoint, loop, link -> accept(link, loop));
  }

  private ServerLinkListener accept(ServerLink link, ScheduledExecutorService loop) {
    NodeConnection connection =
        new NodeConnection(link, loop, face, idleTimeoutMillis, open::remove);
    if (open.size() >= connectionsMax) {
      logTurnedAway(link);
      connection.close();
      return connection;
    }
    open.add(connection);
    loop.schedule(connection::expire, handshakeTimeoutMillis, TimeUnit.MILLISECONDS);
    return connection;
  }

  private void logTurnedAway(ServerLink link) {
    long now = clock.nanos();
    if (!logged || now - loggedNanos > LOG_NANOS) {
      logged = true;
      loggedNanos = now;
      LOG.warn(
          "{} is turned away: {} connections are open (node.connections_max)",
          link.remote(),
          connectionsMax);
    }
  }

  /** Connections that are open now. */
  public int connections() {
    return open.size();
  }

  /** Shuts the door; connections stay. */
  public void shut() {
    AutoCloseable current = server;
    server = null;
    if (current != null) {
      try {
        current.close();
      } catch (Exception e) {
        LOG.warn("the listening socket did not close: {}", e.toString());
      }
    }
  }

  /**
   * Asks all who are connected, and have not been asked before, to leave; they are served until
   * they do.
   */
  public void drain(int retryAfterMillis) {
    Event.Draining event = new Event.Draining(retryAfterMillis);
    for (NodeConnection connection : List.copyOf(open)) {
      connection.drainFromAnyThread(event);
    }
  }

  /** Shuts the door and ends all connections. */
  @Override
  public void close() {
    shut();
    for (NodeConnection connection : List.copyOf(open)) {
      connection.closeFromAnyThread();
    }
  }
}
