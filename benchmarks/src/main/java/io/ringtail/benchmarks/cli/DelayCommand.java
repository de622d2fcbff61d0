// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.cli;

import io.ringtail.benchmarks.delay.DelayBenchmark;
import io.ringtail.benchmarks.delay.DelayPlan;
import io.ringtail.benchmarks.delay.DelayResult;
import io.ringtail.benchmarks.report.Figures;
import io.ringtail.benchmarks.report.JsonFile;
import io.ringtail.benchmarks.report.Terminal;
import io.ringtail.benchmarks.report.TextTable;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures what requests take where the way to some nodes is long. */
@Command(
    name = "delay",
    description =
        "Start node processes behind proxies that hold bytes up, and measure what requests take:"
            + " with one node made many times slower, and over long ways.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
final class DelayCommand implements Callable<Integer> {
  @Option(
      names = "--sync",
      description = "When a write counts: group, periodic or none.",
      defaultValue = "periodic")
  private String sync = "periodic";

  @Option(names = "--records", description = "Records to load.", defaultValue = "10000")
  private int records;

  @Option(names = "--inflight", description = "Operations under way.", defaultValue = "8")
  private int inFlight;

  @Option(
      names = "--warmup",
      description = "Seconds of load before measuring.",
      defaultValue = "15")
  private int warmupSeconds;

  @Option(names = "--seconds", description = "Seconds to measure each.", defaultValue = "10")
  private int seconds;

  @Option(
      names = "--slowdown",
      description = "How many times slower one node is made.",
      defaultValue = "100")
  private int slowdown;

  @Option(
      names = "--round-trips",
      split = ",",
      description = "Round trips to the nodes, in milliseconds.",
      defaultValue = "5,6,9")
  private List<Integer> roundTripMillis = List.of();

  @Option(
      names = "--among-nodes",
      description = "Round trip between two nodes, in microseconds, beside those.",
      defaultValue = "2000")
  private int amongNodesMicros;

  @Option(names = "--json", description = "Write the result to this file.")
  private @Nullable Path json;

  @Override
  public Integer call() throws Exception {
    Terminal terminal = Terminal.standard();
    DelayPlan plan =
        new DelayPlan(
            sync,
            records,
            inFlight,
            warmupSeconds,
            seconds,
            slowdown,
            roundTripMillis,
            amongNodesMicros);
    DelayResult result = new DelayBenchmark(plan, terminal).run();
    TextTable table =
        new TextTable(
            "",
            "ways",
            "operations",
            "p50 us",
            "p99 us",
            "p99.9 us",
            "asked first node",
            "speculated",
            "ratio");
    for (DelayResult.Row row : result.rows()) {
      table.row(
          row.what(),
          row.where(),
          row.latency().count(),
          row.latency().p50Micros(),
          row.latency().p99Micros(),
          row.latency().p999Micros(),
          row.askedSlowest(),
          row.speculations(),
          row.ratio());
    }
    terminal.text(
        "\n"
            + table.render()
            + "pings take "
            + result.roundTripMillis().stream().map(Figures::format).toList()
            + " ms; "
            + "load average "
            + Figures.format(result.loadAverage())
            + "\n");
    if (json != null) {
      JsonFile.write(json, result);
    }
    return 0;
  }
}
