// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.cluster;

import io.ringtail.benchmarks.floor.FloorBenchmark;
import io.ringtail.benchmarks.floor.FloorLoad;
import io.ringtail.benchmarks.floor.FloorResult;
import io.ringtail.benchmarks.load.AnswerCheck;
import io.ringtail.benchmarks.load.Chooser;
import io.ringtail.benchmarks.load.ClosedLoop;
import io.ringtail.benchmarks.load.KeyValueSchema;
import io.ringtail.benchmarks.load.LoadMeter;
import io.ringtail.benchmarks.load.OperationSource;
import io.ringtail.benchmarks.load.RecordCodec;
import io.ringtail.benchmarks.process.FlightRecording;
import io.ringtail.benchmarks.process.ProcessCost;
import io.ringtail.benchmarks.process.TemporaryFolder;
import io.ringtail.benchmarks.report.LatencySummary;
import io.ringtail.benchmarks.report.Progress;
import io.ringtail.benchmarks.report.Terminal;
import io.ringtail.driver.Ringtail;
import io.ringtail.driver.api.KeyValueTable;
import io.ringtail.driver.api.Level;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.Session;
import io.ringtail.driver.api.SessionOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Starts a cluster of processes, loads it, warms it up, measures what it does and what that costs,
 * and checks every answer. Confined to the caller's thread; the load runs on the driver's lanes.
 */
public final class ClusterBenchmark {
  private static final String GROUP = "group";
  private static final int LOAD_IN_FLIGHT = 256;
  private static final long LOAD_SEED = 1;
  private static final long DRAIN_SECONDS_MAX = 30;
  private static final long TICK_MILLIS = 200;

  // The floor is little code and warm soon.
  private static final int FLOOR_WARMUP_SECONDS_MIN = 5;
  private static final int FLOOR_WARMUP_SECONDS_MAX = 15;

  /** Longer than any operation should take, so that a slow one is measured and not cut off. */
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final BenchmarkPlan plan;
  private final Terminal terminal;
  private final BenchmarkPlan.Load load;
  private final ClosedLoop.Records records;
  private final LoadMeter meter = new LoadMeter();

  public ClusterBenchmark(BenchmarkPlan plan, Terminal terminal) {
    this.plan = plan;
    this.terminal = terminal;
    this.load = plan.load();
    this.records =
        new ClosedLoop.Records(new RecordCodec(load.valueBytes()), new AnswerCheck(load.records()));
  }

  /** Does the whole plan. */
  public BenchmarkResult run() throws IOException, InterruptedException, TimeoutException {
    BenchmarkResult result = runCluster();
    return plan.floor() ? result.withFloor(runFloor()) : result;
  }

  private BenchmarkResult runCluster() throws IOException, InterruptedException, TimeoutException {
    NodeProcesses.Settings settings =
        NodeProcesses.Settings.of(plan.nodes(), plan.sync()).withJvmFlags(plan.nodeFlags());
    try (NodeProcesses cluster = NodeProcesses.start(settings);
        Session session = open(cluster)) {
      KeyValueTable<byte[], byte[]> table = KeyValueSchema.create(session, "bench");
      loadAll(session, table);
      OperationSource source =
          OperationSource.mixed(
              Chooser.of(load.distribution(), load.records()), load.mix().writeShare());
      ClosedLoop loop = new ClosedLoop(table, options(load.level()), records, source, meter);
      CountDownLatch running = loop.start(session.lanes(), load.inFlight(), System.nanoTime());
      BenchmarkResult result;
      try {
        pass("warming up", plan.warmupSeconds(), cluster);
        result = measure(cluster);
      } finally {
        loop.stop(running, DRAIN_SECONDS_MAX);
      }
      cluster.checkAlive();
      return plan.sync().equals(GROUP)
          ? result.withFsync(FsyncProbe.measure(cluster.folder()))
          : result;
    }
  }

  private Session open(NodeProcesses cluster) {
    SessionOptions options =
        SessionOptions.of(cluster.endpoints())
            .withLanes(plan.lanes())
            .withRouting(plan.routing())
            .withClientName("bench cluster")
            .withRequestDefaults(options(load.level()));
    return Ringtail.open(options).toCompletableFuture().join();
  }

