// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.schema;

import io.ringtail.protocol.ring.Epoch;
import org.jspecify.annotations.Nullable;

/**
 * A namespace of tables that are replicated alike.
 *
 * @param home the data center whose replicas alone decide conditional writes; null where all of
 *     them do
 * @param epoch of the map in which the keyspace itself last changed
 */
public record Keyspace(String name, Replication replication, @Nullable String home, Epoch epoch) {
  /**
   * The keyspace that every cluster has from its first epoch: three replicas in every data center,
   * or as many as there are nodes.
   */
  public static final String DEFAULT = "default";

  /** Replicas of the default keyspace where there are nodes enough. */
  public static final int REPLICATION_DEFAULT = 3;

  public Keyspace {
    if (home != null && !replication.replicas().containsKey(home)) {
      throw new IllegalArgumentException(
          "keyspace " + name + " is at home in " + home + ", where it has no replicas");
    }
  }
}
