// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.engine;

import io.ringtail.benchmarks.engine.store.EngineStore;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a run of the engine benchmark found. Immutable; its JSON is what is kept.
 *
 * @param comparisons one for each row that was measured
 * @param growth one for each engine and operation; empty where growth was not measured
 * @param loadAverage of the machine at the end: with neighbours, trust ratios alone
 * @param results of every child, in order
 */
public record EngineReport(
    EnginePlan plan,
    List<Comparison> comparisons,
    List<Growth> growth,
    double loadAverage,
    List<Run> results) {

  public EngineReport {
    comparisons = List.copyOf(comparisons);
    growth = List.copyOf(growth);
    results = List.copyOf(results);
  }

  /**
   * A row of the table.
   *
   * @param rocks null where RocksDB did not run
   * @param ratio of the medians, more is better; null where RocksDB did not run
   * @param ratioLeast the worst ratio of two runs that followed each other
   * @param reached null where it cannot be told without RocksDB
   */
  record Comparison(
      String what,
      String unit,
      Series ringtail,
      @Nullable Series rocks,
      @Nullable Double ratio,
      @Nullable Double ratioLeast,
      @Nullable Double ratioMost,
      String bar,
      @Nullable Boolean reached) {}

  /**
   * The CPU time of an operation at several numbers of records.
   *
   * @param microsByRecords microseconds of CPU time
   * @param perDecade by how much ten times as many records multiply it, from the fewest to the most
   */
  record Growth(
      EngineStore.Kind engine, String what, Map<Long, Double> microsByRecords, double perDecade) {}

  /** What one child measured. */
  record Run(EngineStore.Kind engine, String phase, long records, PhaseResult result) {}
}
