// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.session;

import io.ringtail.driver.transport.Transport;
import io.ringtail.protocol.time.Clock;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Where a session touches the world. A simulation gives it others than the root does.
 *
 * @param loops one for each lane; each runs its tasks one after the other
 * @param onLoop whether the caller runs on a loop; on any thread
 * @param random seeds the lanes' own generators; used on the opening thread only
 * @param afterClose run when the session is closed: ends the loops
 */
public record Seams(
    Transport transport,
    List<ScheduledExecutorService> loops,
    Predicate<ScheduledExecutorService> onLoop,
    Clock clock,
    RandomGenerator random,
    Runnable afterClose) {
  public Seams {
    loops = List.copyOf(loops);
    if (loops.isEmpty()) {
      throw new IllegalArgumentException("a session needs at least one loop");
    }
  }
}
