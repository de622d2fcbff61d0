// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.api;

/** Who coordinates a session's requests. */
public enum Routing {
  /** The session itself: it asks the replicas, in as few round trips as there can be. */
  REPLICAS,
  /**
   * A node, which asks the replicas on the session's behalf: for clients that reach few nodes, or
   * are far from all of them. It costs one more hop and the node's CPU.
   */
  COORDINATOR
}
