// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.hint;

import io.ringtail.protocol.ring.NodeId;
import io.ringtail.protocol.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
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
   * @param bytesPerSecond for all targets together; 0 for no bound
   * @param shares how many targets have an equal part of that now
   */
  record Surroundings(
      HintSource source,
      ScheduledExecutorService loop,
      HintSender sender,
      Predicate<NodeId> isUp,
      long bytesPerSecond,
      IntSupplier shares,
      Clock clock,
      RandomGenerator random) {
    /** What is not sent between two looks can be sent at the second one. */
    ByteRate newRate() {
      return new ByteRate(bytesPerSecond, TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS), clock);
    }
  }

  private final Surroundings around;
  private final Map<NodeId, TargetDelivery> deliveries = new TreeMap<>();
  private boolean polling;
  private boolean stopped;

  /** Targets that are up, of those with hints. */
  private int upCount = 1;

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
    this.around =
        new Surroundings(
            store.source(),
            store.loop(),
            sender,
            isUp,
            bytesPerSecond,
            () -> upCount,
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
    List<NodeId> targets = around.source().targets();
    upCount = Math.max(1, (int) targets.stream().filter(around.isUp()).count());
    targets.forEach(
        target -> deliveries.computeIfAbsent(target, each -> new TargetDelivery(each, around)));
    deliveries.values().forEach(delivery -> delivery.advance(true));
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
    deliveries.values().forEach(TargetDelivery::stop);
  }
}
