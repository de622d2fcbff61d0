// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.lane;

import io.ringtail.driver.connection.NodeLinks;
import io.ringtail.driver.connection.ReplyHandler;
import io.ringtail.driver.connection.ShardLink;
import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Epoch;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fetches newer maps for a lane, one request at a time, from one connected node after the other.
 * Confined to the lane's thread.
 */
final class MapFetch implements ReplyHandler {
  /** How long a node has for its answer, in microseconds; a map is a few hundred kilobytes. */
  private static final int TIMEOUT_MICROS = 2_000_000;

  private final Maps maps;
  private final List<Runnable> waiting = new ArrayList<>();
  private boolean underWay;
  private int turn;

  MapFetch(Maps maps) {
    this.maps = maps;
  }

  /**
   * Begins to fetch, unless that is under way.
   *
   * @param hint whom to ask first; null for anybody
   */
  void begin(NodeLinks[] nodes, @Nullable NodeLinks hint) {
    if (underWay) {
      return;
    }
    send(nodes, hint);
  }

  /** As {@link #begin(NodeLinks[], NodeLinks)}; tells when the fetch has ended, however. */
  void begin(NodeLinks[] nodes, @Nullable NodeLinks hint, Runnable then) {
    waiting.add(then);
    begin(nodes, hint);
    if (!underWay) {
      ended();
    }
  }

  private void send(NodeLinks[] nodes, @Nullable NodeLinks hint) {
    ShardLink link = hint == null ? null : hint.anyReady();
    for (int i = 0; link == null && i < nodes.length; i++) {
      link = nodes[Math.floorMod(turn++, nodes.length)].anyReady();
    }
    underWay =
        link != null
            && link.send(
                new Request.FetchMap(new Epoch(maps.newest().epoch())), TIMEOUT_MICROS, this, 0);
  }

  /** Takes a map that came unasked. */
  void offer(ClusterMap map) {
    maps.offer(map);
  }

  @Override
  public void answered(int tag, Response response, long nowNanos) {
    if (response instanceof Response.MapDone done && done.map() != null) {
      maps.offer(done.map());
    }
    ended();
  }

  @Override
  public void lost(int tag, long nowNanos) {
    ended();
  }

  private void ended() {
    underWay = false;
    List<Runnable> told = List.copyOf(waiting);
    waiting.clear();
    told.forEach(Runnable::run);
  }
}
