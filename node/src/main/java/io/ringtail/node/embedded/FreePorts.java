// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds loopback ports that nobody listens on, outside of the range from which the system gives
 * outgoing connections theirs: so a node that is down for a while finds its port free again.
 */
final class FreePorts {
  /** Linux gives outgoing connections ports from 32,768 on. */
  private static final int PORT_MIN = 12_000;

  private static final int PORT_MAX = 32_000;
  private static final int TRIES_MAX = 1_000;

  private FreePorts() {}

  static List<Integer> find(int count) {
    Set<Integer> ports = new LinkedHashSet<>();
    for (int tries = 0; ports.size() < count; tries++) {
      if (tries == TRIES_MAX) {
        throw new IllegalStateException(
            "no free port from " + PORT_MIN + " to " + PORT_MAX + " after " + tries + " tries");
      }
      int port = ThreadLocalRandom.current().nextInt(PORT_MIN, PORT_MAX);
      if (isFree(port)) {
        ports.add(port);
      }
    }
    return List.copyOf(ports);
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
