// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.cli;

import io.ringtail.benchmarks.report.Progress;
import io.ringtail.benchmarks.report.Terminal;
import io.ringtail.benchmarks.report.TextTable;
import io.ringtail.tck.history.EdnWriter;
import io.ringtail.tck.simulation.Shrinker;
import io.ringtail.tck.simulation.Simulation;
import io.ringtail.tck.simulation.SimulationOptions;
import io.ringtail.tck.simulation.SimulationReport;
import io.ringtail.tck.simulation.fault.Fault;
import io.ringtail.tck.simulation.fault.FaultCounts;
import io.ringtail.tck.simulation.fault.FaultKind;
import io.ringtail.tck.simulation.fault.Scenario;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs simulations, and shows how the first one breaks a promise that does. */
@Command(
    name = "simulate",
    description = "Run a whole cluster and its drivers in one thread, from one seed, with faults.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Scenarios:",
      "  everything  each run a different half of all kinds of faults",
      "  calm        no fault at all",
      "  network     what a network does",
      "  crash       processes and machines that die, stop or stall",
      "  disk        disks that fail, fill up, lose and garble",
      "  drivers     applications that die or stall at any message",
      "  clocks      clocks that are off, drift and jump",
      "  maps        changes of the map while messages stall and nodes come and go"
    })
final class SimulateCommand implements Callable<Integer> {
  private static final long SECOND = 1_000_000_000L;

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--seed", paramLabel = "S", description = "of the first run; else a fresh one")
  private @Nullable Long seed;

  @Option(names = "--runs", paramLabel = "N", description = "how many seeds, counting up (1)")
  private int runs = 1;

  @Option(
      names = "--time",
      paramLabel = "TIME",
      description = "simulated time with faults of each run: 90s or 2m (2m)")
  private String time = "2m";

  @Option(names = "--scenario", paramLabel = "NAME", description = "which faults (everything)")
  private Scenario scenario = Scenario.EVERYTHING;

