// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.cli;

import io.ringtail.benchmarks.cluster.ContentionBenchmark;
import io.ringtail.benchmarks.cluster.ContentionPlan;
import io.ringtail.benchmarks.cluster.ContentionResult;
import io.ringtail.benchmarks.report.Figures;
import io.ringtail.benchmarks.report.JsonFile;
import io.ringtail.benchmarks.report.Terminal;
import io.ringtail.benchmarks.report.TextTable;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures conditional writes of many clients to few keys. */
@Command(
    name = "contention",
    description =
        "Start node processes on loopback, let many clients increment few counters on conditions,"
            + " and count whether an increment was lost.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
final class ContentionCommand implements Callable<Integer> {
  @Option(names = "--nodes", description = "Node processes.", defaultValue = "3")
  private int nodes;

  @Option(
      names = "--clients",
      description = "Clients, each with one operation under way.",
      defaultValue = "64")
  private int clients;

  @Option(
      names = "--sessions",
      description = "Sessions that the clients are spread over: applications, each with one lane.",
      defaultValue = "1")
  private int sessions;

  @Option(names = "--keys", description = "Counters that all of them want.", defaultValue = "1")
  private int keys;

  @Option(
      names = "--operation",
      description = "What clients do: ${COMPLETION-CANDIDATES}.",
      defaultValue = "ADD")
  private ContentionPlan.Operation operation = ContentionPlan.Operation.ADD;

  @Option(
      names = "--warmup",
      description = "Seconds of load before measuring.",
      defaultValue = "15")
  private int warmupSeconds;

  @Option(names = "--seconds", description = "Seconds to measure.", defaultValue = "20")
  private int seconds;

  @Option(
      names = "--sync",
      description = "When a write counts: group, periodic or none.",
      defaultValue = "group")
  private String sync = "group";

  @Option(names = "--json", description = "Write the result to this file.")
  private @Nullable Path json;

  @Override
  public Integer call() throws Exception {
    Terminal terminal = Terminal.standard();
    ContentionPlan plan =
        new ContentionPlan(
            nodes,
            sync,
            operation,
            clients,
            Math.min(sessions, clients),
            keys,
            warmupSeconds,
            seconds);
    ContentionResult result = new ContentionBenchmark(plan, terminal).run();
    terminal.text(text(result));
    if (json != null) {
      JsonFile.write(json, result);
    }
    return result.lost() == 0 && result.failures() == 0 ? 0 : 1;
  }

  private static String text(ContentionResult result) {
    TextTable table =
        new TextTable(
            "",
            "ops/s",
            "p50 us",
            "p99 us",
            "p99.9 us",
            "server CPU us/op",
            "client CPU us/op",
            "fastest/slowest");
    table.row(
        result.plan().operation(),
        result.operationsPerSecond(),
        result.latency().p50Micros(),
        result.latency().p99Micros(),
        result.latency().p999Micros(),
        result.serverCpuMicrosPerOperation(),
        result.clientCpuMicrosPerOperation(),
        result.unfairness());
    return "\n"
        + table.render()
        + Figures.format(result.operations())
        + " increments, "
        + Figures.format(result.lost())
        + " lost, "
        + Figures.format(result.unapplied())
        + " attempts not applied, "
        + result.failures()
        + " failed, "
        + result.inDoubt()
        + " in doubt; load average "
        + Figures.format(result.loadAverage())
        + "\n";
  }
}
