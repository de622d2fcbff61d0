// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.map;

import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.protocol.ring.NodeId;

/**
 * A member of the cluster, as its map names it. How many shards it has is learned from its
 * handshake.
 */
public record Node(NodeId id, Endpoint endpoint, String dataCenter, String rack) {
  /** The data center and rack of nodes that name none. */
  public static final String PLACE_DEFAULT = "default";
}