  @Option(names = "--nodes", paramLabel = "3..9", description = "(3)")
  private int nodes = 3;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "ID",
      description = "the faults of the plan that happen, by number; else all")
  private @Nullable Set<Integer> only;

  @Option(
      names = "--shrink",
      paramLabel = "N",
      description = "runs to spend on making a failing one smaller (60)")
  private int shrinkRuns = 60;

  @Option(names = "--keep-going", description = "go on with the next seed after a failure")
  private boolean keepGoing;

  @Option(names = "--twice", description = "run each seed twice and compare all events")
  private boolean twice;

  @Option(names = "--plan", description = "print each run's planned faults")
  private boolean plan;

  @Option(
      names = "--history",
      paramLabel = "FOLDER",
      description = "write the histories as EDN files (list-append and register form)")
  private @Nullable Path historyFolder;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec().commandLine().getOut();
    long first = seed == null ? ThreadLocalRandom.current().nextLong(1L << 48) : seed;
    int seconds = seconds();
    int failures = 0;
    Totals totals = new Totals();
    Progress progress =
        runs > 1 ? new Progress(Terminal.standard(), "simulations", runs, "runs") : null;
    for (int run = 0; run < runs; run++) {
      SimulationOptions options =
          new SimulationOptions(first + run, scenario, seconds, nodes, only);
      SimulationReport report = Simulation.run(options);
      totals.add(report);
      if (runs == 1) {
        printRun(out, report);
      }
      if (historyFolder != null) {
        writeHistories(historyFolder, report);
      }
      if (!report.isGood()) {
        explain(out, report);
        failures++;
        if (!keepGoing) {
          return 1;
        }
      }
      if (twice && Simulation.run(options).eventHash() != report.eventHash()) {
        out.println("NOT DETERMINISTIC: two runs differ; " + options.command());
        return 1;
      }
      if (progress != null) {
        progress.at(run + 1);
      }
    }
    if (progress != null) {
      progress.close();
    }
    totals.print(out, first, failures);
    return failures == 0 ? 0 : 1;
  }

  private CommandSpec spec() {
    if (spec == null) {
      throw new IllegalStateException("picocli has not set the command's specification");
    }
    return spec;
  }

  private int seconds() {
    String text = time.toLowerCase(Locale.ROOT);
    int factor = text.endsWith("h") ? 3_600 : text.endsWith("m") ? 60 : 1;
    String digits = text.replaceAll("[smh]$", "");
    if (!digits.matches("\\d{1,6}")) {
      throw new ParameterException(
          spec().commandLine(), "--time is '" + time + "'; give it as 90s, 2m or 1h");
    }
    return Integer.parseInt(digits) * factor;
  }

  private void printRun(PrintWriter out, SimulationReport report) {
    out.printf(
        Locale.ROOT,
        "seed %d: %.1f simulated seconds, %,d operations (%,d failed), %,d events, hash %016x%n",
        report.options().seed(),
        (double) report.simulatedNanos() / SECOND,
        report.operations(),
        report.failures(),
        report.events(),
        report.eventHash());
    if (plan) {
      report.plan().forEach(out::println);
    }
    out.flush();
  }

  /** Shows the smallest failing simulation that can be found from one. */
  private void explain(PrintWriter out, SimulationReport failed) {
    out.printf("%nBROKEN PROMISE with seed %d%n", failed.options().seed());
    failed.broken().forEach(each -> out.println("  " + each));
    out.println("  repeat it: " + failed.options().command());
    out.flush();
    if (shrinkRuns == 0) {
      return;
    }
    SimulationReport least;
    try (Progress progress =
        new Progress(Terminal.standard(), "looking for a smaller one", shrinkRuns, "runs")) {
      least = new Shrinker(failed, shrinkRuns, progress::at).shrink();
    }
    out.printf("%nThe smallest found, with %d faults:%n", least.plan().size());
    for (Fault fault : least.plan()) {
      out.println("  " + fault);
    }
    least.broken().forEach(each -> out.println("  " + each));
    out.println("  repeat it: " + least.options().command());
    out.flush();
  }

  private static void writeHistories(Path folder, SimulationReport report) throws IOException {
    Files.createDirectories(folder);
    for (var history : report.histories().entrySet()) {
      Path file = folder.resolve("%d-%s.edn".formatted(report.options().seed(), history.getKey()));
      try (BufferedWriter lines = Files.newBufferedWriter(file)) {
        PrintWriter writer = new PrintWriter(lines);
        EdnWriter.write(history.getValue(), writer::println);
      }
    }
  }

  /** What all runs did together. */
  private static final class Totals {
    private final FaultCounts faults = new FaultCounts();
    private final long startCpuNanos = cpuNanos();
    private long simulatedNanos;
    private long operations;
    private long failures;
    private int runs;

    void add(SimulationReport report) {
      faults.addAll(report.faults());
      simulatedNanos += report.simulatedNanos();
      operations += report.operations();
      failures += report.failures();
      runs++;
    }

    void print(PrintWriter out, long first, int broken) {
      double cpuSeconds = (cpuNanos() - startCpuNanos) / (double) SECOND;
      TextTable table = new TextTable("fault", "times", "what");
      for (FaultKind kind : FaultKind.values()) {
        table.row(kind.toString().toLowerCase(Locale.ROOT), faults.of(kind), kind.meaning());
      }
      out.println(table.render());
      out.printf(
          Locale.ROOT,
          "%,d runs from seed %d: %s. %,.0f simulated seconds, %,d operations (%,d"
              + " failed), %,d faults; %.1f CPU seconds, %,.0f simulated seconds for each%n",
          runs,
          first,
          broken == 0 ? "all promises kept" : broken + " BROKE PROMISES",
          (double) simulatedNanos / SECOND,
          operations,
          failures,
          faults.total(),
          cpuSeconds,
          simulatedNanos / (double) SECOND / cpuSeconds);
      out.flush();
    }

    private static long cpuNanos() {
      return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
  }
}
