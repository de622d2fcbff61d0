// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.metadata;

import io.ringtail.node.membership.Peers;
import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.map.Node;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.NodeId;
import io.ringtail.protocol.ring.ReplicaSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Tells nodes of a map until so many of every group serve by it that none of its quorums is left
 * with the map before. Of all nodes as one group: whoever asks a majority of them for their maps
 * hears of it. Of the replicas of every vnode: what the map before called by a table's id is
 * neither read nor written at QUORUM any more. Confined to shard 0's thread.
 */
final class MapSpread {
  private static final long ANSWER_MILLIS = 1_000;

  /** Between two attempts at a node that did not answer. */
  private static final long RETRY_MILLIS = 200;

  private final ClusterMap map;
  private final List<ReplicaSet> groups;
  private final Peers peers;
  private final ScheduledExecutorService loop;
  private final Runnable enough;
  private final Set<NodeId> informed = new HashSet<>();
  private boolean over;

  MapSpread(
      ClusterMap map,
      List<ReplicaSet> groups,
      Peers peers,
      ScheduledExecutorService loop,
      Runnable enough) {
    this.map = map;
    this.groups = List.copyOf(groups);
    this.peers = peers;
    this.loop = loop;
    this.enough = enough;
  }

  /** Begins; this node serves by the map already. */
  void start(NodeId self) {
    informed.add(self);
    check();
    for (Node node : map.nodes()) {
      if (!node.id().equals(self)) {
        tell(node);
      }
    }
  }

  /** Nobody waits any longer. */
  void stop() {
    over = true;
  }

  boolean isOver() {
    return over;
  }

  private void tell(Node node) {
    if (!over) {
      peers.ask(
          node,
          new Request.MetadataCommit(map),
          ANSWER_MILLIS,
          answer -> {
            if (answer instanceof Response.MetadataCommitted) {
              informed.add(node.id());
              check();
            } else {
              loop.schedule(() -> tell(node), RETRY_MILLIS, TimeUnit.MILLISECONDS);
            }
          });
    }
  }

  private void check() {
    if (!over && groups.stream().allMatch(this::noQuorumLeft)) {
      over = true;
      enough.run();
    }
  }

  private boolean noQuorumLeft(ReplicaSet set) {
    int left = 0;
    for (NodeId node : set.nodes()) {
      left += informed.contains(node) ? 0 : 1;
    }
    return left < set.quorum();
  }
}
