// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.ycsb;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringtail.benchmarks.report.Figures;
import io.ringtail.benchmarks.report.TextTable;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the report of YCSB's JSON array exporter, and prints results. Stateless. */
public final class YcsbReport {
  private static final String OVERALL = "OVERALL";
  private static final String RETURN = "Return=";
  private static final Set<String> NOT_OPERATIONS = Set.of(OVERALL, "CLEANUP");

  private YcsbReport() {}

  /** One figure of YCSB's report. */
  private record Measurement(String metric, String measurement, double value) {}

  static YcsbResult.Phase parse(String json) throws IOException {
    Map<String, Map<String, Double>> byMetric = new LinkedHashMap<>();
    for (Measurement one :
        new ObjectMapper().readValue(json, new TypeReference<List<Measurement>>() {})) {
      byMetric
          .computeIfAbsent(one.metric(), _ -> new LinkedHashMap<>())
          .put(one.measurement(), one.value());
    }
    Map<String, YcsbResult.Operation> operations = new LinkedHashMap<>();
    byMetric.forEach((metric, figures) -> {
      if (figures.containsKey("Operations") && !NOT_OPERATIONS.contains(metric)) {
        operations.put(metric, operation(figures));
      }
    });
    Map<String, Double> overall = byMetric.getOrDefault(OVERALL, Map.of());
    return new YcsbResult.Phase(
        figure(overall, "Throughput(ops/sec)"), figure(overall, "RunTime(ms)"), operations);
  }

  private static YcsbResult.Operation operation(Map<String, Double> figures) {
    Map<String, Long> returns = new LinkedHashMap<>();
    figures.forEach((name, value) -> {
      if (name.startsWith(RETURN)) {
        returns.put(name.substring(RETURN.length()), value.longValue());
      }
    });
    return new YcsbResult.Operation(
        (long) figure(figures, "Operations"),
        figure(figures, "AverageLatency(us)"),
        figure(figures, "50thPercentileLatency(us)"),
        figure(figures, "95thPercentileLatency(us)"),
        figure(figures, "99thPercentileLatency(us)"),
        figure(figures, "99.9PercentileLatency(us)"),
        figure(figures, "MaxLatency(us)"),
        returns);
  }

  private static double figure(Map<String, Double> figures, String name) {
    return figures.getOrDefault(name, 0.0);
  }

  /** A result as people read it. */
  public static String text(YcsbResult result) {
    TextTable table =
        new TextTable("", "operations", "ops/s", "p50 us", "p95 us", "p99 us", "p99.9 us");
    addRows(table, "load", result.load());
    addRows(table, "run", result.run());
    String verdict =
        result.failures() == 0
            ? "every operation ended well, and every value read was the right one"
            : Figures.format(result.failures()) + " OPERATIONS FAILED or read wrong values";
    return "\n" + table.render() + verdict + "\n";
  }

  private static void addRows(TextTable table, String name, YcsbResult.Phase phase) {
    phase
        .operations()
        .forEach((operation, figures) ->
            table.row(
                name + " " + operation,
                figures.count(),
                phase.operationsPerSecond(),
                figures.p50Micros(),
                figures.p95Micros(),
                figures.p99Micros(),
                figures.p999Micros()));
  }
}
