// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.demo;

import io.ringtail.protocol.ring.Endpoint;
import java.util.List;
import java.util.stream.Collectors;

/** The nodes of the demo, counted from 0. Confined to one thread. */
interface DemoNodes extends AutoCloseable {
  List<Endpoint> endpoints();

  /** Stops a node as if its process had ended; its data stays. */
  void stop(int node);

  /** Starts a stopped node on its data. */
  void restart(int node);

  @Override
  void close();

  /** The endpoints as the part of a URL that names contact points. */
  default String contactPoints() {
    return endpoints().stream().map(Endpoint::toString).collect(Collectors.joining(","));
  }
}
