// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.ring;

import java.util.List;

/**
 * The nodes that hold a vnode, in order of preference; the first is where contended conditional
 * writes go.
 *
 * @param nodes distinct
 */
public record ReplicaSet(List<NodeId> nodes) {
  public ReplicaSet {
    nodes = List.copyOf(nodes);
  }

  public int size() {
    return nodes.size();
  }

  /** The smallest number of replicas of which any two groups share one. */
  public int quorum() {
    return nodes.size() / 2 + 1;
  }
}
