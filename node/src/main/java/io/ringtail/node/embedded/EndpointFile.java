// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.embedded;

import io.ringtail.protocol.ring.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Remembers the ports of an embedded cluster in its folder, since a cluster is known by the
 * addresses of its first nodes.
 */
final class EndpointFile {
  private static final String FILE = "endpoints";

  private EndpointFile() {}

  /** The endpoints that the folder's cluster has; new ones where it has none. */
  static List<Endpoint> readOrChoose(Path folder, int nodes) {
    Path file = folder.resolve(FILE);
    try {
      if (Files.exists(file)) {
        List<Endpoint> endpoints = Files.readAllLines(file).stream().map(Endpoint::parse).toList();
        if (endpoints.size() != nodes) {
          throw new IllegalArgumentException(
              "folder " + folder + " holds " + endpoints.size() + " nodes, not " + nodes);
        }
        return endpoints;
      }
      List<Endpoint> endpoints =
          FreePorts.find(nodes).stream().map(port -> new Endpoint("127.0.0.1", port)).toList();
      Files.createDirectories(folder);
      Files.write(file, endpoints.stream().map(Endpoint::toString).toList());
      return endpoints;
    } catch (IOException e) {
      throw new UncheckedIOException("folder " + folder + " cannot be used: " + e.getMessage(), e);
    }
  }
}
