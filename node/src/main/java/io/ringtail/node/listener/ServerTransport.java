// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.listener;

import io.ringtail.protocol.ring.Endpoint;
import java.io.IOException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;

/** Takes links from other processes: sockets, or a simulated network. Thread-safe. */
public interface ServerTransport {
  /**
   * Listens from now on. Blocks until that is certain.
   *
   * @param loop on which links begin
   * @param accept called on that loop for each new link
   * @return what ends listening; links that are open stay
   * @throws IOException when the address cannot be had
   */
  AutoCloseable listen(
      Endpoint endpoint,
      ScheduledExecutorService loop,
      Function<ServerLink, ServerLinkListener> accept)
      throws IOException;
}
