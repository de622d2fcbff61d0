// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.engine;

import io.ringtail.benchmarks.engine.store.EngineStore;
import io.ringtail.benchmarks.process.TemporaryFolder;
import io.ringtail.benchmarks.report.Terminal;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Runs the phases of a plan, the engines in turns, each in a JVM of its own, and compares what they
 * cost. Confined to the caller's thread.
 */
public final class EngineBenchmark {
  /** What is looked at as data grows. */
  private static final List<Phase> GROWING = List.of(Phase.LOAD, Phase.GET_HIT, Phase.GET_MISS);

  private static final double MICROS = 1e6;

  private final EnginePlan plan;
  private final Terminal terminal;
  private final List<EngineStore.Kind> engines;
  private final List<EngineReport.Run> results = new ArrayList<>();

  public EngineBenchmark(EnginePlan plan, Terminal terminal) {
    this.plan = plan;
    this.terminal = terminal;
    this.engines =
        plan.rocks()
            ? List.of(EngineStore.Kind.RINGTAIL, EngineStore.Kind.ROCKSDB)
            : List.of(EngineStore.Kind.RINGTAIL);
  }

  /** Does the whole plan. */
  public EngineReport run() throws IOException, InterruptedException, TimeoutException {
    List<EngineReport.Comparison> comparisons = new ArrayList<>();
    List<EngineReport.Growth> growth = new ArrayList<>();
    if (plan.growth().isEmpty()) {
      compare(comparisons);
    } else {
      grow(growth);
    }
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return new EngineReport(plan, comparisons, growth, load, results);
  }

  private void compare(List<EngineReport.Comparison> comparisons)
      throws IOException, InterruptedException, TimeoutException {
    try (TemporaryFolder folder = TemporaryFolder.create("ringtail-engine-")) {
      PhaseRunner runner = new PhaseRunner(plan, plan.records(), terminal, folder.path());
      for (Phase phase : Phase.values()) {
        Row row = phase.row();
        if (row != null && plan.includes(phase)) {
          comparisons.add(comparison(row, measure(runner, phase)));
        }
      }
    }
  }

  private Map<EngineStore.Kind, List<Double>> measure(PhaseRunner runner, Phase phase)
      throws IOException, InterruptedException, TimeoutException {
    Map<EngineStore.Kind, List<Double>> figures = new EnumMap<>(EngineStore.Kind.class);
    for (int pair = 1; pair <= plan.pairs(); pair++) {
      for (EngineStore.Kind engine : engines) {
        PhaseResult result = runner.run(engine, phase, pair);
        results.add(new EngineReport.Run(engine, phase.title(), plan.records(), result));
        figures.computeIfAbsent(engine, kind -> new ArrayList<>()).add(result.figure());
      }
    }
    return figures;
  }

  static EngineReport.Comparison comparison(Row row, Map<EngineStore.Kind, List<Double>> figures) {
    List<Double> ours = figures.getOrDefault(EngineStore.Kind.RINGTAIL, List.of());
    Series ringtail = Series.of(ours);
    List<Double> theirs = figures.get(EngineStore.Kind.ROCKSDB);
    if (theirs == null) {
      Boolean reached =
          row.standsAlone() ? (Boolean) row.reached(ringtail.median(), Double.NaN) : null;
      return comparison(row, ringtail, null, null, reached);
    }
    Series rocks = Series.of(theirs);
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < ours.size(); i++) {
      ratios.add(row.ratio(ours.get(i), theirs.get(i)));
    }
    double ratio = row.ratio(ringtail.median(), rocks.median());
    return comparison(
        row, ringtail, rocks, Series.of(ratios), row.reached(ringtail.median(), ratio));
  }

  private static EngineReport.Comparison comparison(
      Row row,
      Series ringtail,
      @Nullable Series rocks,
      @Nullable Series ratios,
      @Nullable Boolean reached) {
    return new EngineReport.Comparison(
        row.title(),
        row.unit(),
        ringtail,
        rocks,
        rocks == null ? null : (Double) row.ratio(ringtail.median(), rocks.median()),
        ratios == null ? null : (Double) ratios.least(),
        ratios == null ? null : (Double) ratios.most(),
        row.barText(),
        reached);
  }

  /** Each number of records in a folder of its own, which both engines leave before the next. */
  private void grow(List<EngineReport.Growth> growth)
      throws IOException, InterruptedException, TimeoutException {
    Map<EngineStore.Kind, Map<Phase, Map<Long, Double>>> micros =
        new EnumMap<>(EngineStore.Kind.class);
    for (long records : plan.growth()) {
      try (TemporaryFolder folder = TemporaryFolder.create("ringtail-engine-")) {
        PhaseRunner runner = new PhaseRunner(plan, records, terminal, folder.path());
        for (Phase phase : GROWING) {
          for (EngineStore.Kind engine : engines) {
            PhaseResult result = runner.run(engine, phase, 1);
            results.add(new EngineReport.Run(engine, phase.title(), records, result));
            micros
                .computeIfAbsent(engine, kind -> new EnumMap<>(Phase.class))
                .computeIfAbsent(phase, which -> new TreeMap<>())
                .put(records, result.cpuSeconds() * MICROS / result.operations());
          }
        }
      }
    }
    micros.forEach((engine, phases) ->
        phases.forEach((phase, costs) ->
            growth.add(new EngineReport.Growth(engine, name(phase), costs, perDecade(costs)))));
  }

  private static String name(Phase phase) {
    return phase == Phase.LOAD ? "put" : phase.title();
  }

  /** By how much ten times as many records multiply the cost, between the fewest and the most. */
  static double perDecade(Map<Long, Double> costs) {
    TreeMap<Long, Double> sorted = new TreeMap<>(costs);
    double decades = Math.log10((double) sorted.lastKey() / sorted.firstKey());
    double factor = sorted.lastEntry().getValue() / sorted.firstEntry().getValue();
    return decades == 0 ? 1 : Math.pow(factor, 1 / decades);
  }
}
