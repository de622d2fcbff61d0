// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.cluster;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ringtail.benchmarks.floor.FloorResult;
import io.ringtail.benchmarks.report.LatencySummary;
import org.jspecify.annotations.Nullable;

/**
 * What the cluster benchmark measured; the component names are the fields of its JSON.
 *
 * @param serverCpuMicrosPerOperation of all nodes together
 * @param wrongAnswers answers that no correct store could have given
 * @param serverSwitchesPerOperation context switches of all nodes, voluntary or not
 * @param reads latencies of the reads alone
 * @param writes latencies of the writes alone
 * @param fsync how long a sync of the data folder's disk takes; only with {@code sync: group}
 * @param floor the floor under an equal load; only if it was asked for
 * @param serverCpuRatioToFloor how many times the floor's server CPU an operation costs
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BenchmarkResult(
    BenchmarkPlan plan,
    double operationsPerSecond,
    double p50Micros,
    double p99Micros,
    double p999Micros,
    double serverCpuMicrosPerOperation,
    double clientCpuMicrosPerOperation,
    double serverSwitchesPerOperation,
    long operations,
    long failures,
    long wrongAnswers,
    double loadAverage,
    LatencySummary reads,
    LatencySummary writes,
    @Nullable LatencySummary fsync,
    @Nullable FloorResult floor,
    @Nullable Double serverCpuRatioToFloor) {

  BenchmarkResult withFsync(LatencySummary measured) {
    return new BenchmarkResult(
        plan,
        operationsPerSecond,
        p50Micros,
        p99Micros,
        p999Micros,
        serverCpuMicrosPerOperation,
        clientCpuMicrosPerOperation,
        serverSwitchesPerOperation,
        operations,
        failures,
        wrongAnswers,
        loadAverage,
        reads,
        writes,
        measured,
        floor,
        serverCpuRatioToFloor);
  }

  BenchmarkResult withFloor(FloorResult measured) {
    return new BenchmarkResult(
        plan,
        operationsPerSecond,
        p50Micros,
        p99Micros,
        p999Micros,
        serverCpuMicrosPerOperation,
        clientCpuMicrosPerOperation,
        serverSwitchesPerOperation,
        operations,
        failures,
        wrongAnswers,
        loadAverage,
        reads,
        writes,
        fsync,
        measured,
        serverCpuMicrosPerOperation / measured.serverCpuMicrosPerOperation());
  }
}
