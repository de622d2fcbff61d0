// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.cluster;

import io.ringtail.benchmarks.process.ProcessCost;
import io.ringtail.benchmarks.report.LatencySummary;
import io.ringtail.benchmarks.report.Progress;
import io.ringtail.benchmarks.report.Terminal;
import io.ringtail.driver.Ringtail;
import io.ringtail.driver.api.KeyValueTable;
import io.ringtail.driver.api.Level;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.Session;
import io.ringtail.driver.api.SessionOptions;
import io.ringtail.protocol.schema.ColumnKind;
import io.ringtail.protocol.schema.Keyspace;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.schema.TableOptions;
import io.ringtail.protocol.type.ScalarType;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Recorder;

/**
 * Starts a cluster of processes, lets many clients increment few counters on conditions, and counts
 * afterwards whether any increment was lost. Confined to the caller's thread.
 */
public final class ContentionBenchmark {
  private static final TableName TABLE = new TableName(Keyspace.DEFAULT, "contended");
  private static final int PRECISION_DIGITS = 3;
  private static final long TICK_MILLIS = 200;
  private static final long DRAIN_SECONDS_MAX = 30;
  private static final RequestOptions OPTIONS =
      new RequestOptions(Level.QUORUM, Duration.ofSeconds(10));

  private final ContentionPlan plan;
  private final Terminal terminal;
  private final Recorder latencies = new Recorder(PRECISION_DIGITS);

  public ContentionBenchmark(ContentionPlan plan, Terminal terminal) {
    this.plan = plan;
    this.terminal = terminal;
  }

  /** Does the whole plan. */
  public ContentionResult run() throws IOException, InterruptedException, TimeoutException {
    List<Session> sessions = new ArrayList<>();
    try (NodeProcesses cluster =
        NodeProcesses.start(NodeProcesses.Settings.of(plan.nodes(), plan.sync()))) {
      try {
        for (int i = 0; i < plan.sessions(); i++) {
          sessions.add(open(cluster));
        }
        create(sessions.getFirst());
        return run(cluster, sessions);
      } finally {
        sessions.forEach(Session::close);
      }
    }
  }

  private static Session open(NodeProcesses cluster) {
    SessionOptions options =
        SessionOptions.of(cluster.endpoints()).withLanes(1).withClientName("bench contention");
    return Ringtail.open(options).toCompletableFuture().join();
  }

  private static void create(Session session) {
    session.changeBlocking(
        new SchemaChange.CreateTable(
            TABLE,
            List.of(
                new SchemaChange.ColumnDefinition(
                    "id", ScalarType.INT, ColumnKind.PARTITION, false),
                new SchemaChange.ColumnDefinition(
                    "value", ScalarType.BIGINT, ColumnKind.REGULAR, false)),
            TableOptions.DEFAULT,
            true));
  }

  private ContentionResult run(NodeProcesses cluster, List<Session> sessions)
      throws IOException, InterruptedException {
    CountDownLatch running = new CountDownLatch(plan.clients());
    List<CounterClient> clients = new ArrayList<>();
    for (int i = 0; i < plan.clients(); i++) {
      Session session = sessions.get(i % sessions.size());
      CounterClient client =
          new CounterClient(
              session.keyValueTable(TABLE, Integer.class, Long.class),
              plan,
              OPTIONS,
              i,
              latencies,
              running::countDown);
      clients.add(client);
      session.lanes().getFirst().execute(client::start);
    }
    ContentionResult measured;
    try {
      pass("warming up", plan.warmupSeconds(), cluster);
      measured = measure(cluster, clients);
    } finally {
      clients.forEach(CounterClient::stop);
      if (!running.await(DRAIN_SECONDS_MAX, TimeUnit.SECONDS)) {
        terminal.line("  " + running.getCount() + " clients did not end");
      }
    }
    cluster.checkAlive();
    return judged(measured, clients, sessions.getFirst());
  }

  private ContentionResult measure(NodeProcesses cluster, List<CounterClient> clients)
      throws IOException, InterruptedException {
    var _ = latencies.getIntervalHistogram();
    long self = ProcessHandle.current().pid();
    long[] before = clients.stream().mapToLong(CounterClient::done).toArray();
    long unappliedBefore = sum(clients, CounterClient::unapplied);
    ProcessCost serversBefore = ProcessCost.read(cluster.pids());
    ProcessCost clientBefore = ProcessCost.read(self);
    long startNanos = System.nanoTime();
    pass("measuring", plan.seconds(), cluster);
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    ProcessCost servers = ProcessCost.read(cluster.pids()).minus(serversBefore);
    ProcessCost client = ProcessCost.read(self).minus(clientBefore);
    long slowest = Long.MAX_VALUE;
    long fastest = 0;
    long operations = 0;
    for (int i = 0; i < before.length; i++) {
      long made = clients.get(i).done() - before[i];
      slowest = Math.min(slowest, made);
      fastest = Math.max(fastest, made);
      operations += made;
    }
    double each = Math.max(1, operations);
    return new ContentionResult(
        plan,
        operations / seconds,
        LatencySummary.ofNanos(latencies.getIntervalHistogram()),
        operations,
        sum(clients, CounterClient::unapplied) - unappliedBefore,
        slowest,
        fastest,
        servers.cpuMicros() / each,
        client.cpuMicros() / each,
        0,
        0,
        0,
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  /** Compares the counters with what clients were told over the whole run. */
  private ContentionResult judged(
      ContentionResult measured, List<CounterClient> clients, Session session) {
    KeyValueTable<Integer, Long> table = session.keyValueTable(TABLE, Integer.class, Long.class);
    long counted = 0;
    for (int key = 0; key < plan.keys(); key++) {
      Long value = table.get(key, OPTIONS).toCompletableFuture().join();
      counted += value == null ? 0 : value;
    }
    long acknowledged = sum(clients, CounterClient::done);
    long inDoubt = sum(clients, CounterClient::inDoubt);
    for (CounterClient client : clients) {
      if (client.firstFailure() != null) {
        terminal.line("  a client failed: " + client.firstFailure());
        break;
      }
    }
    if (counted > acknowledged + inDoubt) {
      throw new IllegalStateException(
          "wrong: "
              + counted
              + " were counted, but "
              + (acknowledged + inDoubt)
              + " added at most");
    }
    return new ContentionResult(
        measured.plan(),
        measured.operationsPerSecond(),
        measured.latency(),
        measured.operations(),
        measured.unapplied(),
        measured.slowestClient(),
        measured.fastestClient(),
        measured.serverCpuMicrosPerOperation(),
        measured.clientCpuMicrosPerOperation(),
        sum(clients, CounterClient::failures),
        inDoubt,
        Math.max(0, acknowledged - counted),
        measured.loadAverage());
  }

  private static long sum(List<CounterClient> clients, ToLongFunction<CounterClient> of) {
    return clients.stream().mapToLong(of).sum();
  }

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
      }
    }
  }
}
