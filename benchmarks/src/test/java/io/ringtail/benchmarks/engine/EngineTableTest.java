// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.benchmarks.engine.store.EngineStore;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EngineTableTest {
  private static final EnginePlan PLAN =
      new EnginePlan(1_000, 100, 1 << 20, 0, 12, 3, 1, 1, true, List.of(), List.of(), null);

  private static EngineReport report(
      List<EngineReport.Comparison> rows, List<EngineReport.Growth> growth) {
    return new EngineReport(PLAN, rows, growth, 1.5, List.of());
  }

  @Test
  void aRowSaysWhetherItsBarIsReached() {
    String text =
        EngineTable.of(
            report(
                List.of(
                    EngineBenchmark.comparison(
                        Row.GET_HIT,
                        Map.of(
                            EngineStore.Kind.RINGTAIL, List.of(50.0),
                            EngineStore.Kind.ROCKSDB, List.of(100.0))),
                    EngineBenchmark.comparison(
                        Row.GROUP, Map.of(EngineStore.Kind.RINGTAIL, List.of(500.0)))),
                List.of()));
    List<String> lines = text.strip().lines().toList();
    assertThat(lines.get(0)).contains("Ringtail", "RocksDB", "ratio", "bar", "reached");
    assertThat(lines.get(1)).matches("get, hit +1/CPU s +50.00 +100.0 +0.50 .*1.00 of RocksDB +NO");
    assertThat(lines.get(2)).matches("writes for an fsync.* 500.0 +- +- +- +at least 64.00 +yes");
    assertThat(lines.getLast())
        .isEqualTo("medians of 3 runs, every answer checked; load average 1.50");
  }

  @Test
  void growthIsATableOfItsOwn() {
    EngineReport.Growth growth =
        new EngineReport.Growth(
            EngineStore.Kind.RINGTAIL,
            "put",
            new TreeMap<>(Map.of(1_000_000L, 2.0, 10_000_000L, 3.0)),
            1.5);
    assertThat(EngineTable.of(report(List.of(), List.of(growth))))
        .containsPattern("Ringtail, put +1,000,000 +2.00 +1.50")
        .containsPattern("Ringtail, put +10,000,000 +3.00 +1.50");
  }

  @Test
  void aChildsResultIsFoundInItsOutput() throws IOException {
    PhaseResult result =
        PhaseRunner.result(
            "PROGRESS 1 2\nRESULT {\"figure\":2.5,\"operations\":10,\"cpuSeconds\":4,"
                + "\"seconds\":5,\"cpuByThread\":{\"main\":4.0},\"facts\":null}\n");
    assertThat(result).isEqualTo(new PhaseResult(2.5, 10, 4, 5, Map.of("main", 4.0), null));
  }

  @Test
  void memoryOutsideOfTheHeapIsReadFromTheReport() {
    String report =
        """
        -                  Compiler (reserved=1, committed=2)
        -                     Other (reserved=8192, committed=4096)
        """;
    assertThat(Memory.outsideHeap(report)).isEqualTo(4_096);
    assertThat(Memory.outsideHeap("nothing")).isZero();
  }

  @Test
  void threadsOfOneKindAreTakenTogether() {
    Map<String, Double> seconds = new TreeMap<>();
    String ticks = " S 1 1 1 0 -1 4 0 0 0 0 30 12 0 0 20 0";
    ThreadCost.add("7 (C2 CompilerThre)" + ticks, seconds);
    ThreadCost.add("8 (storage-io)" + ticks, seconds);
    ThreadCost.add("9 (GC Thread#0)" + ticks, seconds);
    ThreadCost.add("10 (GC Thread#1)" + ticks, seconds);
    assertThat(seconds)
        .containsOnly(
            Map.entry("C2 CompilerThre", 0.42),
            Map.entry("storage-io", 0.42),
            Map.entry("GC Thread", 0.84));
  }
}
