// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation;

import io.ringtail.driver.api.Level;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.Session;
import io.ringtail.node.RunningNode;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.tck.checker.Verdict;
import io.ringtail.tck.history.History;
import io.ringtail.tck.simulation.fault.FaultPlan;
import io.ringtail.tck.simulation.time.SimulatedTime;
import io.ringtail.tck.simulation.workload.Workload;
import io.ringtail.tck.simulation.workload.Workloads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One simulation from its seed to its verdict. In the safety phase anything goes wrong that the
 * plan says, while applications work. In the liveness phase nothing goes wrong any more, a quorum
 * is mended, and has to serve within a bound; then the rest is mended, all replicas have to become
 * equal, and the histories are checked. Confined to one thread.
 */
public final class Simulation {
  private static final long SECOND = 1_000_000_000L;

  /** How long anything may take that nothing stands in the way of. */
  private static final long BOUND_NANOS = 60 * SECOND;

  /** Between two operations of all applications together, on average: 50 a second. */
  private static final long OPERATION_NANOS = SECOND / 50;

  private static final long OBSERVE_NANOS = SECOND / 10;

  private static final RequestOptions QUORUM =
      new RequestOptions(Level.QUORUM, Duration.ofSeconds(2));

  private final SimulationOptions options;
  private final Surroundings around;
  private final SimulatedTime time;
  private final Topology topology;
  private final SimulatedCluster cluster;
  private final List<Workload> workloads;
  private final Applications applications;
  private final MapChanges mapChanges;
  private final Nemesis nemesis;
  private final FaultPlan plan;
  private long repairs;

  private Simulation(SimulationOptions options) {
    this.options = options;
    this.around = Surroundings.of(options.seed());
    this.time = around.time();
    this.topology = Topology.draw(around.random("topology"), options.nodes());
    this.cluster = new SimulatedCluster(around, topology);
    this.workloads = Workloads.all(around.time()::nanos);
    this.applications = new Applications(around, cluster, workloads);
    this.mapChanges = new MapChanges(around, cluster);
    this.nemesis = new Nemesis(around, cluster.nodes(), cluster.drivers(), mapChanges::begin);
    this.plan =
        FaultPlan.draw(
                around.random("plan"),
                options.scenario(),
                options.seconds() * SECOND,
                topology.nodes())
            .only(options.only());
  }

  /** Runs a simulation. */
  public static SimulationReport run(SimulationOptions options) {
    return new Simulation(options).run();
  }

  private SimulationReport run() {
    if (begin()) {
      storm();
      if (around.broken().isEmpty()) {
        mend();
      }
    }
    cluster.seeEpochs();
    Map<String, History> histories = new LinkedHashMap<>();
    for (Workload workload : workloads) {
      for (Verdict.Violation verdict : workload.check()) {
        around.breakPromise(workload.name() + ": " + verdict.describe());
      }
      histories.put(workload.name(), workload.history());
    }
    return new SimulationReport(
        options,
        time.nanos(),
        cluster.open().begun(),
        applications.failures(),
        time.eventCount(),
        time.eventHash(),
        around.counts(),
        plan.faults(),
        histories,
        around.broken());
  }

  /** Starts everything and makes the tables. */
  private boolean begin() {
    cluster.nodes().forEach(SimulatedNode::start);
    cluster.drivers().forEach(SimulatedDriver::start);
    observe();
    if (!within("all nodes serve, all sessions open", this::allServe)) {
      return false;
    }
    List<SchemaChange> changes = new ArrayList<>();
    changes.add(topology.keyspace());
    workloads.forEach(workload -> changes.addAll(workload.tables()));
    for (SchemaChange change : changes) {
      CompletableFuture<?> changed = session(0).change(change).toCompletableFuture();
      if (!within("a table is made", changed::isDone)) {
        return false;
      }
      changed.join();
    }
    int tables = changes.size() - 1;
    return within(
        "all sessions know the tables",
        () ->
            cluster.drivers().stream()
                .allMatch(driver ->
                    driver.session() != null
                        && driver.session().schema().tablesInOrder().size() >= tables));
  }

  private boolean allServe() {
    return cluster.nodes().stream().allMatch(SimulatedNode::isServing)
        && cluster.drivers().stream().allMatch(driver -> driver.session() != null);
  }

  private void observe() {
    cluster.seeEpochs();
    cluster.checkBounds();
    time.after(OBSERVE_NANOS, this::observe);
  }

  private Session session(int driver) {
    Session session = cluster.drivers().get(driver).session();
    if (session == null) {
      throw new IllegalStateException("driver " + driver + " has no session");
    }
    return session;
  }

  /** The safety phase. */
  private void storm() {
    applications.begin(OPERATION_NANOS);
    nemesis.begin(plan.faults());
    for (int second = 0; second < options.seconds() && around.broken().isEmpty(); second++) {
      pass(SECOND);
    }
  }

