// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation;

import io.ringtail.tck.simulation.fault.FaultKind;
import io.ringtail.tck.simulation.network.Conditions;
import io.ringtail.tck.simulation.network.Host;
import io.ringtail.tck.simulation.network.SimulatedNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Ways between machines that are made bad: of all machines, of one of them, or from one to another
 * only. Confined to the simulation's thread.
 */
final class LinkFaults {
  private static final long MILLI = 1_000_000;

  private record Way(Host from, Host to) {}

  private final SimulatedNetwork network;
  private final List<Way> ways = new ArrayList<>();

  /** Chooses the ways at random. */
  LinkFaults(SimulatedNetwork network, List<Host> all, SplittableRandom random) {
    this.network = network;
    int spread = random.nextInt(3);
    Host one = all.get(random.nextInt(all.size()));
    Host other = all.get(random.nextInt(all.size()));
    for (Host from : all) {
      for (Host to : all) {
        boolean chosen =
            switch (spread) {
              case 0 -> true;
              case 1 -> from == one || to == one;
              default -> from == one && to == other;
            };
        if (chosen && from != to) {
          ways.add(new Way(from, to));
        }
      }
    }
  }

  /** Makes them bad; returns what mends them. */
  Runnable begin(FaultKind kind, SplittableRandom random) {
    double share = 0.01 + 0.3 * random.nextDouble();
    switch (kind) {
      case SEGMENT_DELAYED ->
          set(Conditions.FAIR.delay(share, random.nextLong(MILLI, 1_000 * MILLI)));
      case SEGMENT_LOST -> set(Conditions.FAIR.packets(share, 0, 0));
      case SEGMENT_DUPLICATED -> set(Conditions.FAIR.packets(0, share, 0));
      case SEGMENT_REORDERED -> set(Conditions.FAIR.packets(0, 0, share));
      case SLOW_LINK -> set(Conditions.FAIR.bandwidth(random.nextLong(1_000, 100_000)));
      case RESET -> {
        ways.forEach(way -> network.reset(way.from, way.to));
        set(Conditions.FAIR.connections(share / 10, 0, 0));
      }
      case CONNECT_REFUSED -> set(Conditions.FAIR.connections(0, 0, share));
      case CONNECT_TIMED_OUT -> set(Conditions.FAIR.connections(0, share, 0));
      default -> throw new IllegalStateException(kind.toString());
    }
    return () -> ways.forEach(way -> network.conditions(way.from, way.to, null));
  }

  private void set(Conditions conditions) {
    ways.forEach(way -> network.conditions(way.from, way.to, conditions));
  }
}
