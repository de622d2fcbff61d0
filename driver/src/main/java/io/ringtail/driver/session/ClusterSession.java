// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.session;

import io.ringtail.driver.api.Batch;
import io.ringtail.driver.api.BatchOutcome;
import io.ringtail.driver.api.KeyValueTable;
import io.ringtail.driver.api.NodeMetrics;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.api.Session;
import io.ringtail.driver.api.SessionOptions;
import io.ringtail.driver.api.Table;
import io.ringtail.driver.connection.Surroundings;
import io.ringtail.driver.lane.Lane;
import io.ringtail.driver.lane.LaneLimits;
import io.ringtail.driver.lane.Lanes;
import io.ringtail.driver.metric.NodeSum;
import io.ringtail.driver.table.BatchWrite;
import io.ringtail.driver.table.ClusterKeyValueTable;
import io.ringtail.driver.table.ClusterTable;
import io.ringtail.driver.table.Requests;
import io.ringtail.driver.table.Waiting;
import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.map.Node;
import io.ringtail.protocol.ring.NodeId;
import io.ringtail.protocol.schema.Schema;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.time.HybridClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A session on a cluster. Thread-safe. */
final class ClusterSession implements Session {
  /** How long requests under way may take to end when the session is closed. */
  private static final long GRACE_MILLIS = 1_000;

  /** How often it is looked whether they have. */
  private static final long GRACE_POLL_MILLIS = 2;

  /** How long a lane may take to tell its numbers, or to close, while a caller waits. */
  private static final Duration TELL = Duration.ofSeconds(2);

  private final SessionOptions options;
  private final Seams seams;
  private final MapHub hub;
  private final Lanes lanes;
  private final Requests requests;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Changes of the schema under way, all on the first lane. */
  private final Set<SchemaRequest> changes = Collections.synchronizedSet(new LinkedHashSet<>());

  ClusterSession(
      SessionOptions options,
      Seams seams,
      List<Surroundings> surroundings,
      HybridClock hybridClock,
      MapHub hub) {
    this.options = options;
    this.seams = seams;
    this.hub = hub;
    List<Lane> made = new ArrayList<>();
    for (Surroundings each : surroundings) {
      made.add(
          new Lane(
              each,
              () -> seams.onLoop().test(each.loop()),
              LaneLimits.of(
                  options.inflightMax(),
                  options.speculationShare(),
                  options.digestBytes(),
                  options.traceShare()),
              hub,
              made.isEmpty()));
    }
    this.lanes = new Lanes(made);
    hub.lanes(made);
    this.requests = new Requests(lanes, hub, seams.clock(), hybridClock, options.requestDefaults());
  }

  /** Lets the lanes connect; each tells when its nodes are connected, or could not be. */
  void start(Runnable laneSettled) {
    for (Lane lane : lanes.all()) {
      lane.start(laneSettled);
    }
  }

  @Override
  public ClusterMap map() {
    return hub.newest().map();
  }

  @Override
  public RequestOptions defaultOptions() {
    return options.requestDefaults();
  }

  @Override
  public Table table(TableName name) {
    findTable(name);
    return new ClusterTable(requests, name);
  }

  @Override
  public <K, V> KeyValueTable<K, V> keyValueTable(
      TableName name, Class<K> keyClass, Class<V> valueClass) {
    findTable(name);
    return new ClusterKeyValueTable<>(requests, name, keyClass, valueClass);
  }

  @Override
  public CompletionStage<BatchOutcome> write(Batch batch, RequestOptions options) {
    return BatchWrite.begin(requests, batch, options, this::change);
  }

  /** Looks in the newest known map, and where the table is not there in those of a majority. */
  private void findTable(TableName name) {
    if (map().schema().table(name).isPresent()) {
      return;
    }
    boolean all = lanes.isLaneThread() || surveyMaps();
    if (map().schema().table(name).isPresent()) {
      return;
    }
    if (!all) {
      throw new RingtailException.Unavailable(
          "table " + name + " is not known, and no majority of the nodes could be asked for it");
    }
    throw new RingtailException.InvalidRequest("there is no table " + name);
  }

