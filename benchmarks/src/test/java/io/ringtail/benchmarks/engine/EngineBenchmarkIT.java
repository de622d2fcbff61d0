// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.benchmarks.report.JsonFile;
import io.ringtail.benchmarks.report.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole benchmark on few records: that each row is there, and answers were right. */
class EngineBenchmarkIT {
  private static final int RECORDS = 3_000;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Terminal terminal =
      new Terminal(new PrintStream(out, true, StandardCharsets.UTF_8), false);

  private static EnginePlan plan(boolean rocks, List<Long> growth) {
    return new EnginePlan(
        RECORDS, 100, 128 << 10, 0, 12, 1, 0, 0.05, rocks, List.of(), growth, null);
  }

  @Test
  void everyRowIsMeasuredWithBothEngines(@TempDir Path folder) throws Exception {
    EngineReport report = new EngineBenchmark(plan(true, List.of()), terminal).run();

    assertThat(report.comparisons())
        .extracting(EngineReport.Comparison::what)
        .containsExactly(
            java.util.Arrays.stream(Row.values()).map(Row::title).toArray(String[]::new));
    assertThat(report.comparisons())
        .allSatisfy(row -> {
          assertThat(row.ringtail().median()).as(row.what()).isFinite();
          assertThat(row.rocks()).isNotNull();
          assertThat(row.ratio()).as(row.what()).isFinite();
          assertThat(row.reached()).isNotNull();
        });
    // So few records take less memory than what a JVM finds to free meanwhile.
    assertThat(report.comparisons())
        .filteredOn(row -> !row.what().startsWith("mem"))
        .allSatisfy(row -> {
          assertThat(row.ringtail().median()).as(row.what()).isPositive();
          assertThat(row.ratio()).as(row.what()).isPositive();
        });
    assertThat(report.results()).hasSize(2 * Row.values().length);
    assertThat(written(report)).allSatisfy(bytes -> assertThat(bytes).isGreaterThan(1));

    Path json = folder.resolve("report.json");
    JsonFile.write(json, report);
    assertThat(Files.readString(json))
        .contains("\"comparisons\"", "\"ratioLeast\"", "\"RINGTAIL\"");
    assertThat(EngineTable.of(report))
        .contains("get, miss", "full compaction", "replay of the log");
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("put, Ringtail, 1 of 1");
  }

  /** Each byte that was put is in the log at the least. */
  private static List<Double> written(EngineReport report) {
    return report.comparisons().stream()
        .filter(row -> row.what().startsWith("bytes written"))
        .flatMap(row -> List.of(row.ringtail().median(), row.rocks().median()).stream())
        .toList();
  }

  @Test
  void growthComparesTheSameOperationsAtSeveralSizes() throws Exception {
    EngineReport report = new EngineBenchmark(plan(false, List.of(1_000L, 4_000L)), terminal).run();

    assertThat(report.comparisons()).isEmpty();
    assertThat(report.growth())
        .extracting(EngineReport.Growth::what)
        .containsExactly("put", "get-hit", "get-miss");
    assertThat(report.growth())
        .allSatisfy(growth -> {
          assertThat(growth.microsByRecords()).containsOnlyKeys(1_000L, 4_000L);
          assertThat(growth.perDecade()).isPositive();
        });
  }
}
