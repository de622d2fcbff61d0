// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.embedded;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The embedded clusters that run in this JVM, by name: the one thing of theirs that belongs to the
 * process, since a session has nothing but the name. Thread-safe.
 */
enum ClusterRegistry {
  INSTANCE;

  private final Map<String, EmbeddedCluster> clusters = new HashMap<>();

  /**
   * Notes a cluster.
   *
   * @throws IllegalArgumentException when there is one of that name
   */
  synchronized void add(String name, EmbeddedCluster cluster) {
    if (clusters.putIfAbsent(name, cluster) != null) {
      throw new IllegalArgumentException(
          "an embedded cluster '" + name + "' runs in this JVM already; give this one another name");
    }
  }

  synchronized void remove(String name, EmbeddedCluster cluster) {
    clusters.remove(name, cluster);
  }

  synchronized Optional<EmbeddedCluster> find(String name) {
    return Optional.ofNullable(clusters.get(name));
  }
}
