// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.coordination;

import io.ringtail.driver.lane.Maps;
import io.ringtail.driver.routing.Location;
import io.ringtail.driver.routing.MapView;
import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.ring.NodeId;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The node's own map, made ready for routing from where the node is. A newer one that a peer sends
 * is only heard of here: the node fetches it as its metadata does. Confined to a shard's loop.
 */
final class NodeMaps implements Maps {
  private final Supplier<ClusterMap> map;
  private final NodeId self;
  private final LongConsumer epochSeen;
  private @Nullable MapView view;

  NodeMaps(Supplier<ClusterMap> map, NodeId self, LongConsumer epochSeen) {
    this.map = map;
    this.self = self;
    this.epochSeen = epochSeen;
  }

  @Override
  public MapView newest() {
    ClusterMap now = map.get();
    MapView known = view;
    if (known == null || !known.map().epoch().equals(now.epoch())) {
      known = MapView.ofNode(now, location(now));
      view = known;
    }
    return known;
  }

  private Location location(ClusterMap of) {
    return of.node(self)
        .map(node -> new Location(node.dataCenter(), node.rack()))
        .orElseThrow(() -> new IllegalStateException("this node is not in the map that it serves"));
  }

  @Override
  public void offer(ClusterMap newer) {
    epochSeen.accept(newer.epoch().number());
  }
}
