// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.lane;

import io.ringtail.driver.connection.NodeLinks;
import io.ringtail.driver.connection.ReplyHandler;
import io.ringtail.driver.connection.ShardLink;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import org.jspecify.annotations.Nullable;

/** Keeps one connection of a session asked to tell of new maps. Confined to its lane's thread. */
final class MapWatch implements ReplyHandler {
  private static final int TIMEOUT_MICROS = 2_000_000;

  private final MapFetch fetch;
  private @Nullable ShardLink watched;

  MapWatch(MapFetch fetch) {
    this.fetch = fetch;
  }

  /** Looks whether the watched connection is still there, and asks another one when not. */
  void check(NodeLinks[] nodes, long nowNanos) {
    if (watched != null && watched.isReady()) {
      return;
    }
    watched = null;
    for (NodeLinks node : nodes) {
      ShardLink link = node.anyReady();
      if (link != null && link.send(new Request.WatchMap(), TIMEOUT_MICROS, this, 0)) {
        watched = link;
        // What was decided while nobody watched.
        fetch.begin(nodes, node, nowNanos);
        return;
      }
    }
  }

  @Override
  public void answered(int tag, Response response, long nowNanos) {
    if (!(response instanceof Response.WatchDone)) {
      watched = null;
    }
  }

  @Override
  public void lost(int tag, long nowNanos) {
    watched = null;
  }
}
