// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.membership;

import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.map.Node;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Epoch;
import io.ringtail.protocol.ring.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Liveness by asking every other node in turn whether it lives: fit for a few nodes. Confined to
 * shard 0's thread.
 */
public final class Heartbeat implements Liveness {
  /** Between two questions to a node. */
  static final long PERIOD_MILLIS = 500;

  /** A node that answers nothing for four periods in a row is down. */
  static final int MISSED_MAX = 4;

  private final NodeId self;
  private final Supplier<ClusterMap> map;
  private final Peers peers;
  private final ScheduledExecutorService loop;
  private final Consumer<Epoch> epochSeen;
  private final List<LivenessListener> listeners = new ArrayList<>();

  /** Questions in a row that a node left without an answer; a node that is absent is down. */
  private final Map<NodeId, Integer> missed = new HashMap<>();

  private boolean stopped;

  /**
   * A heartbeat that does not beat yet.
   *
   * @param map the newest map
   * @param epochSeen told of the epoch in every answer
   */
  public Heartbeat(
      NodeId self,
      Supplier<ClusterMap> map,
      Peers peers,
      ScheduledExecutorService loop,
      Consumer<Epoch> epochSeen) {
    this.self = self;
    this.map = map;
    this.peers = peers;
    this.loop = loop;
    this.epochSeen = epochSeen;
  }

  public void start() {
    beat();
  }

  public void stop() {
    stopped = true;
  }

  @Override
  public boolean isUp(NodeId node) {
    return node.equals(self) || missed.getOrDefault(node, MISSED_MAX) < MISSED_MAX;
  }

  @Override
  public void listen(LivenessListener listener) {
    listeners.add(listener);
  }

  private void beat() {
    if (stopped) {
      return;
    }
    for (Node node : map.get().nodes()) {
      if (!node.id().equals(self)) {
        peers.ask(node, new Request.Ping(), PERIOD_MILLIS, answer -> answered(node.id(), answer));
      }
    }
    loop.schedule(this::beat, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void answered(NodeId node, @Nullable Response answer) {
    boolean before = isUp(node);
    if (answer instanceof Response.Pong pong) {
      missed.put(node, 0);
      epochSeen.accept(pong.epoch());
    } else {
      missed.merge(node, 1, Integer::sum);
      if (!before) {
        missed.put(node, MISSED_MAX);
      }
    }
    boolean after = isUp(node);
    if (before != after && !stopped) {
      listeners.forEach(listener -> listener.changed(node, after));
    }
  }
}
