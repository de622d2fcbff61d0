// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.ycsb;

import java.util.Map;

/** What YCSB reported of a load and a run; the component names are the fields of the JSON. */
public record YcsbResult(YcsbPlan plan, Phase load, Phase run) {

  /**
   * One run of YCSB's client.
   *
   * @param operations by YCSB's name for them, such as READ and UPDATE
   */
  public record Phase(
      double operationsPerSecond, double runMillis, Map<String, Operation> operations) {
    /** Operations that did not end well, mismatched data included. */
    public long failures() {
      return operations.values().stream().mapToLong(Operation::failures).sum();
    }
  }

  /**
   * The latencies of one kind of operation.
   *
   * @param returns how many ended with each of YCSB's statuses
   */
  public record Operation(
      long count,
      double meanMicros,
      double p50Micros,
      double p95Micros,
      double p99Micros,
      double p999Micros,
      double maxMicros,
      Map<String, Long> returns) {
    long failures() {
      return returns.entrySet().stream()
          .filter(entry -> !entry.getKey().equals("OK"))
          .mapToLong(Map.Entry::getValue)
          .sum();
    }
  }

  /** Operations that did not end well, in both phases. */
  public long failures() {
    return load.failures() + run.failures();
  }
}
