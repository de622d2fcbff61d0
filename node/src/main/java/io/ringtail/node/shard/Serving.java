// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.shard;

import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Epoch;
import org.jspecify.annotations.Nullable;

/**
 * What all shards of a node serve by: published snapshots of the map and the node's state.
 * Thread-safe: shard 0's thread writes, any reads.
 */
public final class Serving {
  /** A node that comes or goes does so within about this time. */
  private static final int RETRY_MILLIS = 200;

  private volatile ServedMap map;
  private volatile NodeState state = NodeState.JOINING;
  private volatile String reason = "the node waits for all initial nodes to form the cluster";

  public Serving(ServedMap map) {
    this.map = map;
  }

  public ServedMap map() {
    return map;
  }

  public void map(ServedMap newer) {
    map = newer;
  }

  public NodeState state() {
    return state;
  }

  /** Changes the state; the reason is what those hear who are refused. */
  public void state(NodeState newState, String newReason) {
    reason = newReason;
    state = newState;
  }

  /** Why nothing is served now; null when it is. */
  public Response.@Nullable Refused objection() {
    return switch (state) {
      case MEMBER -> null;
      case JOINING -> refused(Reason.NOT_A_MEMBER, RETRY_MILLIS);
      case NOT_A_MEMBER -> refused(Reason.NOT_A_MEMBER, 0);
      case STOPPING -> refused(Reason.STOPPING, RETRY_MILLIS);
    };
  }

  private Response.Refused refused(Reason code, int retryAfterMillis) {
    return new Response.Refused(code, reason, retryAfterMillis, new Epoch(map.epoch()));
  }
}
