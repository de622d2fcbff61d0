// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.delay;

import io.ringtail.benchmarks.cluster.NodeProcesses;
import io.ringtail.benchmarks.load.KeyValueSchema;
import io.ringtail.benchmarks.report.LatencySummary;
import io.ringtail.benchmarks.report.Progress;
import io.ringtail.benchmarks.report.Terminal;
import io.ringtail.driver.Ringtail;
import io.ringtail.driver.api.KeyValueTable;
import io.ringtail.driver.api.Level;
import io.ringtail.driver.api.NodeMetrics;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.Routing;
import io.ringtail.driver.api.Session;
import io.ringtail.driver.api.SessionOptions;
import io.ringtail.protocol.ring.Endpoint;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/**
 * Three node processes behind proxies that hold bytes up. First all ways are short, and then the
 * one to one node takes many times what an answer took; then the ways are as long as between data
 * centers. Confined to the caller's thread.
 */
public final class DelayBenchmark {
  private static final int PRECISION_DIGITS = 3;
  private static final int VALUE_BYTES = 100;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final RequestOptions OPTIONS =
      new RequestOptions(Level.QUORUM, Duration.ofSeconds(10));

  private final DelayPlan plan;
  private final Terminal terminal;
  private final List<DelayProxy> proxies = new ArrayList<>();
  private final List<DelayProxy> amongNodes = new ArrayList<>();
  private final List<DelayResult.Row> rows = new ArrayList<>();
  private final List<Double> roundTripMillis = new ArrayList<>();

  public DelayBenchmark(DelayPlan plan, Terminal terminal) {
    this.plan = plan;
    this.terminal = terminal;
  }

