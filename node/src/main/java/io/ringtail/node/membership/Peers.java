// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.membership;

import io.ringtail.protocol.map.Node;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Asks other nodes. Confined to shard 0's thread. */
public interface Peers {
  /**
   * Asks a node once.
   *
   * @param answer told exactly once, later, on shard 0's thread: the answer, or null when none came
   *     in time, or the node cannot be reached, or is of another cluster
   */
  void ask(
      Node peer, Request.Control request, long timeoutMillis, Consumer<@Nullable Response> answer);
}
