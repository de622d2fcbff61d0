// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.cli;

import io.ringtail.benchmarks.overload.OverloadBenchmark;
import io.ringtail.benchmarks.overload.OverloadPlan;
import io.ringtail.benchmarks.overload.OverloadResult;
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

/** Measures what becomes of a cluster that is asked for more than it can do. */
@Command(
    name = "overload",
    description =
        "Start node processes, find what they can do, then offer a part of that, several times of"
            + " it, and the part again, at fixed times whatever the answers.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
final class OverloadCommand implements Callable<Integer> {
  @Option(names = "--nodes", description = "Node processes.", defaultValue = "3")
  private int nodes;

  @Option(
      names = "--sync",
      description = "When a write counts: group, periodic or none.",
      defaultValue = "periodic")
  private String sync = "periodic";

  @Option(names = "--records", description = "Records to load.", defaultValue = "10000")
  private int records;

  @Option(names = "--write-share", description = "Share of writes.", defaultValue = "0.5")
  private double writeShare;

  @Option(
      names = "--sessions",
      description = "Sessions that take turns: applications, each with one lane.",
      defaultValue = "4")
  private int sessions;

  @Option(
      names = "--inflight",
      description = "Operations under way while the capacity is found.",
      defaultValue = "64")
  private int inFlight;

  @Option(
      names = "--warmup",
      description = "Seconds of load before measuring.",
      defaultValue = "15")
  private int warmupSeconds;

  @Option(
      names = "--capacity-seconds",
      description = "Seconds in which the capacity is found.",
      defaultValue = "10")
  private int capacitySeconds;

  @Option(names = "--seconds", description = "Seconds of each stage.", defaultValue = "10")
  private int seconds;

  @Option(
      names = "--factor",
      description = "What is offered in the overload, in capacities.",
      defaultValue = "3")
  private double factor;

  @Option(
      names = "--rest",
      description = "What is offered before and after it, in capacities.",
      defaultValue = "0.5")
  private double restShare;

  @Option(
      names = "--deadline-millis",
      description = "Time of each operation; an answer that comes later is no good.",
      defaultValue = "2000")
  private int deadlineMillis;

  @Option(
      names = "--node-flag",
      description =
          "A flag of the nodes' JVMs; by default they interpret, so that a client beside them can"
              + " ask for more than they can do.",
      defaultValue = "-Xint")
  private List<String> nodeFlags = List.of();

  @Option(
      names = "--node-cpus",
      description = "CPUs that the nodes are kept to; empty: they may use all.",
      defaultValue = "0")
  private String nodeCpus = "";

  @Option(
      names = "--client-cpus",
      description = "CPUs that the load is kept to; empty: it may use all.",
      defaultValue = "1")
  private String clientCpus = "";

  @Option(names = "--json", description = "Write the result to this file.")
  private @Nullable Path json;

  @Override
  public Integer call() throws Exception {
    Terminal terminal = Terminal.standard();
    OverloadPlan plan =
        new OverloadPlan(
            nodes,
            sync,
            records,
            writeShare,
            sessions,
            inFlight,
            warmupSeconds,
            capacitySeconds,
            seconds,
            factor,
            restShare,
            deadlineMillis,
            nodeFlags,
            nodeCpus,
            clientCpus);
    OverloadResult result = new OverloadBenchmark(plan, terminal).run();
    terminal.text(text(result));
    if (json != null) {
      JsonFile.write(json, result);
    }
    return result.wrongAnswer() == null ? 0 : 1;
  }

  private static String text(OverloadResult result) {
    TextTable table =
        new TextTable("second", "offered", "answered in time", "refused", "too late or failed");
    for (OverloadResult.Second each : result.seconds()) {
      table.row(each.second(), each.offered(), each.good(), each.refused(), each.failed());
    }
    TextTable stages =
        new TextTable(
            "",
            "offered/s",
            "good/s",
            "refused/s",
            "failed/s",
            "p50 us",
            "p99 us",
            "refused p50 us",
            "node CPUs",
            "client CPUs",
            "requests/op");
    for (OverloadResult.Stage each : result.stages()) {
      stages.row(
          each.name(),
          each.offeredPerSecond(),
          each.goodPerSecond(),
          each.refusedPerSecond(),
          each.failedPerSecond(),
          each.latency().p50Micros(),
          each.latency().p99Micros(),
          each.refusal().p50Micros(),
          each.serverCpuShare(),
          each.clientCpuShare(),
          each.requestsPerOperation());
    }
    return "\n"
        + table.render()
        + "\n"
        + stages.render()
        + "capacity "
        + Figures.format(result.capacityPerSecond())
        + " operations/s; goodput during the overload "
        + Figures.format(100 * result.goodputShare())
        + " % of it; all answered in time again "
        + (result.recoveredSeconds() < 0
            ? "never"
            : Figures.format(result.recoveredSeconds()) + " s after its end")
        + "; the generator was up to "
        + Figures.format(result.lagMillis())
        + " ms late; load average "
        + Figures.format(result.loadAverage())
        + "\n"
        + (result.firstFailure() == null ? "" : "first failure: " + result.firstFailure() + "\n")
        + (result.wrongAnswer() == null ? "" : "wrong answer: " + result.wrongAnswer() + "\n");
  }
}
