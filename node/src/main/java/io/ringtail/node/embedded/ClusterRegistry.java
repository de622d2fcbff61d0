// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.embedded;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The embedded clusters that run in this JVM, by name: the one thing of theirs that belongs to the
 * process, since a session has nothing but the name. Thread-safe.
 */
final class ClusterRegistry {
  private static final Map<String, EmbeddedCluster> CLUSTERS = new HashMap<>();

  private ClusterRegistry() {}

  /**
   * Notes a cluster.
   *
   * @throws IllegalArgumentException when there is one of that name
   */
  static synchronized void add(String name, EmbeddedCluster cluster) {
    if (CLUSTERS.putIfAbsent(name, cluster) != null) {
      throw new IllegalArgumentException(
          "an embedded cluster '"
              + name
              + "' runs in this JVM already; give this one another name");
    }
  }

  static synchronized void remove(String name, EmbeddedCluster cluster) {
    CLUSTERS.remove(name, cluster);
  }

  static synchronized Optional<EmbeddedCluster> find(String name) {
    return Optional.ofNullable(CLUSTERS.get(name));
  }
}
