// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.overload;

import io.ringtail.benchmarks.cluster.NodeProcesses;
import io.ringtail.benchmarks.load.AnswerCheck;
import io.ringtail.benchmarks.load.ClosedLoop;
import io.ringtail.benchmarks.load.KeyValueSchema;
import io.ringtail.benchmarks.load.LoadMeter;
import io.ringtail.benchmarks.load.OpenLoop;
import io.ringtail.benchmarks.load.OperationSource;
import io.ringtail.benchmarks.load.RecordCodec;
import io.ringtail.benchmarks.load.Timeline;
import io.ringtail.benchmarks.load.UniformChooser;
import io.ringtail.benchmarks.process.CpuPinning;
import io.ringtail.benchmarks.process.ProcessCost;
import io.ringtail.benchmarks.report.LatencySummary;
import io.ringtail.benchmarks.report.Progress;
import io.ringtail.benchmarks.report.Terminal;
import io.ringtail.driver.Ringtail;
import io.ringtail.driver.api.KeyValueTable;
import io.ringtail.driver.api.Level;
import io.ringtail.driver.api.NodeMetrics;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.Session;
import io.ringtail.driver.api.SessionOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Finds what a cluster of node processes can do by a closed loop, then offers a part of it, many
 * times of it, and the part again, at fixed times. Confined to the caller's thread.
 */
public final class OverloadBenchmark {
  private static final int VALUE_BYTES = 100;
  private static final int LOAD_IN_FLIGHT = 64;
  private static final long TICK_MILLIS = 200;
  private static final long DRAIN_SECONDS_MAX = 30;
  private static final RequestOptions PATIENT =
      new RequestOptions(Level.QUORUM, Duration.ofSeconds(30));

  private final OverloadPlan plan;
  private final Terminal terminal;
  private final ClosedLoop.Records records;
  private final List<Session> sessions = new ArrayList<>();
  private final List<KeyValueTable<byte[], byte[]>> tables = new ArrayList<>();
  private long lagNanos;

  public OverloadBenchmark(OverloadPlan plan, Terminal terminal) {
    this.plan = plan;
    this.terminal = terminal;
    this.records =
        new ClosedLoop.Records(new RecordCodec(VALUE_BYTES), new AnswerCheck(plan.records()));
  }

  /** Does the whole plan. */
  public OverloadResult run() throws IOException, InterruptedException, TimeoutException {
    NodeProcesses.Settings settings =
        NodeProcesses.Settings.of(plan.nodes(), plan.sync()).withJvmFlags(plan.nodeFlags());
    try (NodeProcesses cluster = NodeProcesses.start(settings)) {
      if (!plan.nodeCpus().isEmpty()) {
        for (long pid : cluster.pids()) {
          CpuPinning.pin(pid, plan.nodeCpus());
        }
      }
      if (!plan.clientCpus().isEmpty()) {
        CpuPinning.pin(ProcessHandle.current().pid(), plan.clientCpus());
      }
      for (int i = 0; i < plan.sessions(); i++) {
        Session session =
            Ringtail.open(
                    SessionOptions.of(cluster.endpoints())
                        .withLanes(1)
                        .withClientName("bench overload"))
                .toCompletableFuture()
                .join();
        sessions.add(session);
        tables.add(KeyValueSchema.create(session, "overloaded"));
      }
      return measure(cluster);
    } finally {
      sessions.forEach(Session::close);
    }
  }

  private OverloadResult measure(NodeProcesses cluster) throws IOException, InterruptedException {
    LoadMeter loading = new LoadMeter();
    closed("loading", OperationSource.loadAll(plan.records()), LOAD_IN_FLIGHT, loading, 0, cluster);
    OperationSource mixed =
        OperationSource.mixed(new UniformChooser(plan.records()), plan.writeShare());
    LoadMeter warmup = new LoadMeter();
    closed("warming up", mixed, plan.inFlight(), warmup, plan.warmupSeconds(), cluster);
    LoadMeter meter = new LoadMeter();
    double seconds =
        closed(
            "finding the capacity", mixed, plan.inFlight(), meter, plan.capacitySeconds(), cluster);
    double capacity = meter.done() / seconds;
    Timeline timeline =
        new Timeline(3 * plan.seconds() + 1, TimeUnit.MILLISECONDS.toNanos(plan.deadlineMillis()));
    OpenLoop loop =
        new OpenLoop(
            tables,
            new RequestOptions(Level.QUORUM, Duration.ofMillis(plan.deadlineMillis())),
            records,
            mixed,
            timeline);
    List<OverloadResult.Stage> stages = new ArrayList<>();
    stages.add(stage("before", 0, plan.restShare() * capacity, loop, timeline, cluster));
    stages.add(stage("overload", 1, plan.factor() * capacity, loop, timeline, cluster));
    stages.add(stage("after", 2, plan.restShare() * capacity, loop, timeline, cluster));
    return result(capacity, stages, timeline);
  }

