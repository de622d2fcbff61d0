// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.cluster;

import io.ringtail.benchmarks.report.LatencySummary;

/**
 * What a contention benchmark measured.
 *
 * @param operationsPerSecond increments that were made
 * @param unapplied attempts whose condition did not hold, and that were made again
 * @param slowestClient increments of the client that made fewest
 * @param lost increments that were acknowledged and are not in the counters: 0, or it is a bug
 * @param inDoubt operations whose outcome the driver could not tell
 */
public record ContentionResult(
    ContentionPlan plan,
    double operationsPerSecond,
    LatencySummary latency,
    long operations,
    long unapplied,
    long slowestClient,
    long fastestClient,
    double serverCpuMicrosPerOperation,
    double clientCpuMicrosPerOperation,
    long failures,
    long inDoubt,
    long lost,
    double loadAverage) {
  /** How many times as much the fastest client made as the slowest. */
  public double unfairness() {
    return fastestClient / (double) Math.max(1, slowestClient);
  }
}