  /** The liveness phase. */
  private void mend() {
    nemesis.end();
    List<SimulatedNode> well =
        cluster.nodes().stream()
            // What was damaged may be gone by now, and what it held is suspect all the same.
            .filter(node -> node.disk().damages().isEmpty() && !nemesis.isWiped(node))
            .toList();
    SplittableRandom random = around.random("mend");
    SimulatedNode absent = null;
    if (well.size() == cluster.nodes().size() && random.nextBoolean()) {
      // A quorum has to be enough.
      absent = well.get(random.nextInt(well.size()));
      absent.kill(true);
    }
    for (SimulatedNode node : cluster.nodes()) {
      if (node != absent) {
        node.start();
      }
    }
    cluster.drivers().forEach(SimulatedDriver::start);
    SimulatedNode left = absent;
    if (!within(
            "a quorum that is mended serves",
            () ->
                well.stream().allMatch(node -> node == left || node.isServing())
                    && cluster.drivers().stream().allMatch(driver -> driver.session() != null))
        || !everything("writes everything", false, QUORUM)
        || !everything("reads everything", true, QUORUM)) {
      return;
    }
    applications.end();
    if (absent != null) {
      absent.start();
    }
    converge(well);
  }

  private void converge(List<SimulatedNode> well) {
    boolean whole = well.size() == cluster.nodes().size();
    if (!within(
        "all nodes whose disks are good serve",
        () -> well.stream().allMatch(SimulatedNode::isServing))) {
      return;
    }
    pass(3 * SECOND);
    // Batches whose drivers are gone are made after a while, and kept writes are delivered.
    if (whole && !within("nodes make what they owe", new Owed(well)::isNothing)) {
      return;
    }
    // A write that a slow link held up comes long after its application gave it up.
    if (!within("what was sent arrives", () -> around.network().bytesUnderWay() == 0)) {
      return;
    }
    pass(SECOND);
    cluster.open().checkEnded(time.nanos());
    RequestOptions options = whole ? QUORUM.withLevel(Level.ALL) : QUORUM;
    if (!everything("all replicas are read", true, options)) {
      return;
    }
    pass(SECOND);
    if (whole) {
      applications.repairs(count -> repairs = count);
      if (everything("all replicas are read again", true, options)) {
        long before = repairs;
        applications.repairs(count -> {
          if (count != before) {
            around.breakPromise(
                "replicas differ after all of them were repaired: %d rows more"
                    .formatted(count - before));
          }
        });
      }
    }
    close();
  }

  /** Everything is let go of in the end. */
  private void close() {
    cluster.drivers().forEach(SimulatedDriver::close);
    if (!within("all sessions close", () -> driverConnections() == 0)) {
      return;
    }
    cluster.nodes().forEach(SimulatedNode::stop);
    within(
        "all nodes stop", () -> cluster.nodes().stream().allMatch(node -> node.running() == null));
    within(
        "nothing is left under way",
        () -> around.network().connections() == 0 && around.network().bytesUnderWay() == 0);
  }

  /** Ends of connections between applications and nodes that are open on either side. */
  private int driverConnections() {
    int open = 0;
    for (SimulatedDriver driver : cluster.drivers()) {
      open += driver.host().links();
      for (SimulatedNode node : cluster.nodes()) {
        open += node.host().linksTo(driver.host());
      }
    }
    return open;
  }

  private void pass(long nanos) {
    time.runUntil(time.nanos() + nanos);
  }

  /** Lets time pass until something is so, which it has to be within the bound. */
  private boolean within(String what, BooleanSupplier condition) {
    long end = time.nanos() + BOUND_NANOS;
    while (!condition.getAsBoolean()) {
      if (time.nanos() > end) {
        around.breakPromise(
            "not within %d s: %s; %s".formatted(BOUND_NANOS / SECOND, what, cluster.describe()));
        return false;
      }
      if (!around.broken().isEmpty()) {
        return false;
      }
      time.runUntil(time.nanos() + SECOND / 100);
    }
    return true;
  }

  /** Reads or writes all keys of all workloads, again until none fails, within the bound. */
  private boolean everything(String what, boolean reads, RequestOptions requestOptions) {
    for (Workload workload : workloads) {
      Attempt attempt = new Attempt(workload, reads, requestOptions);
      if (!within(workload.name() + ": " + what, attempt::isDone)) {
        return false;
      }
    }
    return true;
  }

  /** What nodes still have to make, asked again and again. */
  private static final class Owed {
    private final List<SimulatedNode> nodes;
    private List<CompletableFuture<Long>> running = List.of();

    Owed(List<SimulatedNode> nodes) {
      this.nodes = nodes;
    }

    boolean isNothing() {
      if (!running.stream().allMatch(CompletableFuture::isDone)) {
        return false;
      }
      boolean nothing = !running.isEmpty() && running.stream().allMatch(each -> each.join() == 0);
      running =
          nodes.stream()
              .map(SimulatedNode::running)
              .filter(Objects::nonNull)
              .map(RunningNode::owed)
              .toList();
      return nothing;
    }
  }

  private final class Attempt {
    private final Workload workload;
    private final boolean reads;
    private final RequestOptions requestOptions;
    private @Nullable CompletableFuture<Integer> running;

    Attempt(Workload workload, boolean reads, RequestOptions requestOptions) {
      this.workload = workload;
      this.reads = reads;
      this.requestOptions = requestOptions;
    }

    boolean isDone() {
      if (running != null && running.isDone() && running.join() == 0) {
        return true;
      }
      if (running == null || running.isDone()) {
        CompletableFuture<Integer> next = new CompletableFuture<>();
        running = next;
        applications.onLane(
            0,
            actor -> {
              CompletionStage<Integer> failed =
                  reads
                      ? workload.readEverything(actor, requestOptions)
                      : workload.writeEverything(actor, requestOptions);
              failed.thenAccept(next::complete);
            });
      }
      return false;
    }
  }
}