  /** Does the whole plan. */
  public DelayResult run() throws IOException, InterruptedException, TimeoutException {
    try (NodeProcesses cluster =
        NodeProcesses.start(NodeProcesses.Settings.of(3, plan.sync()), this::amongNodes)) {
      run(cluster);
    } finally {
      for (DelayProxy proxy : proxies) {
        proxy.close();
      }
      for (DelayProxy proxy : amongNodes) {
        proxy.close();
      }
    }
    return new DelayResult(
        plan,
        rows,
        roundTripMillis,
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  /** The nodes reach each other over ways of their own. */
  private Endpoint amongNodes(Endpoint listening) throws IOException {
    DelayProxy proxy = new DelayProxy(listening);
    amongNodes.add(proxy);
    return proxy.endpoint();
  }

  private void run(NodeProcesses cluster) throws IOException, InterruptedException {
    Map<Endpoint, Endpoint> ways = new HashMap<>();
    for (int i = 0; i < cluster.endpoints().size(); i++) {
      DelayProxy proxy = new DelayProxy(cluster.bound().get(i));
      proxies.add(proxy);
      ways.put(cluster.endpoints().get(i), proxy.endpoint());
    }
    try (Session session = open(cluster, ways, Routing.REPLICAS);
        Session thin = open(cluster, ways, Routing.COORDINATOR)) {
      measure(session, thin);
    }
  }

  private static Session open(
      NodeProcesses cluster, Map<Endpoint, Endpoint> ways, Routing routing) {
    SessionOptions options =
        SessionOptions.of(cluster.endpoints())
            .withLanes(1)
            .withClientName("bench delay")
            .withRouting(routing);
    return Ringtail.open(options, node -> ways.getOrDefault(node, node))
        .toCompletableFuture()
        .join();
  }

  private void measure(Session session, Session thin) throws InterruptedException {
    KeyValueTable<byte[], byte[]> table = KeyValueSchema.create(session, "delayed");
    for (int i = 0; i < plan.records(); i++) {
      table.put(key(i), new byte[VALUE_BYTES], OPTIONS).toCompletableFuture().join();
    }
    SplittableRandom random = new SplittableRandom(1);
    Map<Level, DelayResult.Row> before = new HashMap<>();
    List<Level> levels = List.of(Level.ONE, Level.QUORUM);
    for (Level level : levels) {
      RequestOptions at = OPTIONS.withLevel(level);
      load(session, table, each -> each.get(key(random), at), plan.warmupSeconds());
      DelayResult.Row row =
          row(session, table, each -> each.get(key(random), at), level, "all near");
      before.put(level, row);
      rows.add(row);
    }
    // As many times what an answer took as the plan says, half of it on the way there.
    double median = of(before, Level.QUORUM).latency().p50Micros();
    long slowNanos = (long) (median * 1_000 * plan.slowdown());
    proxies.getFirst().delayNanos(slowNanos / 2);
    for (Level level : levels) {
      RequestOptions at = OPTIONS.withLevel(level);
      DelayResult.Row slow =
          row(session, table, each -> each.get(key(random), at), level, "one slow");
      double healthy = of(before, level).latency().p99Micros();
      rows.add(withRatio(slow, slow.latency().p99Micros() / healthy));
    }
    far(session, thin, random);
  }

  private void far(Session session, Session thin, SplittableRandom random)
      throws InterruptedException {
    for (DelayProxy proxy : amongNodes) {
      proxy.delayNanos(TimeUnit.MICROSECONDS.toNanos(plan.amongNodesMicros()) / 2);
    }
    for (int i = 0; i < proxies.size(); i++) {
      long nanos = TimeUnit.MILLISECONDS.toNanos(plan.roundTripMillis().get(i));
      proxies.get(i).delayNanos(nanos / 2);
    }
    List<Double> roundTrips = new ArrayList<>();
    try (RoundTrips pings = new RoundTrips()) {
      for (DelayProxy proxy : proxies) {
        roundTrips.add(pings.millisTo(proxy.endpoint()));
      }
    }
    roundTripMillis.addAll(roundTrips);
    double second = roundTrips.stream().sorted().skip(1).findFirst().orElseThrow();
    String where = "round trips of " + plan.roundTripMillis() + " ms";
    byte[] value = new byte[VALUE_BYTES];
    List<Named> operations =
        List.of(
            new Named("get, QUORUM", each -> each.get(key(random), OPTIONS)),
            new Named("put, QUORUM", each -> each.put(key(random), value, OPTIONS)),
            new Named(
                "conditional update", each -> each.update(fresh(random), known -> value, OPTIONS)));
    far(session, operations, "", where, second);
    far(thin, operations, ", coordinated", where, second);
  }

  private void far(Session session, List<Named> operations, String how, String where, double second)
      throws InterruptedException {
    KeyValueTable<byte[], byte[]> table = KeyValueSchema.create(session, "delayed");
    for (Named operation : operations) {
      load(session, table, operation.begin(), 1);
      DelayResult.Row row = row(session, table, operation.begin(), Level.QUORUM, where);
      rows.add(
          new DelayResult.Row(
              operation.name() + how,
              where,
              row.latency(),
              row.askedSlowest(),
              row.speculations(),
              row.latency().p50Micros() / 1_000 / second));
    }
  }

  private record Named(
      String name, Function<KeyValueTable<byte[], byte[]>, CompletionStage<?>> begin) {}

  private static DelayResult.Row of(Map<Level, DelayResult.Row> rows, Level level) {
    return java.util.Objects.requireNonNull(rows.get(level));
  }

  private DelayResult.Row row(
      Session session,
      KeyValueTable<byte[], byte[]> table,
      Function<KeyValueTable<byte[], byte[]>, CompletionStage<?>> operation,
      Level level,
      String where)
      throws InterruptedException {
    long slowBefore = requestsToFirst(session);
    long speculationsBefore = speculations(session);
    LatencySummary latency = load(session, table, operation, plan.seconds());
    return new DelayResult.Row(
        "get, " + level,
        where,
        latency,
        (requestsToFirst(session) - slowBefore) / (double) latency.count(),
        (speculations(session) - speculationsBefore) / (double) latency.count(),
        1);
  }

  private static DelayResult.Row withRatio(DelayResult.Row row, double ratio) {
    return new DelayResult.Row(
        row.what(), row.where(), row.latency(), row.askedSlowest(), row.speculations(), ratio);
  }

  private long requestsToFirst(Session session) {
    Endpoint first = session.metrics().getFirst().node().endpoint();
    return session.metrics().stream()
        .filter(node -> node.node().endpoint().equals(first))
        .mapToLong(NodeMetrics::requests)
        .sum();
  }

  private static long speculations(Session session) {
    return session.metrics().stream().mapToLong(NodeMetrics::speculations).sum();
  }

  private byte[] key(SplittableRandom random) {
    synchronized (random) {
      return key(random.nextInt(plan.records()));
    }
  }

  /** A key that nobody else uses at the moment. */
  private static byte[] fresh(SplittableRandom random) {
    synchronized (random) {
      return ("fresh" + random.nextLong()).getBytes(StandardCharsets.US_ASCII);
    }
  }

  private static byte[] key(int record) {
    return ("key" + record).getBytes(StandardCharsets.US_ASCII);
  }

  /** Keeps so many operations under way for a while; fails with the first that fails. */
  private LatencySummary load(
      Session session,
      KeyValueTable<byte[], byte[]> table,
      Function<KeyValueTable<byte[], byte[]>, CompletionStage<?>> operation,
      int seconds)
      throws InterruptedException {
    Recorder recorder = new Recorder(PRECISION_DIGITS);
    AtomicBoolean stopped = new AtomicBoolean();
    AtomicInteger underWay = new AtomicInteger(plan.inFlight());
    AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();
    Runnable[] next = new Runnable[1];
    next[0] =
        () -> {
          if (stopped.get()) {
            underWay.decrementAndGet();
            return;
          }
          long began = System.nanoTime();
          operation
              .apply(table)
              .whenComplete((answer, error) -> {
                recorder.recordValue(System.nanoTime() - began);
                if (error != null) {
                  failed.compareAndSet(null, error);
                  stopped.set(true);
                }
                session.lanes().getFirst().execute(next[0]);
              });
        };
    for (int i = 0; i < plan.inFlight(); i++) {
      session.lanes().getFirst().execute(next[0]);
    }
    pass(seconds);
    stopped.set(true);
    while (underWay.get() > 0) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
    Throwable error = failed.get();
    if (error != null) {
      throw new IllegalStateException("an operation failed: " + error.getMessage(), error);
    }
    return LatencySummary.ofNanos(recorder.getIntervalHistogram());
  }

  private void pass(int seconds) throws InterruptedException {
    long began = System.nanoTime();
    long totalMillis = TimeUnit.SECONDS.toMillis(seconds);
    try (Progress progress = new Progress(terminal, "load", totalMillis, "ms")) {
      for (double passed = 0;
          passed < totalMillis;
          passed = (System.nanoTime() - began) / NANOS_PER_MILLI) {
        progress.at((long) passed);
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
  }
}
