// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.hint;

import io.ringtail.protocol.ring.NodeId;
import io.ringtail.protocol.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Delivers a shard's hints to the targets that are up. As long as there are hints it looks around
 * four times a second; all waiting, for a target, the rate or after a failure, ends with such a
 * look. Confined to the loop.
 */
public final class HintDelivery {
  /** Between two looks. */
  static final long POLL_MILLIS = 250;

  /**
   * What it works with.
   *
   * @param isUp asked on the loop
   */
  record Surroundings(
      HintSource source,
      ScheduledExecutorService loop,
      HintSender sender,
      Predicate<NodeId> isUp,
      ByteRate rate,
      Clock clock,
      RandomGenerator random) {}

  private final Surroundings around;
  private final Map<NodeId, TargetDelivery> deliveries = new TreeMap<>();
  private boolean polling;
  private boolean stopped;
  private int polls;

  /**
   * Begins with the hints that are there.
   *
   * @param isUp whether a target is worth trying; asked on the loop
   * @param bytesPerSecond for all targets together; 0 for no bound
   */
  public HintDelivery(
      HintStore store,
      HintSender sender,
      Predicate<NodeId> isUp,
      long bytesPerSecond,
      Clock clock,
      RandomGenerator random) {
    // What may not be taken between two looks can be taken at the second one.
    ByteRate rate = new ByteRate(bytesPerSecond, TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS), clock);
    this.around =
        new Surroundings(
            store.source(),
            store.loop(),
            sender,
            target -> !stopped && isUp.test(target),
            rate,
            clock,
            random);
    store.whenKept(this::schedule);
    if (!around.source().targets().isEmpty()) {
      schedule();
    }
  }

  private void schedule() {
    if (!polling && !stopped) {
      polling = true;
      var _ = around.loop().schedule(this::poll, POLL_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void poll() {
    polling = false;
    if (stopped) {
      return;
    }
    around.source().expire(around.clock().wallMillis());
    List<NodeId> targets = new ArrayList<>(around.source().targets());
    targets.forEach(
        target -> deliveries.computeIfAbsent(target, each -> new TargetDelivery(each, around)));
    List<TargetDelivery> turns = new ArrayList<>(deliveries.values());
    // Who is first finds more of the rate left.
    Collections.rotate(turns, polls++);
    turns.forEach(delivery -> delivery.advance(true));
    deliveries.values().removeIf(TargetDelivery::isIdle);
    if (!targets.isEmpty() || !deliveries.isEmpty()) {
      schedule();
    }
  }

  /**
   * Stops, before the store is closed. What is under way is sent again after a restart, unless its
   * segment is done by then.
   */
  public void stop() {
    stopped = true;
  }
}
