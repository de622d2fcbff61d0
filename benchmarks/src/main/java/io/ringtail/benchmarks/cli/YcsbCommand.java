// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.cli;

import io.ringtail.benchmarks.report.JsonFile;
import io.ringtail.benchmarks.report.Terminal;
import io.ringtail.benchmarks.ycsb.CoreWorkload;
import io.ringtail.benchmarks.ycsb.Target;
import io.ringtail.benchmarks.ycsb.YcsbBenchmark;
import io.ringtail.benchmarks.ycsb.YcsbPlan;
import io.ringtail.benchmarks.ycsb.YcsbReport;
import io.ringtail.benchmarks.ycsb.YcsbResult;
import io.ringtail.driver.api.Level;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs YCSB's core workloads through one of Ringtail's faces. */
@Command(
    name = "ycsb",
    description =
        "Run a core workload of YCSB, by YCSB's own client, through one of Ringtail's faces.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
final class YcsbCommand implements Callable<Integer> {
  @Option(
      names = "--target",
      description = "The face: ${COMPLETION-CANDIDATES}.",
      defaultValue = "DRIVER")
  private Target target = Target.DRIVER;

  @Option(names = "--workload", description = "a to f; JCache has no e.", defaultValue = "a")
  private String workload = "a";

  @Option(names = "--records", description = "Records to load.", defaultValue = "100000")
  private int records;

  @Option(names = "--operations", description = "Operations to run.", defaultValue = "100000")
  private int operations;

  @Option(
      names = "--inflight",
      description = "YCSB's threads, each with one operation under way.",
      defaultValue = "16")
  private int inFlight;

  @Option(
      names = "--level",
      description = "How many replicas answer: ${COMPLETION-CANDIDATES}.",
      defaultValue = "QUORUM")
  private Level level = Level.QUORUM;

  @Option(
      names = "--url",
      description =
          "A running cluster, as host:port,host:port; without it three nodes are started.")
  private @Nullable String url;

  @Option(
      names = "--sync",
      description = "When a write counts on nodes that are started: group, periodic or none.",
      defaultValue = "group")
  private String sync = "group";

  @Option(names = "--json", description = "Write the result to this file.")
  private @Nullable Path json;

  @Override
  public Integer call() throws Exception {
    Terminal terminal = Terminal.standard();
    YcsbPlan plan =
        new YcsbPlan(
            target,
            CoreWorkload.of(workload),
            new YcsbPlan.Sizes(records, operations, inFlight),
            level,
            url == null ? null : YcsbPlan.contactPoints(url),
            sync);
    YcsbResult result = new YcsbBenchmark(plan, terminal).run();
    terminal.text(YcsbReport.text(result));
    if (json != null) {
      JsonFile.write(json, result);
    }
    return result.failures() == 0 ? 0 : 1;
  }
}
