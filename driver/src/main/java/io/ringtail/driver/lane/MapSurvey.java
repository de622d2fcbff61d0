// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.lane;

import io.ringtail.driver.connection.NodeLinks;
import io.ringtail.driver.connection.ReplyHandler;
import io.ringtail.driver.connection.ShardLink;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Epoch;
import java.time.Duration;
import java.util.BitSet;
import java.util.function.Consumer;

/**
 * Asks all connected nodes for newer maps, until a majority has answered. A change of the schema is
 * acknowledged when so many nodes have its map that no majority is without it: what a survey of a
 * majority does not find had not been acknowledged when the survey began. Confined to the lane's
 * thread.
 */
final class MapSurvey implements ReplyHandler {
  private final Maps maps;
  private final int quorum;

  /** How long a node has for its answer; a map is a few hundred kilobytes. */
  private final int timeoutMicros;

  private final Consumer<Boolean> end;
  private final BitSet answered = new BitSet();
  private final BitSet asked = new BitSet();
  private boolean ended;

  /**
   * A survey of a map's nodes.
   *
   * @param timeout that a node has for its answer
   * @param end told once whether a majority has answered; what they know has been offered by then
   */
  MapSurvey(Maps maps, int nodes, Duration timeout, Consumer<Boolean> end) {
    this.maps = maps;
    this.quorum = nodes / 2 + 1;
    this.timeoutMicros = (int) Math.min(Integer.MAX_VALUE, timeout.toNanos() / 1_000);
    this.end = end;
  }

  void begin(NodeLinks[] nodes) {
    Request fetch = new Request.FetchMap(new Epoch(maps.newest().epoch()));
    for (int i = 0; i < nodes.length; i++) {
      ShardLink link = nodes[i].anyReady();
      if (link != null && link.send(fetch, timeoutMicros, this, i)) {
        asked.set(i);
      }
    }
    check();
  }

  @Override
  public void answered(int tag, Response response, long nowNanos) {
    asked.clear(tag);
    if (response instanceof Response.MapDone done) {
      if (done.map() != null) {
        maps.offer(done.map());
      }
      answered.set(tag);
    }
    check();
  }

  @Override
  public void lost(int tag, long nowNanos) {
    asked.clear(tag);
    check();
  }

  private void check() {
    boolean enough = answered.cardinality() >= quorum;
    if (!ended && (enough || asked.isEmpty())) {
      ended = true;
      end.accept(enough);
    }
  }
}
