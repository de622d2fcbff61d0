// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.listener;

import io.ringtail.node.shard.Requester;
import io.ringtail.protocol.frame.FrameHeader;
import io.ringtail.protocol.message.Request;

/** Serves what is asked of the node as a whole. Thread-safe: goes to shard 0's thread by itself. */
public interface ControlRequests {
  /** Carries a request out; the requester is told on its own loop. */
  void handle(FrameHeader header, Request.Control request, Requester requester);
}
