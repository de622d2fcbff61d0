// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.shard;

import io.ringtail.driver.connection.Identity;
import io.ringtail.node.coordination.Coordinator;
import io.ringtail.protocol.ring.NodeId;
import io.ringtail.protocol.time.Clock;
import io.ringtail.protocol.time.HybridClock;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;

/** The way to other replicas of a shard that has none, and is not asked for any. */
final class NoPeers {
  private NoPeers() {}

  static Coordinator coordinator(ScheduledExecutorService loop, Clock clock) {
    NodeId self = new NodeId(new UUID(0, 1));
    return new Coordinator(
        new Coordinator.Parts(
            (endpoint, on, listener) -> {
              throw new AssertionError("nobody is to be connected to");
            },
            loop,
            clock,
            new HybridClock(clock, 500),
            new SplittableRandom(1),
            new Identity("test", "1", self),
            self,
            () -> {
              throw new AssertionError("no map is needed");
            },
            epoch -> {},
            1));
  }
}
