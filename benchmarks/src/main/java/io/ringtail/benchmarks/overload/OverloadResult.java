// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.overload;

import io.ringtail.benchmarks.report.LatencySummary;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was measured under overload.
 *
 * @param capacityPerSecond operations of the closed loop
 * @param goodputShare good answers that came during the overload, of what the capacity is
 * @param recoveredSeconds how long after the overload's end a second began in which all that was
 *     offered was answered in time; negative where none did
 * @param lagMillis how late the generator itself was at worst
 * @param firstFailure the first that was no refusal; null where there was none
 */
public record OverloadResult(
    OverloadPlan plan,
    double capacityPerSecond,
    List<Stage> stages,
    List<Second> seconds,
    double goodputShare,
    double recoveredSeconds,
    double lagMillis,
    @Nullable String firstFailure,
    @Nullable String wrongAnswer,
    double loadAverage) {
  public OverloadResult {
    stages = List.copyOf(stages);
    seconds = List.copyOf(seconds);
  }

  /**
   * One stage.
   *
   * @param offeredPerSecond operations that began
   * @param goodPerSecond good answers that came
   * @param failedPerSecond operations that neither were answered in time nor ended with Overloaded
   * @param serverCpuShare of the nodes, in CPUs
   * @param clientCpuShare of the load and the driver, in CPUs
   * @param requestsPerOperation what the driver sent
   */
  public record Stage(
      String name,
      double offeredPerSecond,
      double goodPerSecond,
      double refusedPerSecond,
      double failedPerSecond,
      LatencySummary latency,
      LatencySummary refusal,
      double serverCpuShare,
      double clientCpuShare,
      double requestsPerOperation) {}

  /** What became of the operations that were to begin in a second. */
  public record Second(int second, long offered, long good, long refused, long failed) {}
}
