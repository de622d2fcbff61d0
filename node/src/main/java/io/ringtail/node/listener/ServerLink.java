// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.listener;

import io.ringtail.driver.transport.Link;
import java.util.concurrent.ScheduledExecutorService;

/** The node's end of a link. Confined to the loop that it is on. */
public interface ServerLink extends Link {
  /** The address at the other end, for people to read. */
  String remote();

  /**
   * Takes the link to another loop: nothing is received until {@code then} has run there. To be
   * called on the loop that it is on, from within {@code received}.
   */
  void moveTo(ScheduledExecutorService loop, Runnable then);
}