  /** Runs a closed loop to its end, or for so long; returns how long that took, in seconds. */
  private double closed(
      String name,
      OperationSource source,
      int inFlight,
      LoadMeter meter,
      int seconds,
      NodeProcesses cluster)
      throws IOException, InterruptedException {
    List<ClosedLoop> loops = new ArrayList<>();
    List<CountDownLatch> running = new ArrayList<>();
    long startNanos = System.nanoTime();
    for (int i = 0; i < tables.size(); i++) {
      ClosedLoop loop = new ClosedLoop(tables.get(i), PATIENT, records, source, meter);
      loops.add(loop);
      int share = Math.max(1, inFlight / tables.size());
      running.add(loop.start(sessions.get(i).lanes(), share, startNanos + i));
    }
    long untilNanos = startNanos + TimeUnit.SECONDS.toNanos(seconds);
    long total = seconds == 0 ? plan.records() : TimeUnit.SECONDS.toMillis(seconds);
    try (Progress progress = new Progress(terminal, name, total, seconds == 0 ? "records" : "ms")) {
      while (seconds == 0
          ? running.stream().anyMatch(each -> each.getCount() > 0)
          : System.nanoTime() - untilNanos < 0) {
        TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
        progress.at(seconds == 0 ? meter.done() : (System.nanoTime() - startNanos) / 1_000_000);
        cluster.checkAlive();
      }
    }
    double took = (System.nanoTime() - startNanos) / 1e9;
    for (int i = 0; i < loops.size(); i++) {
      loops.get(i).stop(running.get(i), DRAIN_SECONDS_MAX);
    }
    if (meter.failures() + meter.wrongAnswers() > 0) {
      throw new IllegalStateException(
          name + ": " + meter.failures() + " failed; " + meter.firstTrouble());
    }
    return took;
  }

  private OverloadResult.Stage stage(
      String name,
      int number,
      double perSecond,
      OpenLoop loop,
      Timeline timeline,
      NodeProcesses cluster)
      throws IOException, InterruptedException {
    long stageNanos = TimeUnit.SECONDS.toNanos(plan.seconds());
    long from = number * stageNanos;
    ProcessCost servers = ProcessCost.read(cluster.pids());
    ProcessCost client = ProcessCost.read(ProcessHandle.current().pid());
    long requests = requests();
    try (Progress progress =
        new Progress(terminal, name, TimeUnit.NANOSECONDS.toMillis(stageNanos), "ms")) {
      long lateNanos =
          loop.run(
              perSecond,
              from,
              from + stageNanos,
              number,
              now -> progress.at(TimeUnit.NANOSECONDS.toMillis(now - from)));
      lagNanos = Math.max(lagNanos, lateNanos);
    }
    cluster.checkAlive();
    if (number == 2) {
      // What is under way ends within its deadline, and counts.
      TimeUnit.MILLISECONDS.sleep(plan.deadlineMillis() + TICK_MILLIS);
    }
    int slots = (int) (stageNanos / Timeline.SLOT_NANOS);
    Timeline.Counts counts = timeline.counts(number * slots, (number + 1) * slots);
    double seconds = plan.seconds();
    return new OverloadResult.Stage(
        name,
        counts.offered() / seconds,
        counts.answeredMeanwhile() / seconds,
        counts.refused() / seconds,
        counts.failed() / seconds,
        LatencySummary.ofNanos(timeline.latencies()),
        LatencySummary.ofNanos(timeline.refusals()),
        ProcessCost.read(cluster.pids()).minus(servers).cpuMicros() / 1e6 / seconds,
        ProcessCost.read(ProcessHandle.current().pid()).minus(client).cpuMicros() / 1e6 / seconds,
        (requests() - requests) / (double) Math.max(1, counts.offered()));
  }

  private long requests() {
    return sessions.stream()
        .flatMap(session -> session.metrics().stream())
        .mapToLong(NodeMetrics::requests)
        .sum();
  }

  private OverloadResult result(
      double capacity, List<OverloadResult.Stage> stages, Timeline timeline) {
    List<OverloadResult.Second> seconds = new ArrayList<>();
    int slotsOfSecond = (int) (1_000_000_000 / Timeline.SLOT_NANOS);
    for (int second = 0; second < stages.size() * plan.seconds(); second++) {
      Timeline.Counts counts =
          timeline.counts(second * slotsOfSecond, (second + 1) * slotsOfSecond);
      seconds.add(
          new OverloadResult.Second(
              second, counts.offered(), counts.good(), counts.refused(), counts.failed()));
    }
    return new OverloadResult(
        plan,
        capacity,
        stages,
        seconds,
        stages.get(1).goodPerSecond() / capacity,
        recoveredSeconds(timeline, slotsOfSecond),
        lagNanos / 1e6,
        timeline.firstFailure(),
        timeline.firstWrongAnswer(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  private double recoveredSeconds(Timeline timeline, int slotsOfSecond) {
    int end = 2 * plan.seconds() * slotsOfSecond;
    for (int slot = end; slot + slotsOfSecond <= 3 * plan.seconds() * slotsOfSecond; slot++) {
      Timeline.Counts counts = timeline.counts(slot, slot + slotsOfSecond);
      if (counts.good() == counts.offered()) {
        return (slot - end) / (double) slotsOfSecond;
      }
    }
    return -1;
  }
}
