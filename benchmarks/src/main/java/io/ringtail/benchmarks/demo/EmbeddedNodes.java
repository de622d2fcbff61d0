// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.demo;

import io.ringtail.node.embedded.EmbeddedCluster;
import io.ringtail.protocol.ring.Endpoint;
import java.util.List;

/** The demo's nodes in this process, with one shard each and their data in a temporary folder. */
final class EmbeddedNodes implements DemoNodes {
  private static final String NAME = "demo";

  private final EmbeddedCluster cluster;

  private EmbeddedNodes(EmbeddedCluster cluster) {
    this.cluster = cluster;
  }

  static EmbeddedNodes start(int nodes) {
    return new EmbeddedNodes(EmbeddedCluster.builder(NAME).nodes(nodes).start());
  }

  @Override
  public List<Endpoint> endpoints() {
    return cluster.contactPoints();
  }

  @Override
  public void stop(int node) {
    cluster.stop(node);
  }

  @Override
  public void restart(int node) {
    cluster.restart(node);
  }

  @Override
  public void close() {
    cluster.close();
  }
}
