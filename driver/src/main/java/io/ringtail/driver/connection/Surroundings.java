// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.connection;

import io.ringtail.driver.transport.Transport;
import io.ringtail.protocol.time.Clock;
import io.ringtail.protocol.time.HybridClock;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What all connections of one loop share.
 *
 * @param random confined to the loop's thread
 * @param identity told in each handshake
 * @param writer random id of what sends over these connections, new for each incarnation
 * @param epoch of the newest map known, for what is not routed by a map
 */
public record Surroundings(
    Transport transport,
    ScheduledExecutorService loop,
    Turn turn,
    Clock clock,
    RandomGenerator random,
    Identity identity,
    long writer,
    LongSupplier epoch) {
  /** Surroundings with a turn and a writer id of their own. */
  public static Surroundings of(
      Transport transport,
      ScheduledExecutorService loop,
      Clock clock,
      HybridClock hybridClock,
      RandomGenerator random,
      Identity identity,
      LongSupplier epoch) {
    return new Surroundings(
        transport,
        loop,
        new Turn(loop, clock, hybridClock),
        clock,
        random,
        identity,
        random.nextLong(),
        epoch);
  }
}
