// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.lane;

import io.ringtail.driver.connection.NodeLinks;
import io.ringtail.driver.connection.ReplyHandler;
import io.ringtail.driver.connection.ShardLink;
import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Epoch;
import org.jspecify.annotations.Nullable;

/**
 * Fetches newer maps for a lane, one request at a time, from one connected node after the other.
 * Confined to the lane's thread.
 */
final class MapFetch implements ReplyHandler {
  /** How long a node has for its answer, in microseconds; a map is a few hundred kilobytes. */
  private static final int TIMEOUT_MICROS = 2_000_000;

  /** How long a node that does not answer keeps others from being asked. */
  private static final long PATIENCE_NANOS = 200_000_000;

  private final Maps maps;
  private boolean underWay;
  private long sentNanos;

  /** The number of the latest attempt; an earlier one's end says nothing about it. */
  private int attempt;

  private int turn;

  MapFetch(Maps maps) {
    this.maps = maps;
  }

  /**
   * Begins to fetch, unless that is under way; asks one more node where the one that was asked is
   * silent.
   *
   * @param hint whom to ask first; null for anybody
   */
  void begin(NodeLinks[] nodes, @Nullable NodeLinks hint, long nowNanos) {
    if (!underWay) {
      send(nodes, hint, nowNanos);
    } else if (nowNanos - sentNanos > PATIENCE_NANOS) {
      send(nodes, null, nowNanos);
    }
  }

  private void send(NodeLinks[] nodes, @Nullable NodeLinks hint, long nowNanos) {
    ShardLink link = hint == null ? null : hint.anyReady();
    for (int i = 0; link == null && i < nodes.length; i++) {
      link = nodes[Math.floorMod(turn++, nodes.length)].anyReady();
    }
    sentNanos = nowNanos;
    attempt++;
    underWay =
        link != null
            && link.send(
                new Request.FetchMap(new Epoch(maps.newest().epoch())),
                TIMEOUT_MICROS,
                this,
                attempt);
  }

  /** Takes a map that came unasked. */
  void offer(ClusterMap map) {
    maps.offer(map);
  }

  @Override
  public void answered(int tag, Response response, long nowNanos) {
    if (response instanceof Response.MapDone done && done.map() != null) {
      maps.offer(done.map());
      underWay = false;
    } else if (tag == attempt) {
      underWay = false;
    }
  }

  @Override
  public void lost(int tag, long nowNanos) {
    if (tag == attempt) {
      underWay = false;
    }
  }
}
