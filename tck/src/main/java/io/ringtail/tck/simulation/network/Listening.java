// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.network;

import io.ringtail.node.listener.ServerLink;
import io.ringtail.node.listener.ServerLinkListener;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;

/** A port that somebody listens on. Confined to the simulation's thread. */
final class Listening {
  /** Connections that the kernel took and the process did not look at yet. */
  private static final int BACKLOG = 1_024;

  private final ScheduledExecutorService loop;
  private final Function<ServerLink, ServerLinkListener> accept;
  private int waiting;

  Listening(ScheduledExecutorService loop, Function<ServerLink, ServerLinkListener> accept) {
    this.loop = loop;
    this.accept = accept;
  }

  ScheduledExecutorService loop() {
    return loop;
  }

  boolean isFull() {
    return waiting >= BACKLOG;
  }

  void waits() {
    waiting++;
  }

  ServerLinkListener accept(ServerLink link) {
    return accept.apply(link);
  }

  void accepted() {
    waiting--;
  }
}
