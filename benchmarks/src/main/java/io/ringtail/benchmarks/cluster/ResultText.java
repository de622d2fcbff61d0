// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.cluster;

import io.ringtail.benchmarks.floor.FloorResult;
import io.ringtail.benchmarks.report.Figures;
import io.ringtail.benchmarks.report.LatencySummary;
import io.ringtail.benchmarks.report.TextTable;

/** A cluster benchmark's result as people read it. Stateless. */
public final class ResultText {
  private ResultText() {}

  /** The table of figures, and sentences about what else was measured. */
  public static String of(BenchmarkResult result) {
    TextTable table =
        new TextTable(
            "", "ops/s", "p50 us", "p99 us", "p99.9 us", "server CPU us/op", "client CPU us/op");
    table.row(
        "ringtail",
        result.operationsPerSecond(),
        result.p50Micros(),
        result.p99Micros(),
        result.p999Micros(),
        result.serverCpuMicrosPerOperation(),
        result.clientCpuMicrosPerOperation());
    FloorResult floor = result.floor();
    if (floor != null) {
      table.row(
          "floor",
          floor.operationsPerSecond(),
          floor.p50Micros(),
          floor.p99Micros(),
          floor.p999Micros(),
          floor.serverCpuMicrosPerOperation(),
          floor.clientCpuMicrosPerOperation());
    }
    return "\n" + table.render() + sentences(result);
  }

  private static String sentences(BenchmarkResult result) {
    StringBuilder text = new StringBuilder();
    text.append(Figures.format(result.operations())).append(" operations");
    text.append(
        result.wrongAnswers() == 0
            ? ", every answer checked"
            : ", " + result.wrongAnswers() + " WRONG ANSWERS");
    text.append(result.failures() == 0 ? ", none failed" : ", " + result.failures() + " failed");
    text.append("; load average ").append(Figures.format(result.loadAverage())).append('\n');
    Double ratio = result.serverCpuRatioToFloor();
    if (ratio != null) {
      text.append("server CPU is ").append(Figures.format(ratio)).append(" times the floor's\n");
    }
    LatencySummary fsync = result.fsync();
    if (fsync != null) {
      text.append("one fsync of this disk: p50 ").append(Figures.micros(fsync.p50Micros()));
      text.append(", p99 ").append(Figures.micros(fsync.p99Micros())).append('\n');
    }
    return text.toString();
  }
}