  private boolean surveyMaps() {
    if (closed.get()) {
      throw closedError();
    }
    Duration patience = options.requestDefaults().timeout();
    CompletableFuture<Boolean> surveyed = new CompletableFuture<>();
    Lane lane = lanes.pick();
    try {
      lane.execute(() -> lane.surveyMaps(patience, surveyed::complete));
    } catch (RejectedExecutionException e) {
      throw closedError();
    }
    await(surveyed, patience, "the nodes did not tell what tables there are");
    return surveyed.getNow(false);
  }

  private static void await(CompletableFuture<?> told, Duration patience, String otherwise) {
    try {
      told.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException e) {
      throw new RingtailException.Unavailable(otherwise + " within " + patience.toMillis() + " ms");
    } catch (ExecutionException e) {
      throw new RingtailException.Unavailable(otherwise + ": " + e.getCause());
    }
  }

  @Override
  public CompletionStage<Schema> change(SchemaChange change) {
    Lane lane = lanes.all().get(0);
    SchemaRequest request =
        new SchemaRequest(lane, seams.loops().get(0), hub, seams.clock(), change);
    if (closed.get()) {
      request.completeExceptionally(closedError());
    } else {
      changes.add(request);
      request.whenComplete((schema, failed) -> changes.remove(request));
      try {
        lane.execute(request);
      } catch (RejectedExecutionException e) {
        request.completeExceptionally(closedError());
      }
    }
    return request;
  }

  private static RingtailException closedError() {
    return new RingtailException.SessionClosed("the session is closed", false);
  }

  @Override
  public Schema changeBlocking(SchemaChange change) {
    return Waiting.on(lanes, change(change));
  }

  @Override
  public List<Executor> lanes() {
    return List.copyOf(lanes.all());
  }

  @Override
  public List<NodeMetrics> metrics() {
    Map<NodeId, NodeSum> sums = new LinkedHashMap<>();
    for (Node node : map().nodes()) {
      sums.put(node.id(), new NodeSum(node));
    }
    if (!closed.get()) {
      for (Lane lane : lanes.all()) {
        if (lane.isCurrent()) {
          lane.addTo(sums);
        } else {
          CompletableFuture<Void> told = new CompletableFuture<>();
          lane.execute(() -> {
            lane.addTo(sums);
            told.complete(null);
          });
          await(told, TELL, "a lane did not tell its numbers");
        }
      }
    }
    return sums.values().stream().map(NodeSum::total).toList();
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    List<CompletableFuture<Void>> ends = new ArrayList<>();
    for (int i = 0; i < lanes.all().size(); i++) {
      Lane lane = lanes.all().get(i);
      lane.refuse();
      LaneEnd end = new LaneEnd(lane, i);
      ends.add(end.ended);
      lane.execute(end);
    }
    CompletableFuture<Void> all =
        CompletableFuture.allOf(ends.toArray(new CompletableFuture<?>[0]));
    if (lanes.isLaneThread()) {
      all.whenComplete((done, failed) -> seams.afterClose().run());
      return;
    }
    try {
      await(all, TELL, "the session did not close");
    } finally {
      seams.afterClose().run();
    }
  }

  /** Waits on a lane until nothing is under way, for a while at most, and ends it. */
  private final class LaneEnd implements Runnable {
    private final Lane lane;
    private final int index;
    private final long giveUpNanos =
        seams.clock().nanos() + TimeUnit.MILLISECONDS.toNanos(GRACE_MILLIS);
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    LaneEnd(Lane lane, int index) {
      this.lane = lane;
      this.index = index;
    }

    @Override
    public void run() {
      boolean busy = lane.load() > 0 || (index == 0 && !changes.isEmpty());
      if (busy && seams.clock().nanos() - giveUpNanos < 0) {
        seams.loops().get(index).schedule(this, GRACE_POLL_MILLIS, TimeUnit.MILLISECONDS);
        return;
      }
      lane.close();
      if (index == 0) {
        List.copyOf(changes).forEach(SchemaRequest::sessionClosed);
      }
      ended.complete(null);
    }
  }
}
