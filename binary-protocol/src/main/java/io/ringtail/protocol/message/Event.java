// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.message;

import io.ringtail.protocol.map.ClusterMap;

/** What a node says without being asked, on stream 0. */
public sealed interface Event extends Message {
  /** A newer map was decided. */
  record MapChanged(ClusterMap map) implements Event {}

  /**
   * The node is about to stop: it answers what it is asked, but asks for no more.
   *
   * @param retryAfterMillis how soon it may be back; not to be asked before
   */
  record Draining(int retryAfterMillis) implements Event {}
}
