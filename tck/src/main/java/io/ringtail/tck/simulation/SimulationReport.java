// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation;

import io.ringtail.tck.history.History;
import io.ringtail.tck.simulation.fault.Fault;
import io.ringtail.tck.simulation.fault.FaultCounts;
import java.util.List;
import java.util.Map;

/**
 * What became of a simulation.
 *
 * @param simulatedNanos how long it took in simulated time
 * @param operations begun by applications
 * @param failures operations that ended with an error
 * @param eventHash equal for two runs that were the same
 * @param plan the faults that were meant to happen
 * @param histories of each workload
 * @param broken promises, in words; empty when all were kept
 */
public record SimulationReport(
    SimulationOptions options,
    long simulatedNanos,
    long operations,
    long failures,
    long events,
    long eventHash,
    FaultCounts faults,
    List<Fault> plan,
    Map<String, History> histories,
    List<String> broken) {
  public SimulationReport {
    plan = List.copyOf(plan);
    broken = List.copyOf(broken);
  }

  public boolean isGood() {
    return broken.isEmpty();
  }
}
