// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.transport;

import io.ringtail.protocol.ring.Endpoint;
import java.util.concurrent.ScheduledExecutorService;

/** Opens links to other processes: sockets, or a simulated network. Thread-safe. */
public interface Transport {
  /**
   * Begins to connect. Everything about the link is told on the loop's thread: {@link
   * LinkListener#opened}, or else {@link LinkListener#closed}.
   */
  void connect(Endpoint endpoint, ScheduledExecutorService loop, LinkListener listener);
}
