// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.network;

import io.ringtail.driver.transport.LinkListener;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.ScheduledExecutorService;

/**
 * One TCP connection: two ends and the two flows between them. Has its own source of chance, so
 * that connections do not disturb each other. Confined to the simulation's thread.
 */
final class Conversation {
  private final SimulatedNetwork network;
  private final long number;
  private final SplittableRandom random;
  private final SimulatedLink client;
  private final SimulatedLink server;
  private final Flow requests;
  private int endsOpen = 2;

  Conversation(
      SimulatedNetwork network,
      long number,
      SplittableRandom random,
      Path there,
      Path back,
      int port) {
    this.network = network;
    this.number = number;
    this.random = random;
    client = new SimulatedLink(this, there.from(), there.to() + ":" + port, WaterMarks.CLIENT);
    server =
        new SimulatedLink(
            this, there.to(), there.from() + ":" + there.from().nextPort(), WaterMarks.SERVER);
    requests = new Flow(this, there, client, server);
    Flow answers = new Flow(this, back, server, client);
    client.flows(answers, requests);
    server.flows(requests, answers);
  }

  /** The client is connected; its first segment asks the other side's process to accept. */
  void begin(int port, ScheduledExecutorService loop, LinkListener listener) {
    client.opened(loop, listener);
    requests.open(port);
  }

  SimulatedNetwork network() {
    return network;
  }

  long number() {
    return number;
  }

  SplittableRandom random() {
    return random;
  }

  boolean joins(Host one, Host other) {
    return (client.host() == one && server.host() == other)
        || (client.host() == other && server.host() == one);
  }

  void ended() {
    endsOpen--;
    if (endsOpen == 0) {
      network.over();
    }
  }

  /** Both ends see the connection cut, and what is under way is lost. */
  void reset() {
    IOException cause = new IOException("Connection reset by peer");
    client.cut(cause);
    server.cut(cause);
  }
}
