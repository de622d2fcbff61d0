// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.fault;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/** Which faults a simulation draws from, and how often one comes. */
public enum Scenario {
  EVERYTHING(1_500, "each run a different half of all kinds of faults", FaultKind.values()),
  CALM(0, "no fault at all"),
  NETWORK(
      800,
      "what a network does",
      FaultKind.SEGMENT_DELAYED,
      FaultKind.SEGMENT_LOST,
      FaultKind.SEGMENT_DUPLICATED,
      FaultKind.SEGMENT_REORDERED,
      FaultKind.SLOW_LINK,
      FaultKind.RESET,
      FaultKind.CONNECT_REFUSED,
      FaultKind.CONNECT_TIMED_OUT,
      FaultKind.PARTITION_HALVES,
      FaultKind.PARTITION_ONE_WAY,
      FaultKind.PARTITION_ISOLATED,
      FaultKind.PARTITION_BRIDGE,
      FaultKind.PARTITION_FLAPPING),
  CRASH(
      1_000,
      "processes and machines that die, stop or stall",
      FaultKind.KILL,
      FaultKind.KILL_ALL,
      FaultKind.KILL_IN_DISK_OPERATION,
      FaultKind.POWER_CUT,
      FaultKind.POWER_CUT_ALL,
      FaultKind.POWER_CUT_IN_FSYNC,
      FaultKind.POWER_CUT_IN_FSYNC,
      FaultKind.STOP,
      FaultKind.PAUSE,
      FaultKind.SLOW_NODE,
      FaultKind.SLOW_DISK),
  DISK(
      1_000,
      "disks that fail, fill up, lose and garble",
      FaultKind.READ_ERROR,
      FaultKind.WRITE_ERROR,
      FaultKind.DISK_FULL,
      FaultKind.FORCE_FAILED,
      FaultKind.SLOW_DISK,
      FaultKind.BIT_FLIP,
      FaultKind.BIT_FLIP,
      FaultKind.LOST_WRITE,
      FaultKind.MISDIRECTED_WRITE,
      FaultKind.WIPE,
      FaultKind.KILL,
      FaultKind.POWER_CUT),
  DRIVERS(
      800,
      "applications that die or stall at any message",
      FaultKind.DRIVER_KILL,
      FaultKind.DRIVER_KILL_AT_MESSAGE,
      FaultKind.DRIVER_PAUSE,
      FaultKind.DRIVER_CLOSE,
      FaultKind.RESET,
      FaultKind.SEGMENT_LOST,
      FaultKind.PARTITION_ONE_WAY,
      FaultKind.KILL),
  CLOCKS(
      1_000,
      "clocks that are off, drift and jump",
      FaultKind.CLOCK_SKEW,
      FaultKind.CLOCK_JUMP,
      FaultKind.CLOCK_DRIFT,
      FaultKind.CLOCK_COARSE,
      FaultKind.KILL),
  MAPS(
      400,
      "changes of the map while messages stall, nodes come and go, and disks forget",
      FaultKind.MAP_CHANGE,
      FaultKind.MAP_CHANGE,
      FaultKind.FORCE_FAILED,
      FaultKind.POWER_CUT_IN_FSYNC,
      FaultKind.PARTITION_ISOLATED,
      FaultKind.PARTITION_ONE_WAY,
      FaultKind.RESET,
      FaultKind.KILL,
      FaultKind.PAUSE,
      FaultKind.DRIVER_PAUSE);

  private final long meanIntervalMillis;
  private final String meaning;

  @SuppressWarnings("ImmutableEnumChecker") // It is a list of constants.
  private final List<FaultKind> kinds;

  Scenario(long meanIntervalMillis, String meaning, FaultKind... kinds) {
    this.meanIntervalMillis = meanIntervalMillis;
    this.meaning = meaning;
    this.kinds = List.of(kinds);
  }

  public String meaning() {
    return meaning;
  }

  /** Mean time between two faults. */
  long meanIntervalNanos() {
    return meanIntervalMillis * 1_000_000;
  }

  /**
   * How often each kind is drawn in one run, relative to the others. Runs that leave kinds out find
   * what a mix of all of them would cover up (Groce et al., "Swarm Testing", ISSTA 2012).
   */
  Map<FaultKind, Integer> weights(SplittableRandom random) {
    Map<FaultKind, Integer> weights = new EnumMap<>(FaultKind.class);
    for (FaultKind kind : kinds) {
      boolean wanted = this != EVERYTHING || random.nextBoolean();
      if (wanted && kind.isDrawn()) {
        weights.merge(kind, weight(kind), Integer::sum);
      }
    }
    return weights;
  }

  /** What leaves nobody to talk to for a while comes less often than the rest. */
  private static int weight(FaultKind kind) {
    return switch (kind) {
      case KILL_ALL, POWER_CUT_ALL, WIPE, CLOCK_JUMP -> 1;
      case POWER_CUT_IN_FSYNC -> 2;
      case KILL_IN_DISK_OPERATION, WRITE_ERROR -> 12;
      default -> 4;
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
