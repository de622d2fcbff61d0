// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds free ports on loopback. Stateless; a port can be taken by somebody else between the answer
 * and its use, which then says so.
 */
public final class LoopbackPorts {
  private LoopbackPorts() {}

  /**
   * That many different free ports; all are held open until the last is found, so that none comes
   * twice.
   */
  public static List<Integer> free(int count) throws IOException {
    List<ServerSocket> held = new ArrayList<>(count);
    List<Integer> ports = new ArrayList<>(count);
    try {
      for (int i = 0; i < count; i++) {
        ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        held.add(socket);
        ports.add(socket.getLocalPort());
      }
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
    return ports;
  }
}
