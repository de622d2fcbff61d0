// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation;

import io.ringtail.tck.simulation.fault.FaultCounts;
import io.ringtail.tck.simulation.fault.FaultKind;
import io.ringtail.tck.simulation.network.SimulatedNetwork;
import io.ringtail.tck.simulation.time.SimulatedTime;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What all machines of one simulation share. Confined to its thread.
 *
 * @param seed of the whole run; everything left to chance has a generator of its own, so that a
 *     change in one place leaves the others as they are
 * @param broken promises that were seen broken while it ran, in words
 */
record Surroundings(
    long seed,
    SimulatedTime time,
    SimulatedNetwork network,
    FaultCounts counts,
    List<String> broken) {
  /** Broken promises that are kept in words: the first ones tell most. */
  private static final int BROKEN_MAX = 20;

  static Surroundings of(long seed) {
    SimulatedTime time = new SimulatedTime();
    FaultCounts counts = new FaultCounts();
    return new Surroundings(
        seed,
        time,
        new SimulatedNetwork(
            time,
            random(seed, "network"),
            fault -> {
              FaultKind kind = Counting.of(fault);
              if (kind != null) {
                counts.add(kind);
              }
            }),
        counts,
        new ArrayList<>());
  }

  /** The generator of one part of the simulation. */
  SplittableRandom random(String part) {
    return random(seed, part);
  }

  private static SplittableRandom random(long seed, String part) {
    // A text's hash is specified, so it is the same everywhere.
    return new SplittableRandom(seed * 0x9E3779B97F4A7C15L + part.hashCode());
  }

  void breakPromise(String what) {
    if (broken.size() < BROKEN_MAX) {
      broken.add("at %.3f s: %s".formatted(time.nanos() / 1e9, what));
    }
  }
}
