// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.floor;

/** What the floor did and cost, in the same units and names as the cluster's result. */
public record FloorResult(
    double operationsPerSecond,
    double p50Micros,
    double p99Micros,
    double p999Micros,
    double serverCpuMicrosPerOperation,
    double clientCpuMicrosPerOperation) {}
