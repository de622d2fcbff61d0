// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.lane;

import io.netty.buffer.ByteBuf;
import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.api.Trace;
import io.ringtail.driver.connection.NodeLinks;
import io.ringtail.driver.connection.ReplyHandler;
import io.ringtail.driver.connection.ShardLink;
import io.ringtail.driver.connection.Surroundings;
import io.ringtail.driver.connection.Turn;
import io.ringtail.driver.metric.NodeSum;
import io.ringtail.driver.retry.Backoff;
import io.ringtail.driver.routing.MapView;
import io.ringtail.driver.routing.ReplicaChoice;
import io.ringtail.driver.routing.Replicas;
import io.ringtail.protocol.codec.MessageCodec;
import io.ringtail.protocol.map.Node;
import io.ringtail.protocol.message.Event;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.ring.NodeId;
import io.ringtail.protocol.schema.Keyspace;
import io.ringtail.protocol.schema.Table;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One thread's worth of a session: an event loop with connections of its own to every shard. A
 * request lives and dies on one lane, so that nothing about it is shared. {@link #submit} may be
 * called by any thread, and so may what says so; all else is confined to the lane's thread.
 */
public final class Lane implements NodeLinks.Listener, ReplicaChoice.Costs, Executor {
  /** Between two attempts at a replica that refused or could take no more. */
  private static final Backoff RETRY = new Backoff(5_000_000, 250_000_000);

  /** A lane that is full has room again in about the time of a request. */
  static final int RETRY_MILLIS = 10;

  /** Between two rounds of a proposer that others were faster than. */
  private static final Backoff OUTDONE = new Backoff(500_000, 50_000_000);

  /** Writes that wait for a late replica, for each request that may be under way. */
  private static final int LINGERING_SHARE = 4;

  private final Surroundings surroundings;
  private final Turn turn;
  private final LaneLimits limits;
  private final Maps maps;
  private final MapFetch fetch;
  private final @Nullable MapWatch watch;
  private final Wheel wheel;
  private final Sweeps sweeps;
  private final Ballots ballots;
  private final ArrayDeque<Operation> queue = new ArrayDeque<>();

  /** Requests on their way from other threads; bounds what the loop's own queue holds. */
  private final AtomicInteger arriving = new AtomicInteger();

  private final Speculation speculation;
  private final AnswerSizes answerSizes;
  private final Background background;
  private final Overload overload;

  private final BooleanSupplier onLoop;
  private volatile boolean closed;
  private MapView view;
  private NodeLinks[] nodes = {};
  private final Map<Keyspace, Grouping> groupings = new HashMap<>();
  private final Map<PartitionQueue.Name, PartitionQueue> queues = new HashMap<>();
  private final Contention contention = new Contention();
  private @Nullable Runnable whenSettled;
  private boolean beginning;
  private boolean ended;
  private long requests;
  private int inflight;
  private int waiting;

  /** Requests whose end was told, but which still wait for answers. */
  private int lingering;

  /**
   * A lane, which does nothing until it is started.
   *
   * @param onLoop whether the caller runs on the lane's loop; on any thread
   * @param watches whether it is the one of its session that is told of new maps
   */
  public Lane(
      Surroundings surroundings,
      BooleanSupplier onLoop,
      LaneLimits limits,
      Maps maps,
      boolean watches) {
    this.surroundings = surroundings;
    this.onLoop = onLoop;
    this.turn = surroundings.turn();
    this.limits = limits;
    this.speculation = new Speculation(limits.speculationShare());
    this.answerSizes = new AnswerSizes(limits.digestBytes());
    this.background = new Background(limits.inflightMax());
    this.overload = new Overload(limits.inflightMax(), surroundings.random());
    this.maps = maps;
    this.fetch = new MapFetch(maps);
    this.watch = watches ? new MapWatch(fetch) : null;
    this.view = maps.newest();
    this.wheel = new Wheel(surroundings.clock().nanos());
    this.sweeps = new Sweeps(wheel, surroundings);
    this.ballots = new Ballots(surroundings.clock(), surroundings.writer());
  }

  /**
   * Connects to all nodes. Any thread.
   *
   * @param settled run on the lane's thread when every node is connected, or could not be
   */
  public void start(Runnable settled) {
    surroundings
        .loop()
        .execute(() -> {
          whenSettled = settled;
          turn.begin();
          connect(view);
          checkSettled();
        });
  }

  /** As {@link #start}, at once, on the lane's thread. */
  public void start() {
    turn.begin();
    connect(view);
  }

  /** Whether this is the lane's thread. Any thread. */
  public boolean isCurrent() {
    return onLoop.getAsBoolean();
  }

  /** The random id of this lane's writes. Any thread. */
  public long writer() {
    return surroundings.writer();
  }

  @Override
  public void execute(Runnable command) {
    surroundings.loop().execute(command);
  }

  /** Takes a request on. Any thread; without a hop on the lane's own. */
  public void submit(Operation operation) {
    if (isCurrent()) {
      operation.submittedTo(this, turn.begin());
      admit(operation);
      return;
    }
    operation.submittedTo(this, surroundings.clock().nanos());
    if (closed) {
      operation.fail(new RingtailException.SessionClosed("the session is closed", false));
    } else if (arriving.incrementAndGet() > limits.inflightMax() + limits.queueMax()) {
      arriving.decrementAndGet();
      operation.fail(overloaded());
    } else {
      hop(operation);
    }
  }

  private void hop(Operation operation) {
    try {
      surroundings.loop().execute(operation);
    } catch (RejectedExecutionException e) {
      operation.fail(new RingtailException.SessionClosed("the session is closed", false));
    }
  }

  void arrived(Operation operation) {
    arriving.decrementAndGet();
    turn.begin();
    admit(operation);
  }

  private void admit(Operation operation) {
    if (closed) {
      operation.fail(new RingtailException.SessionClosed("the session is closed", false));
    } else if (inflight < limits.inflightMax()) {
      begin(operation);
    } else if (waiting < limits.queueMax()) {
      waiting++;
      operation.queued(true);
      queue.add(operation);
      wake(operation, operation.deadlineNanos());
    } else {
      operation.fail(overloaded());
    }
  }

  private void begin(Operation operation) {
    inflight++;
    try {
      operation.begin(++requests, turn.nowNanos());
    } catch (RuntimeException e) {
      operation.fail(
          operation.mayHaveTakenEffect()
              ? new RingtailException.InDoubt("the request could not go on", e)
              : new RingtailException.InvalidRequest("the request could not be sent: " + e));
    }
  }

  /** Begins what a request that is under way needs done first; it is not held up by others. */
  void beginWithin(Operation operation) {
    operation.submittedTo(this, turn.nowNanos());
    begin(operation);
  }

  private RingtailException overloaded() {
    return new RingtailException.Overloaded(
        limits.inflightMax()
            + " requests are under way on this lane, and "
            + limits.queueMax()
            + " wait",
        RETRY_MILLIS);
  }

  /**
   * An operation that was queued or begun ends.
   *
   * @param lingers whether it still waits for answers
   */
  void finished(Operation operation, boolean wasQueued, boolean lingers) {
    if (lingers) {
      lingering++;
    } else {
      wheel.remove(operation);
    }
    if (wasQueued) {
      waiting--;
    } else {
      inflight--;
      beginNext();
    }
  }

  /** An operation that lingered waits for nothing more. */
  void lingered(Operation operation) {
    lingering--;
    wheel.remove(operation);
  }

  /**
   * Whether one more operation may wait for replicas that are late, though its end was told. Where
   * a replica takes its time with everything, that is as many as pass in its silence.
   */
  boolean mayLinger() {
    return lingering < LINGERING_SHARE * limits.inflightMax();
  }

  private void beginNext() {
    // One that fails at once comes back here: the loop further down the stack goes on.
    if (beginning || ended) {
      return;
    }
    beginning = true;
    try {
      while (inflight < limits.inflightMax()) {
        Operation next = queue.poll();
        if (next == null) {
          break;
        }
        // Those that ended while they waited are left in the queue.
        if (!next.isFinished()) {
          waiting--;
          wheel.remove(next);
          next.queued(false);
          begin(next);
        }
      }
    } finally {
      beginning = false;
    }
  }

  /** Requests under way and waiting, and those that some replica has not answered yet. */
  public int load() {
    return inflight + waiting + lingering;
  }

  void wake(Operation operation, long wakeNanos) {
    wheel.remove(operation);
    wheel.put(operation, wakeNanos);
    sweeps.by(wakeNanos);
  }

  /** A trace for a request that is taken as a sample; null for most. */
  @Nullable Trace sampled() {
    return limits.traceShare() > 0 && surroundings.random().nextDouble() < limits.traceShare()
        ? new Trace()
        : null;
  }

  /** What the clock says now; {@link #nowNanos} is of the turn's beginning. */
  public long exactNanos() {
    return surroundings.clock().nanos();
  }

  long nowNanos() {
    return turn.nowNanos();
  }

  ByteBuf encode(Request request) {
    return turn.encode(request);
  }

  /** The nodes of {@link #view()}, in its order; replaced, never changed, with the next map. */
  NodeLinks[] nodes() {
    return nodes;
  }

  int[] order(Replicas replicas, int vnode, int needed) {
    return ReplicaChoice.order(replicas, vnode, needed, this, surroundings.random());
  }

  @Override
  public long cost(int node, int vnode) {
    NodeLinks links = nodes[node];
    return links.forVnode(vnode).isReady()
        ? links
            .recorder()
            .cost(turn.nowNanos(), links.forVnode(vnode).load().waitNanos(turn.nowNanos()))
        : ReplicaChoice.UNREACHABLE;
  }

  /** What may be asked beyond what reads need. */
  Speculation speculation() {
    return speculation;
  }

  /** How large the answers of each table are. */
  AnswerSizes answerSizes() {
    return answerSizes;
  }

  /** What may be under way that nobody waits for. */
  Background background() {
    return background;
  }

  /** The places of those that wait for shards that have too much to do. */
  Overload overload() {
    return overload;
  }

  long retryDelayNanos(int attempt, int hintMillis) {
    return RETRY.delayNanos(attempt, hintMillis, surroundings.random());
  }

  /** The conditional writes of a partition that this lane has under way. */
  PartitionQueue queueOf(int tableId, byte[] key) {
    return queues.computeIfAbsent(
        new PartitionQueue.Name(tableId, key), name -> new PartitionQueue(this, name));
  }

  /** The queue that has a name; one is given it where none has. */
  PartitionQueue queueAt(PartitionQueue.Name name, PartitionQueue otherwise) {
    PartitionQueue there = queues.putIfAbsent(name, otherwise);
    return there == null ? otherwise : there;
  }

  /** The partitions that others write to on a condition as well. */
  Contention contention() {
    return contention;
  }

  void remove(PartitionQueue.Name name, PartitionQueue queue) {
    queues.remove(name, queue);
  }

  /** The ballots that conditional writes take. */
  Ballots ballots() {
    return ballots;
  }

  /** Long enough for another's two round trips, doubled as often as that was too short. */
  long contentionDelayNanos(int attempt) {
    return OUTDONE.delayNanos(attempt, 0, surroundings.random());
  }

  /** Runs something on the lane's thread when some time has passed. */
  public void after(long nanos, Runnable task) {
    surroundings.loop().schedule(task, nanos, TimeUnit.NANOSECONDS);
  }

  long wallMillis() {
    return surroundings.clock().wallMillis();
  }

  void needEpoch(long epoch) {
    if (view.epoch() < epoch) {
      fetch.begin(nodes, null, turn.nowNanos());
    }
  }

  /**
   * What this lane's map, or a newer one, which is followed then, says has become of a table.
   *
   * @throws RingtailException.InvalidRequest when it was dropped
   */
  Table table(Table table) {
    Table now = view.successor(table);
    if (now == null || now.id() != table.id()) {
      follow(maps.newest());
      now = view.successor(table);
    }
    if (now == null) {
      throw new RingtailException.InvalidRequest("table " + table.name() + " was dropped");
    }
    return now;
  }

  /**
   * Which vnodes go together, as this lane's map and handshakes say now.
   *
   * @throws RingtailException.InvalidRequest when the table is not there any more
   */
  public Grouping grouping(Table of, Keyspace keyspace) {
    table(of);
    return groupings.computeIfAbsent(keyspace, each -> Grouping.of(view, nodes, each));
  }

  /** The links to a node; null where it is no member. */
  public @Nullable NodeLinks links(NodeId node) {
    for (NodeLinks each : nodes) {
      if (each.node().id().equals(node)) {
        return each;
      }
    }
    return null;
  }

  /** The map by which requests are routed. */
  public MapView view() {
    return view;
  }

  /** Sends what is no operation over one of this lane's links, under a number of its own. */
  public boolean send(
      ShardLink link,
      Request request,
      int timeLeftMicros,
      long counter,
      ReplyHandler handler,
      int tag) {
    turn.begin();
    return link.send(
        MessageCodec.opcode(request),
        turn.encode(request),
        view.epoch(),
        timeLeftMicros,
        counter,
        handler,
        tag);
  }

  /** A number for a request that is sent without an operation; none is given twice. */
  public long nextCounter() {
    return ++requests;
  }

  /** Any connection that is ready, of one node after the other; null when there is none. */
  public @Nullable ShardLink anyReady(int turnNumber) {
    for (int i = 0; i < nodes.length; i++) {
      ShardLink link = nodes[Math.floorMod(turnNumber + i, nodes.length)].anyReady();
      if (link != null) {
        return link;
      }
    }
    return null;
  }

  /** Asks a majority of the nodes for newer maps; tells whether so many have answered. */
  public void surveyMaps(Duration timeout, Consumer<Boolean> end) {
    turn.begin();
    new MapSurvey(maps, nodes.length, timeout, end).begin(nodes);
  }

  /** Follows a newer map. */
  public void follow(MapView newer) {
    if (!closed && newer.epoch() > view.epoch()) {
      turn.begin();
      view = newer;
      connect(newer);
    }
  }

  /** Connects to the nodes of a map; the links to those that were there before stay. */
  private void connect(MapView to) {
    Map<NodeId, NodeLinks> before = new HashMap<>();
    for (NodeLinks links : nodes) {
      before.put(links.node().id(), links);
    }
    NodeLinks[] after = new NodeLinks[to.nodes().size()];
    for (int i = 0; i < after.length; i++) {
      Node node = to.nodes().get(i);
      NodeLinks known = before.get(node.id());
      if (known != null && known.node().equals(node)) {
        before.remove(node.id());
        after[i] = known;
      } else {
        after[i] = new NodeLinks(surroundings, to.map().clusterId(), node, this);
      }
    }
    nodes = after;
    groupings.clear();
    for (NodeLinks links : after) {
      links.start();
    }
    before.values().forEach(NodeLinks::close);
  }

  @Override
  public void changed(NodeLinks node) {
    groupings.clear();
    if (watch != null && !closed) {
      watch.check(nodes, turn.nowNanos());
    }
    checkSettled();
  }

  private void checkSettled() {
    Runnable settled = whenSettled;
    if (settled == null) {
      return;
    }
    for (NodeLinks links : nodes) {
      if (!links.isSettled()) {
        return;
      }
    }
    whenSettled = null;
    settled.run();
  }

  @Override
  public void epochSeen(NodeLinks node, long epoch) {
    if (epoch > view.epoch()) {
      fetch.begin(nodes, node, turn.nowNanos());
    }
  }

  @Override
  public void event(Event event) {
    if (event instanceof Event.MapChanged changed) {
      fetch.offer(changed.map());
    }
  }

  /** Adds what this lane saw of the nodes to sums over lanes. */
  public void addTo(Map<NodeId, NodeSum> sums) {
    for (NodeLinks links : nodes) {
      NodeSum sum = sums.get(links.node().id());
      if (sum != null) {
        links.addTo(sum);
      }
    }
  }

  /** Takes no more requests; those under way go on. Any thread. */
  public void refuse() {
    closed = true;
  }

  /** Whether it takes no more requests. Any thread. */
  public boolean isClosed() {
    return closed;
  }

  /** Ends everything: requests fail, connections close. */
  public void close() {
    closed = true;
    // What waits in the queue is not sent any more.
    ended = true;
    turn.begin();
    for (Timed each = wheel.removeAny(); each != null; each = wheel.removeAny()) {
      if (each instanceof Operation operation) {
        operation.fail(
            new RingtailException.SessionClosed(
                "the session was closed", operation.mayHaveTakenEffect()));
      }
    }
    for (NodeLinks links : nodes) {
      links.close();
    }
  }
}
