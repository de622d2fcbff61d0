// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.cluster;

import io.ringtail.benchmarks.load.Chooser;
import io.ringtail.driver.api.Level;
import io.ringtail.driver.api.Routing;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the cluster benchmark is to do. Immutable.
 *
 * @param sync group, periodic or none
 * @param nodeFlags further flags of the nodes' JVMs
 * @param lanes threads of the driver
 * @param routing whether the driver coordinates, or nodes do
 * @param floor whether to run the floor after it, under an equal load
 * @param profile where to write a flight recording of node 1's measured time; null for none
 */
public record BenchmarkPlan(
    int nodes,
    String sync,
    List<String> nodeFlags,
    Load load,
    int lanes,
    Routing routing,
    int warmupSeconds,
    int seconds,
    boolean floor,
    @Nullable Path profile) {

  public BenchmarkPlan {
    nodeFlags = List.copyOf(nodeFlags);
    if (lanes < 1 || seconds < 1 || warmupSeconds < 0) {
      throw new IllegalArgumentException(
          "lanes and seconds must be at least 1 and the warm-up not negative, not "
              + lanes
              + ", "
              + seconds
              + " and "
              + warmupSeconds);
    }
  }

  /**
   * The load.
   *
   * @param inFlight operations kept under way at once
   */
  public record Load(
      Mix mix,
      Level level,
      int inFlight,
      int records,
      int valueBytes,
      Chooser.Distribution distribution) {
    public Load {
      if (inFlight < 1 || records < 1) {
        throw new IllegalArgumentException(
            "in-flight and records must be at least 1, not " + inFlight + " and " + records);
      }
    }
  }

  /** The shares of writes of YCSB's first three workloads. */
  public enum Mix {
    /** Half reads, half updates. */
    A(0.5),
    /** One update in twenty. */
    B(0.05),
    /** Reads only. */
    C(0);

    private final double writeShare;

    Mix(double writeShare) {
      this.writeShare = writeShare;
    }

    public double writeShare() {
      return writeShare;
    }
  }
}
