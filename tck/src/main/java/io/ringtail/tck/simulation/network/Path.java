// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.network;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** One direction between two hosts. Confined to the simulation's thread. */
final class Path {
  /** The first time after which TCP sends again what was lost; then twice as long each time. */
  private static final long RETRANSMISSION_NANOS = 200_000_000;

  /** For how long later segments overtake one that comes out of order, at most. */
  private static final long REORDERING_NANOS_MAX = 1_000_000;

  private final SimulatedNetwork network;
  private final Host from;
  private final Host to;
  private @Nullable Conditions own;
  private int blocks;
  private long freeAtNanos;

  Path(SimulatedNetwork network, Host from, Host to) {
    this.network = network;
    this.from = from;
    this.to = to;
  }

  Host from() {
    return from;
  }

  Host to() {
    return to;
  }

  void block() {
    blocks++;
  }

  void unblock() {
    if (blocks > 0) {
      blocks--;
    }
  }

  /** Forgets all that was set. */
  void heal() {
    blocks = 0;
    own = null;
  }

  boolean isBlocked() {
    return blocks > 0;
  }

  /** Whether what comes now gets through. Counts what a partition holds up. */
  boolean lets() {
    if (blocks > 0) {
      network.count(NetworkFault.PARTITION);
      return false;
    }
    return !to.isOff();
  }

  /** Sets what is to hold here instead of what holds everywhere; null for nothing. */
  void conditions(@Nullable Conditions conditions) {
    own = conditions;
  }

  Conditions conditions() {
    Conditions here = own;
    return here != null ? here : network.conditions();
  }

  /** When something that leaves now arrives, if it is not lost. */
  long dueNanos(SplittableRandom random, int bytes) {
    Conditions now = conditions();
    long due = network.time().nanos() + latencyNanos(random, now);
    if (now.bytesPerSecond() > 0) {
      due += queueNanos(bytes, now.bytesPerSecond());
    }
    if (happens(random, now.delayChance())) {
      network.count(NetworkFault.DELAY);
      due += random.nextLong(now.delayNanosMax() + 1);
    }
    if (happens(random, now.duplicationChance())) {
      network.count(NetworkFault.DUPLICATION);
    }
    if (happens(random, now.reorderingChance())) {
      network.count(NetworkFault.REORDERING);
      due += random.nextLong(REORDERING_NANOS_MAX) + 1;
    }
    return due;
  }

  long latencyNanos(SplittableRandom random) {
    return latencyNanos(random, conditions());
  }

  private static long latencyNanos(SplittableRandom random, Conditions now) {
    return random.nextLong(now.latencyNanosMin(), now.latencyNanosMax() + 1);
  }

  private long queueNanos(int bytes, long bytesPerSecond) {
    long now = network.time().nanos();
    freeAtNanos = Math.max(freeAtNanos, now) + bytes * 1_000_000_000L / bytesPerSecond;
    if (freeAtNanos > now) {
      network.count(NetworkFault.SLOW_LINK);
    }
    return freeAtNanos - now;
  }

  /** How much later a segment arrives because it was lost; from a bound on, it never arrives. */
  long lossNanos(SplittableRandom random, long nanosMax) {
    double chance = conditions().lossChance();
    if (!happens(random, chance)) {
      return 0;
    }
    network.count(NetworkFault.LOSS);
    long again = RETRANSMISSION_NANOS;
    long lost = again;
    while (lost < nanosMax && happens(random, chance)) {
      again *= 2;
      lost += again;
    }
    return Math.min(lost, nanosMax);
  }

  /** Tosses a coin for a fault, if there is one, and counts it. */
  boolean happens(SplittableRandom random, double chance, NetworkFault fault) {
    boolean happens = happens(random, chance);
    if (happens) {
      network.count(fault);
    }
    return happens;
  }

  private static boolean happens(SplittableRandom random, double chance) {
    return chance > 0 && random.nextDouble() < chance;
  }
}
