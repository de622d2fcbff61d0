// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.cli;

import io.ringtail.benchmarks.cluster.BenchmarkPlan;
import io.ringtail.benchmarks.cluster.BenchmarkResult;
import io.ringtail.benchmarks.cluster.ClusterBenchmark;
import io.ringtail.benchmarks.cluster.ResultText;
import io.ringtail.benchmarks.load.Chooser;
import io.ringtail.benchmarks.report.JsonFile;
import io.ringtail.benchmarks.report.Terminal;
import io.ringtail.driver.api.Level;
import io.ringtail.driver.api.Routing;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures a cluster of node processes that it starts itself. */
@Command(
    name = "cluster",
    description =
        "Start node processes on loopback, load them, and measure throughput, latency and CPU.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
final class ClusterCommand implements Callable<Integer> {
  @Option(names = "--nodes", description = "Node processes.", defaultValue = "3")
  private int nodes;

  @Option(
      names = "--workload",
      description = "a: half updates, b: one in twenty, c: reads only.",
      defaultValue = "a")
  private BenchmarkPlan.Mix mix = BenchmarkPlan.Mix.A;

  @Option(
      names = "--level",
      description = "How many replicas answer: ${COMPLETION-CANDIDATES}.",
      defaultValue = "QUORUM")
  private Level level = Level.QUORUM;

  @Option(names = "--inflight", description = "Operations under way at once.", defaultValue = "64")
  private int inFlight;

  @Option(
      names = "--warmup",
      description = "Seconds of load before measuring.",
      defaultValue = "60")
  private int warmupSeconds;

  @Option(names = "--seconds", description = "Seconds to measure.", defaultValue = "20")
  private int seconds;

  @Option(
      names = "--sync",
      description = "When a write counts: group, periodic or none.",
      defaultValue = "group")
  private String sync = "group";

  @Option(names = "--records", description = "Records to load.", defaultValue = "1000000")
  private int records;

  @Option(names = "--value-bytes", description = "Bytes of each value.", defaultValue = "100")
  private int valueBytes;

  @Option(
      names = "--distribution",
      description = "${COMPLETION-CANDIDATES}.",
      defaultValue = "ZIPFIAN")
  private Chooser.Distribution distribution = Chooser.Distribution.ZIPFIAN;

  @Option(names = "--lanes", description = "Threads of the driver.", defaultValue = "1")
  private int lanes;

  @Option(
      names = "--routing",
      description = "Whom the driver asks: ${COMPLETION-CANDIDATES}.",
      defaultValue = "REPLICAS")
  private Routing routing = Routing.REPLICAS;

  @Option(
      names = "--node-flag",
      description = "A further flag of the nodes' JVMs; may be repeated.")
  private List<String> nodeFlags = List.of();

  @Option(
      names = "--floor",
      description = "Run the floor under an equal load afterwards, and print the ratio.")
  private boolean floor;

  @Option(names = "--json", description = "Write the result to this file.")
  private @Nullable Path json;

  @Option(
      names = "--profile",
      description = "Write a flight recording of node 1's measured time to this file.")
  private @Nullable Path profile;

  @Override
  public Integer call() throws Exception {
    Terminal terminal = Terminal.standard();
    BenchmarkPlan.Load load =
        new BenchmarkPlan.Load(mix, level, inFlight, records, valueBytes, distribution);
    BenchmarkPlan plan =
        new BenchmarkPlan(
            nodes, sync, nodeFlags, load, lanes, routing, warmupSeconds, seconds, floor, profile);
    BenchmarkResult result = new ClusterBenchmark(plan, terminal).run();
    terminal.text(ResultText.of(result));
    if (json != null) {
      JsonFile.write(json, result);
    }
    return result.wrongAnswers() == 0 && result.failures() == 0 ? 0 : 1;
  }
}
