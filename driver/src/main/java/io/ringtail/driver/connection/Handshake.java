// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.connection;

import io.ringtail.protocol.frame.FrameFormat;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.ClusterId;
import io.ringtail.protocol.ring.NodeId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whom a connection expects at the other end. Immutable.
 *
 * @param clusterId null when any cluster is welcome: the first contact
 * @param nodeId null when any node is
 */
public record Handshake(@Nullable ClusterId clusterId, @Nullable NodeId nodeId) {
  /** Takes whoever answers. */
  public static final Handshake WITH_ANYBODY = new Handshake(null, null);

  static Request.Hello hello(Identity identity, int shard) {
    return new Request.Hello(
        FrameFormat.VERSION,
        FrameFormat.VERSION,
        shard,
        Set.of(),
        identity.clientName(),
        identity.clientVersion(),
        identity.nodeId());
  }

  /** What is wrong with the answer to a hello; null when nothing is. */
  @Nullable String objection(Response response) {
    if (response instanceof Response.Refused refused) {
      return "the node refuses: " + refused.reason() + " " + refused.detail();
    }
    if (!(response instanceof Response.Welcome welcome)) {
      return "the node answers a hello with " + response.getClass().getSimpleName();
    }
    if (welcome.version() != FrameFormat.VERSION) {
      return "the node speaks version "
          + welcome.version()
          + " of the protocol, this driver "
          + FrameFormat.VERSION;
    }
    if (clusterId != null && !clusterId.equals(welcome.clusterId())) {
      return "the node belongs to cluster " + welcome.clusterId() + ", not " + clusterId;
    }
    if (nodeId != null && !nodeId.equals(welcome.nodeId())) {
      return "the node is " + welcome.nodeId() + ", not " + nodeId;
    }
    if (welcome.shards() < 1) {
      return "the node says that it has " + welcome.shards() + " shards";
    }
    return null;
  }
}
