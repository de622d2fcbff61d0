// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.shard;

import io.ringtail.node.storage.ShardStorage;
import io.ringtail.protocol.time.Ballot;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Saves promises their way to the disk. Up to a bound that is durable, any ballot may be promised
 * in memory alone: a shard that begins anew takes every ballot up to it for promised, whatever the
 * partition. It is raised ahead of the ballots, which follow the clocks of those who propose.
 * Confined to the shard's loop.
 */
final class PromiseBounds {
  /** How far it is raised ahead. Ballots' counters are in microseconds, as a rule. */
  private static final long AHEAD = TimeUnit.MINUTES.toMicros(1);

  /** More do not wait: on a disk without room they would wait for long. */
  private static final int WAITING_MAX = 256;

  private record Waiting(long counter, Runnable then) {}

  private final Supplier<ShardStorage> storage;
  private final List<Waiting> waiting = new ArrayList<>();

  /** Null until it is known what was durable when the shard began. */
  private @Nullable Ballot floor;

  /** The bound that is being made durable. */
  private long asked;

  PromiseBounds(Supplier<ShardStorage> storage) {
    this.storage = storage;
  }

  /** Those who wait for the disk. */
  int waiting() {
    return waiting.size();
  }

  /** What partitions may have promised of which nothing is in memory. */
  Ballot floor() {
    Ballot known = floor;
    if (known == null) {
      long before = storage.get().promisedUpTo();
      known = before == 0 ? Ballot.NONE : Ballot.boundAt(before);
      floor = known;
    }
    return known;
  }

  /** A promise is forgotten: every partition may have made it from now on. */
  void forget(Ballot promised) {
    if (promised.compareTo(floor()) > 0) {
      floor = promised;
    }
  }

  /** Whether a ballot may be promised now. */
  boolean covers(Ballot ballot) {
    floor(); // must be known before the bound is raised
    long durable = storage.get().promisedUpTo();
    long counter = ballot.counter();
    if (counter > Math.max(durable, asked) - AHEAD / 2) {
      asked = counter + AHEAD;
      storage.get().promiseUpTo(asked, this::raised);
    }
    return counter <= durable;
  }

  /** Whether as many wait as may. */
  boolean isFull() {
    return waiting.size() >= WAITING_MAX;
  }

  /** Runs something once a ballot that is not covered is. */
  void await(Ballot ballot, Runnable then) {
    waiting.add(new Waiting(ballot.counter(), then));
  }

  private void raised() {
    long durable = storage.get().promisedUpTo();
    List<Runnable> covered = new ArrayList<>();
    waiting.removeIf(each -> {
      boolean isCovered = each.counter() <= durable;
      if (isCovered) {
        covered.add(each.then());
      }
      return isCovered;
    });
    covered.forEach(Runnable::run);
  }
}
