// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.network;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A network that is torn apart, until it is healed. Confined to the simulation's thread. */
public final class Partition {
  /** How the network is torn. */
  public enum Shape {
    /** Two groups that hear nothing of each other. */
    HALVES,
    /** One group hears nothing of the other, which hears all. */
    ONE_WAY,
    /** One host is alone. */
    ISOLATED,
    /** Two groups, and one host that is in touch with both. */
    BRIDGE,
    /** Two groups that hear of each other now and then. */
    FLAPPING
  }

  /** How long a flapping partition stays as it is, at least and at most. */
  private static final long FLAP_NANOS_MIN = 100_000_000;

  private static final long FLAP_NANOS_MAX = 2_000_000_000;

  private record Cut(Host from, Host to) {}

  private final SimulatedNetwork network;
  private final SplittableRandom random;
  private final Shape shape;
  private final List<Cut> cuts = new ArrayList<>();
  private int healings;
  private boolean torn;
  private boolean healed;

  private Partition(SimulatedNetwork network, SplittableRandom random, Shape shape) {
    this.network = network;
    this.random = random;
    this.shape = shape;
  }

  /**
   * Tears a network apart.
   *
   * @param hosts at least two; others stay in touch with all
   * @param random how the hosts fall into groups; its own
   */
  public static Partition tear(
      SimulatedNetwork network, Shape shape, List<Host> hosts, SplittableRandom random) {
    if (hosts.size() < 2) {
      throw new IllegalArgumentException("no partition of " + hosts.size() + " hosts");
    }
    Partition partition = new Partition(network, random, shape);
    partition.choose(hosts);
    partition.block();
    if (shape == Shape.FLAPPING) {
      partition.flapLater();
    }
    return partition;
  }

  private void choose(List<Host> hosts) {
    List<Host> shuffled = new ArrayList<>(hosts);
    for (int left = shuffled.size(); left > 1; left--) {
      Host chosen = shuffled.set(random.nextInt(left), shuffled.get(left - 1));
      shuffled.set(left - 1, chosen);
    }
    int begin = shape == Shape.BRIDGE && shuffled.size() > 2 ? 1 : 0;
    int size = shuffled.size() - begin;
    int first = shape == Shape.ISOLATED ? 1 : 1 + random.nextInt(size - 1);
    for (Host one : shuffled.subList(begin, begin + first)) {
      for (Host other : shuffled.subList(begin + first, shuffled.size())) {
        cuts.add(new Cut(one, other));
        if (shape != Shape.ONE_WAY) {
          cuts.add(new Cut(other, one));
        }
      }
    }
  }

  private void block() {
    torn = true;
    healings = network.healings();
    for (Cut cut : cuts) {
      network.block(cut.from, cut.to);
    }
  }

  private void unblock() {
    torn = false;
    if (healings != network.healings()) {
      return;
    }
    for (Cut cut : cuts) {
      network.unblock(cut.from, cut.to);
    }
  }

  private void flapLater() {
    network.time().after(random.nextLong(FLAP_NANOS_MIN, FLAP_NANOS_MAX), this::flap);
  }

  private void flap() {
    if (healed || healings != network.healings()) {
      return;
    }
    if (torn) {
      unblock();
    } else {
      block();
    }
    flapLater();
  }

  /** Ends it. Idempotent. */
  public void heal() {
    healed = true;
    if (torn) {
      unblock();
    }
  }

  /** Says which way nothing goes, for people to read. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(shape.toString());
    String separator = ": ";
    for (Cut cut : cuts) {
      text.append(separator).append(cut.from).append(" -/> ").append(cut.to);
      separator = ", ";
    }
    return text.toString();
  }
}
