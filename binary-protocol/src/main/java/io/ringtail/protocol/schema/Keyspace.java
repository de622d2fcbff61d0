// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.schema;

import io.ringtail.protocol.ring.Epoch;

/**
 * A namespace of tables that are replicated alike.
 *
 * @param replicationFactor replicas of each partition
 * @param epoch of the map in which the keyspace itself last changed
 */
public record Keyspace(String name, int replicationFactor, Epoch epoch) {
  /**
   * The keyspace that every cluster has from its first epoch: three replicas, or as many as there
   * are nodes.
   */
  public static final String DEFAULT = "default";

  /** Replicas of the default keyspace where there are nodes enough. */
  public static final int REPLICATION_DEFAULT = 3;
}
