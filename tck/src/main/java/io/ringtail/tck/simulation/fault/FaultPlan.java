// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong when: drawn before anything happens, so that a part of it can be left out without
 * any change to the rest.
 */
public record FaultPlan(List<Fault> faults) {
  private static final long MILLI = 1_000_000;

  public FaultPlan {
    faults = List.copyOf(faults);
  }

  /**
   * Draws a plan.
   *
   * @param nodes number of nodes; a fault's target is below it, also where it is a driver, to be
   *     taken modulo the number of drivers
   */
  public static FaultPlan draw(
      SplittableRandom random, Scenario scenario, long durationNanos, int nodes) {
    List<Fault> faults = new ArrayList<>();
    // Some simulations are quiet, some are wild.
    double pace = Math.pow(4, random.nextDouble() - 0.5);
    Map<FaultKind, Integer> weights = scenario.weights(random);
    long at = 0;
    while (!weights.isEmpty()) {
      at += (long) (-Math.log(1 - random.nextDouble()) * scenario.meanIntervalNanos() * pace);
      if (at >= durationNanos) {
        break;
      }
      FaultKind kind = kind(random, weights);
      faults.add(
          new Fault(
              faults.size(),
              at,
              kind,
              lasts(random, kind),
              random.nextInt(nodes),
              random.nextLong()));
    }
    return new FaultPlan(faults);
  }

  /** Some of the plan's faults; null for all. */
  public FaultPlan only(@Nullable Set<Integer> ids) {
    return ids == null
        ? this
        : new FaultPlan(faults.stream().filter(fault -> ids.contains(fault.id())).toList());
  }

  private static FaultKind kind(SplittableRandom random, Map<FaultKind, Integer> weights) {
    int total = 0;
    for (int weight : weights.values()) {
      total += weight;
    }
    int left = random.nextInt(total);
    for (Map.Entry<FaultKind, Integer> entry : weights.entrySet()) {
      left -= entry.getValue();
      if (left < 0) {
        return entry.getKey();
      }
    }
    throw new IllegalStateException("weights of " + total + " were walked through");
  }

  /** Mostly short, sometimes long: from 20 ms to some 20 s. */
  private static long lasts(SplittableRandom random, FaultKind kind) {
    long millis = (long) (20 * Math.pow(1_000, random.nextDouble()));
    return switch (kind) {
      // Longer than every heartbeat and time-out, up to two minutes.
      case PAUSE, DRIVER_PAUSE -> (random.nextInt(8) == 0 ? 6 : 1) * millis * MILLI;
      default -> millis * MILLI;
    };
  }
}
