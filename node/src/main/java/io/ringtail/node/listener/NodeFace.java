// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.listener;

import io.ringtail.node.shard.Serving;
import io.ringtail.node.shard.ShardRouter;
import io.ringtail.protocol.ring.ClusterId;
import io.ringtail.protocol.ring.NodeId;
import io.ringtail.protocol.time.HybridClock;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * What connections see of the node.
 *
 * @param epochSeen told, on any thread, of epochs beyond the node's map
 */
public record NodeFace(
    NodeId nodeId,
    ClusterId clusterId,
    String version,
    Serving serving,
    ShardRouter router,
    ControlRequests control,
    HybridClock hybridClock,
    LongConsumer epochSeen) {
  /** What this node can do beyond the first version of the protocol: nothing yet. */
  static final Set<String> FEATURES = Set.of();
}
