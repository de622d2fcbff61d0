// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.network;

import io.ringtail.driver.transport.LinkListener;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;

/**
 * An attempt to connect: asks again after 1 s and 3 s as kernels do, and gives up after 5 s as the
 * driver's sockets do. Confined to the simulation's thread.
 */
final class Dialling implements Runnable {
  private static final long AGAIN_NANOS = 1_000_000_000;
  private static final long TIMEOUT_NANOS = 5_000_000_000L;

  private final SimulatedNetwork network;
  private final SplittableRandom random;
  private final Path there;
  private final Path back;
  private final int port;
  private final ScheduledExecutorService loop;
  private final LinkListener listener;
  private final long beginNanos;
  private final int life;
  private int attempts;

  Dialling(
      SimulatedNetwork network,
      Path there,
      Path back,
      int port,
      ScheduledExecutorService loop,
      LinkListener listener) {
    this.network = network;
    this.random = network.random();
    this.there = there;
    this.back = back;
    this.port = port;
    this.loop = loop;
    this.listener = listener;
    this.beginNanos = network.time().nanos();
    this.life = there.from().life();
  }

  @Override
  public void run() {
    attempts++;
    if (attempts == 1
        && there.happens(
            random, there.conditions().blockedConnectChance(), NetworkFault.BLOCKED_CONNECT)) {
      failIn(TIMEOUT_NANOS);
    } else if (there.lossNanos(random, 1) > 0) {
      again();
    } else {
      network.time().at(there.dueNanos(random, 0), this::asked);
    }
  }

  private void asked() {
    Listening listening = there.to().listening(port);
    if (!there.lets() || (listening != null && listening.isFull())) {
      again();
      return;
    }
    boolean refused =
        listening == null
            || there.happens(
                random, there.conditions().refusedConnectChance(), NetworkFault.REFUSED_CONNECT);
    network.time().at(back.dueNanos(random, 0), () -> answered(refused));
  }

  private void answered(boolean refused) {
    if (there.from().life() != life) {
      return;
    }
    if (!back.lets()) {
      again();
    } else if (refused) {
      fail("Connection refused: " + there.to() + ":" + port);
    } else {
      network.connected(there, back, port).begin(port, loop, listener);
    }
  }

  private void again() {
    long now = network.time().nanos();
    long next = beginNanos + ((1L << attempts) - 1) * AGAIN_NANOS;
    if (next < beginNanos + TIMEOUT_NANOS) {
      network.time().at(Math.max(next, now), this);
    } else {
      failIn(beginNanos + TIMEOUT_NANOS - now);
    }
  }

  private void failIn(long nanos) {
    network.time().after(nanos, () -> fail("connection timed out: " + there.to() + ":" + port));
  }

  /** Tells that there will be no link. */
  void fail(String why) {
    if (there.from().life() != life) {
      return;
    }
    tellFailed(network, loop, listener, why);
  }

  /**
   * Tells on a loop that there will be no link; a loop that was shut down does not want to know.
   */
  static void tellFailed(
      SimulatedNetwork network, ScheduledExecutorService loop, LinkListener listener, String why) {
    try {
      loop.execute(() -> listener.closed(new IOException(why)));
    } catch (RejectedExecutionException shutDown) {
      network.time().mix(why.length());
    }
  }
}