  private static RequestOptions options(Level level) {
    return new RequestOptions(level, TIMEOUT);
  }

  private void loadAll(Session session, KeyValueTable<byte[], byte[]> table)
      throws InterruptedException {
    LoadMeter loading = new LoadMeter();
    ClosedLoop loop =
        new ClosedLoop(
            table,
            options(Level.QUORUM),
            records,
            OperationSource.loadAll(load.records()),
            loading);
    CountDownLatch running = loop.start(session.lanes(), LOAD_IN_FLIGHT, LOAD_SEED);
    try (Progress progress = new Progress(terminal, "loading", load.records(), "records")) {
      while (!running.await(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
        progress.at(loading.done());
      }
      progress.at(loading.done());
    }
    if (loading.failures() > 0) {
      throw new IllegalStateException(
          loading.failures()
              + " of "
              + load.records()
              + " records could not be loaded: "
              + loading.firstTrouble());
    }
  }

  private BenchmarkResult measure(NodeProcesses cluster) throws IOException, InterruptedException {
    FlightRecording recording =
        plan.profile() == null ? null : FlightRecording.start(cluster.pids().getFirst());
    long self = ProcessHandle.current().pid();
    meter.interval();
    ProcessCost serversBefore = ProcessCost.read(cluster.pids());
    ProcessCost clientBefore = ProcessCost.read(self);
    long startNanos = System.nanoTime();
    pass("measuring", plan.seconds(), cluster);
    LoadMeter.Interval interval = meter.interval();
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    ProcessCost servers = ProcessCost.read(cluster.pids()).minus(serversBefore);
    ProcessCost client = ProcessCost.read(self).minus(clientBefore);
    if (recording != null && plan.profile() != null) {
      recording.stop(plan.profile());
    }
    return result(interval, seconds, servers, client);
  }

  private BenchmarkResult result(
      LoadMeter.Interval interval, double seconds, ProcessCost servers, ProcessCost client) {
    LatencySummary all = LatencySummary.ofNanos(interval.allNanos());
    double operations = Math.max(1, all.count());
    return new BenchmarkResult(
        plan,
        all.count() / seconds,
        all.p50Micros(),
        all.p99Micros(),
        all.p999Micros(),
        servers.cpuMicros() / operations,
        client.cpuMicros() / operations,
        (servers.voluntarySwitches() + servers.involuntarySwitches()) / operations,
        all.count(),
        meter.failures(),
        meter.wrongAnswers(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        LatencySummary.ofNanos(interval.readNanos()),
        LatencySummary.ofNanos(interval.writeNanos()),
        null,
        null,
        null);
  }

  /** Lets time pass, and stops early with the reason if the load or a node breaks. */
  private void pass(String what, int seconds, NodeProcesses cluster)
      throws IOException, InterruptedException {
    long startNanos = System.nanoTime();
    long totalMillis = TimeUnit.SECONDS.toMillis(seconds);
    long passedMillis = 0;
    try (Progress progress = new Progress(terminal, what, totalMillis, "ms")) {
      while (passedMillis < totalMillis) {
        TimeUnit.MILLISECONDS.sleep(Math.min(TICK_MILLIS, totalMillis - passedMillis));
        passedMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
        progress.at(passedMillis);
        cluster.checkAlive();
        if (meter.wrongAnswers() > 0) {
          throw new IllegalStateException("wrong answer: " + meter.firstTrouble());
        }
      }
    }
  }

  private FloorResult runFloor() throws IOException, InterruptedException, TimeoutException {
    FloorLoad equal =
        new FloorLoad(
            load.inFlight(),
            load.mix().writeShare(),
            load.valueBytes(),
            load.records(),
            Math.clamp(plan.warmupSeconds(), FLOOR_WARMUP_SECONDS_MIN, FLOOR_WARMUP_SECONDS_MAX),
            plan.seconds());
    terminal.line("  running the floor for " + (equal.warmupSeconds() + equal.seconds()) + " s");
    try (TemporaryFolder folder = TemporaryFolder.create("ringtail-floor-")) {
      return FloorBenchmark.run(equal, folder.path());
    }
  }
}
