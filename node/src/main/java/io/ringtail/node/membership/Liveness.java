// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.membership;

import io.ringtail.protocol.ring.NodeId;

/**
 * Which nodes are up, as far as this one can tell: a hint for routing and for people, never a
 * ground for a decision about data. Confined to shard 0's thread.
 */
public interface Liveness {
  /** Whether a node was heard of lately. This node itself is always up. */
  boolean isUp(NodeId node);

  /** Tells a listener of every change from now on. */
  void listen(LivenessListener listener);

  /** What is told of nodes that come and go. */
  @FunctionalInterface
  interface LivenessListener {
    void changed(NodeId node, boolean up);
  }
}
