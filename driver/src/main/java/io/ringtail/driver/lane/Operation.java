// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.lane;

import io.netty.buffer.ByteBuf;
import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.api.Trace;
import io.ringtail.driver.connection.NodeLinks;
import io.ringtail.driver.connection.Onward;
import io.ringtail.driver.connection.ReplyHandler;
import io.ringtail.driver.connection.ShardLink;
import io.ringtail.driver.coordination.Failure;
import io.ringtail.driver.coordination.Limits;
import io.ringtail.driver.coordination.Reach;
import io.ringtail.driver.metric.NodeRecorder;
import io.ringtail.driver.routing.MapView;
import io.ringtail.protocol.codec.MessageCodec;
import io.ringtail.protocol.frame.Rank;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.protocol.ring.NodeId;
import io.ringtail.protocol.row.Mutation;
import io.ringtail.protocol.schema.Table;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request under way on a lane: routes it, feeds its state machine with what comes from the
 * connections and the clock, and carries the machine's effects out. Confined to the lane's thread
 * once it is submitted.
 */
public abstract class Operation extends Timed implements ReplyHandler, Runnable {
  /** How late an answer may be, at most, before one more replica is asked. */
  private static final long SPARE_NANOS_MAX = 200_000_000;

  /** Part of the timeout after which one more replica is asked, where that is sooner. */
  private static final int SPARE_SHARE = 4;

  private static final int TAG_REPLICA_MASK = 0x3F;

  /** Marks a write-back, and the answers to it. */
  static final int TAG_REPAIR = 0x40;

  /** Marks what belongs to something that is half done. */
  static final int TAG_BEGUN = 0x80;

  /** Marks the answers to hints; the replica is the one that the hint is for. */
  static final int TAG_HINT = 0x100;

  /** The tag's bits above this are the number of the attempt that it belongs to. */
  private static final int TAG_ATTEMPT_SHIFT = 9;

  final Aim aim;
  private @Nullable Lane lane;
  private @Nullable MapView view;
  private NodeLinks[] nodes = {};

  /** The table's id in the requests that are sent. */
  private int tableId;

  private int vnode;
  private long counter;

  /** An attempt to connect that began before this says nothing about whether a node is there. */
  private long reachSinceNanos;

  private long deadlineNanos;
  private int attempt;

  /** How often replicas that had refused were asked again. */
  private int retries;

  private boolean finished;

  /** Whether answers are listened to though it is finished. */
  private boolean lingering;

  /** The epoch that is waited for; 0 when none is. */
  private long awaitedEpoch;

  /** Whether it waits in the lane's queue. */
  private boolean queued;

  private final Standing standing = new Standing();

  /** Whether it is not sent for now. */
  private boolean putOff;

  private final Tracing tracing;

  Operation(Aim aim) {
    this.aim = aim;
    this.tracing = new Tracing(aim.trace());
    this.tableId = aim.table().id();
  }

  /** Finds the replicas in a map and starts a new state machine. */
  abstract void route(MapView newView, int newVnode, long nowNanos, Limits limits);

  /** The state machine's tick. */
  abstract void tick(long nowNanos);

  abstract long wakeNanos(long nowNanos);

  abstract void reply(int replica, int kind, @Nullable Response answer, long nowNanos);

  /**
   * Whether answers are still listened to though whoever asked has been told of the end; asked
   * once, before that.
   */
  boolean lingers() {
    return false;
  }

  /** Time has passed since the operation began to linger. */
  void tickLingering(long nowNanos) {}

  /** Ends the operation with an error, from outside. */
  abstract void fail(RingtailException error);

  abstract boolean mayHaveTakenEffect();

  /** Whether answers are still wanted though it has ended. */
  boolean livesOn() {
    return lingering;
  }

  /** The index of a replica's node in the map. */
  abstract int node(int replica);

  /** The table was truncated: what is sent from now on is meant for the one in its place. */
  abstract void moveTo(int newTableId);

  /** What takes a request for several partitions back when the map has changed. */
  abstract boolean regroup();

  /** Ends the operation with an error; it knows what earlier attempts may have done. */
  public abstract void failed(Failure failure);

  /** Fails because the time ran out while a newer map was waited for. */
  private void failAwaitingMap(String message) {
    failed(new Failure(Failure.Kind.TIMEOUT, message, mayHaveTakenEffect()));
  }

  final Lane lane() {
    return java.util.Objects.requireNonNull(lane, "submitted");
  }

  final boolean isFinished() {
    return finished;
  }

  final void submittedTo(Lane newLane, long nowNanos) {
    lane = newLane;
    deadlineNanos = nowNanos + aim.timeoutNanos();
  }

  final long deadlineNanos() {
    return deadlineNanos;
  }

  /** Came in from another thread. */
  @Override
  public final void run() {
    lane().arrived(this);
  }

  final void queued(boolean waits) {
    queued = waits;
  }

  /** The rank that it begins with. */
  int drawRank() {
    return lane().overload().drawRank();
  }

  @Override
  public final int rank(int tag) {
    return (tag & TAG_BEGUN) == 0 ? standing.rank() : Rank.FIRST;
  }

  /**
   * Whether a replica that refused for now may be asked again; counts as a retry if so.
   *
   * @param overloaded whether it has too much to do
   * @param begun whether something may be half done
   */
  public boolean mayRetryAt(int replica, boolean overloaded, boolean begun) {
    if (retries == aim.retries() || (overloaded && !standing.mayRetry(lane(), aim, begun))) {
      return false;
    }
    retries++;
    recorder(replica).retried();
    return true;
  }

  /** Whether it counts among those under way. */
  final boolean wasBegun() {
    return counter != 0;
  }

  final void begin(long newCounter, long nowNanos) {
    counter = newCounter;
    tracing.begun(lane(), aim, nowNanos - (deadlineNanos - aim.timeoutNanos()));
    standing.begin(drawRank());
    beginUnlessRefused(nowNanos);
  }

  /** What the replicas are known to refuse is not sent: that would cost them, and end the same. */
  private void beginUnlessRefused(long nowNanos) {
    int retryMillis = standing.refusedFor(lane(), aim);
    if (retryMillis == 0) {
      restart(nowNanos);
      return;
    }
    long at = nowNanos + standing.delayNanos(lane(), retryMillis);
    putOff =
        at - deadlineNanos < 0 && retries < aim.retries() && standing.mayRetry(lane(), aim, false);
    if (putOff) {
      note(Trace.Kind.PUT_OFF, -1, "the replicas have too much to do");
      lane().wake(this, at);
    } else {
      failed(
          new Failure(
              Failure.Kind.OVERLOADED,
              "so many replicas have too much to do that the level is not reached",
              false,
              retryMillis));
    }
  }

  /** Tells the trace of a step, where there is one; {@code replica} is -1 for nobody. */
  final void note(Trace.Kind kind, int replica, String detail) {
    if (tracing.isOn()) {
      Endpoint about = replica < 0 ? null : nodes[node(replica)].node().endpoint();
      tracing.note(lane(), kind, about, detail);
    }
  }

  /** Whether steps are told of: what is told takes time to put into words. */
  final boolean isTraced() {
    return tracing.isOn();
  }

  /** Routes by the lane's newest map, whether for the first time or again. */
  private void restart(long nowNanos) {
    if (!followTable()) {
      return;
    }
    MapView newest = lane().view();
    view = newest;
    nodes = lane().nodes();
    vnode = newest.vnodeOf(aim.token());
    awaitedEpoch = 0;
    reachSinceNanos = nowNanos;
    long spare = Math.min(SPARE_NANOS_MAX, aim.timeoutNanos() / SPARE_SHARE);
    try {
      tracing.routed(lane(), aim, newest, vnode);
      route(newest, vnode, nowNanos, new Limits(deadlineNanos, spare));
    } catch (RingtailException.InvalidRequest e) {
      failUnroutable(e); // the keyspace does not have the level, or is gone
      return;
    }
    sleep(nowNanos);
  }

  /**
   * Goes over to the table that has come in the place of a truncated one; false when the operation
   * has ended instead. A write that may have reached the old table is not made again: it may have
   * been seen there, and to be there, gone, and there again is not what one write does.
   */
  private boolean followTable() {
    Table now;
    try {
      now = lane().table(aim.table());
    } catch (RingtailException.InvalidRequest dropped) {
      failUnroutable(dropped);
      return false;
    }
    if (now.id() == tableId) {
      return true;
    }
    if (mayHaveTakenEffect()) {
      failed(
          new Failure(
              Failure.Kind.TIMEOUT,
              "table "
                  + now.name()
                  + " was truncated while the write was under way, which may have taken effect"
                  + " before",
              true));
      return false;
    }
    tableId = now.id();
    moveTo(tableId);
    return true;
  }

  private void failUnroutable(RingtailException.InvalidRequest why) {
    boolean mayHave = mayHaveTakenEffect();
    failed(
        new Failure(
            mayHave ? Failure.Kind.TIMEOUT : Failure.Kind.INVALID,
            String.valueOf(why.getMessage()),
            mayHave));
  }

  private void sleep(long nowNanos) {
    if (!finished) {
      lane().wake(this, awaitedEpoch == 0 ? wakeNanos(nowNanos) : nextLook(nowNanos));
    }
  }

  private long nextLook(long nowNanos) {
    return Math.min(deadlineNanos, nowNanos + Limits.POLL_NANOS);
  }

  @Override
  final void wake(long nowNanos) {
    if (finished) {
      if (lingering) {
        tickLingering(nowNanos);
      }
      return;
    }
    if (queued) {
      fail(
          new RingtailException.Overloaded(
              "waited in the lane's queue for its whole time", Lane.RETRY_MILLIS));
      return;
    }
    if (putOff) {
      putOff = false;
      beginUnlessRefused(nowNanos);
      return;
    }
    if (awaitedEpoch == 0) {
      tick(nowNanos);
    } else if (deadlineNanos - nowNanos <= 0) {
      failAwaitingMap(
          "the cluster map of epoch " + awaitedEpoch + ", which is needed, did not come in time");
    } else {
      awaitMap(nowNanos);
      return;
    }
    sleep(nowNanos);
  }

  /** The replicas say that there is a newer map: goes on when the lane has it. */
  final void rerouteAt(long epoch) {
    attempt++;
    awaitedEpoch = epoch;
    if (isTraced()) {
      note(Trace.Kind.REROUTED, -1, "epoch " + epoch + " is needed");
    }
    awaitMap(lane().nowNanos());
  }

  /** Answers to what was sent until now are not wanted any more. */
  final void nextAttempt() {
    attempt++;
  }

  /** Makes the request anew, by the lane's newest map. */
  final void again(long nowNanos) {
    attempt++;
    restart(nowNanos);
  }

  private void awaitMap(long nowNanos) {
    if (lane().view().epoch() < awaitedEpoch) {
      lane().needEpoch(awaitedEpoch);
      lane().wake(this, nextLook(nowNanos));
    } else if (followTable() && !regroup()) {
      restart(nowNanos);
    }
  }

  final boolean isConnectedTo(int replica) {
    return nodes[node(replica)].forVnode(vnode).isReady();
  }

  /** How long a replica has let requests wait without a sign of life; 0 when none waits. */
  final long silenceNanosOf(int replica) {
    return nodes[node(replica)].forVnode(vnode).silenceNanos(lane().nowNanos());
  }

  final Reach reachOf(int replica) {
    return nodes[node(replica)].reach(vnode, reachSinceNanos);
  }

  final NodeRecorder recorder(int replica) {
    return nodes[node(replica)].recorder();
  }

  /** Sends a request to a replica. */
  final boolean sendTo(int replica, Request request, int tagKind) {
    return sendTo(replica, request, microsLeft(), tag(tagKind, replica));
  }

  /** Sends a request to a replica, with a time and a {@link #tag} of its own. */
  final boolean sendTo(int replica, Request request, int timeLeftMicros, int tag) {
    Request sent =
        isCoordinated() && request instanceof Request.Data data
            ? new Request.Coordinate(aim.level().code(), isTraced(), data)
            : request;
    ByteBuf body = lane().encode(sent);
    ShardLink link = linkTo(replica);
    tracing.sent(lane(), link, replica, request, body.readableBytes());
    return link.send(
        MessageCodec.opcode(sent), body, epochRoutedBy(), timeLeftMicros, counter, this, tag);
  }

  /** Sends writes to a replica, which others get through it. */
  final boolean sendTo(int replica, List<Mutation> mutations, List<Onward> others) {
    if (isTraced()) {
      note(Trace.Kind.SENT, replica, "Write for " + others.size() + " others as well");
    }
    return linkTo(replica)
        .send(mutations, others, epochRoutedBy(), microsLeft(), counter, this, tag(0, replica));
  }

  /** Takes a request to a replica back; false where there is none to take back. */
  final boolean cancel(int replica) {
    return !isCoordinated()
        && linkTo(replica).cancel(epochRoutedBy(), counter, this, tag(0, replica));
  }

  /** What an answer is told by: of this attempt, of a kind, and of a replica. */
  final int tag(int kind, int replica) {
    return attempt << TAG_ATTEMPT_SHIFT | kind | replica;
  }

  final NodeId idOf(int replica) {
    return nodes[node(replica)].node().id();
  }

  final long epochRoutedBy() {
    MapView routedBy = view;
    if (routedBy == null) {
      throw new IllegalStateException("sent before it was routed");
    }
    return routedBy.epoch();
  }

  /** Whether it is nodes that are asked to coordinate, in the place of replicas. */
  final boolean isCoordinated() {
    return lane().view().isCoordinated();
  }

  final long counter() {
    return counter;
  }

  private ShardLink linkTo(int replica) {
    return nodes[node(replica)].forVnode(vnode);
  }

  private int microsLeft() {
    long micros = (deadlineNanos - lane().nowNanos()) / 1_000;
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, micros));
  }

  @Override
  public final void answered(int tag, Response response, long nowNanos) {
    hear(tag, response, nowNanos);
  }

  @Override
  public final void lost(int tag, long nowNanos) {
    hear(tag, null, nowNanos);
  }

  private void hear(int tag, @Nullable Response response, long nowNanos) {
    // An answer that came too late, or to an attempt by an older map.
    if ((finished && !livesOn())
        || tag >>> TAG_ATTEMPT_SHIFT != (attempt & -1 >>> TAG_ATTEMPT_SHIFT)) {
      return;
    }
    if (response == null) {
      // Whoever cannot be reached now may be there again when this is tried again.
      reachSinceNanos = nowNanos;
    }
    if (tracing.isOn()) {
      tracing.answered(lane(), linkTo(tag & TAG_REPLICA_MASK), tag & TAG_REPLICA_MASK, response);
    }
    Response answer =
        response instanceof Response.Coordinated coordinated ? coordinated.answer() : response;
    int before = attempt;
    reply(tag & TAG_REPLICA_MASK, tag & (TAG_REPAIR | TAG_HINT), answer, nowNanos);
    if (!finished && before == attempt && wakeNanos(nowNanos) - wakeNanos < 0) {
      lane().wake(this, wakeNanos(nowNanos));
    }
  }

  /** Takes it off the lane; to be called before anybody is told of its end. */
  final boolean finish() {
    if (finished) {
      return false;
    }
    finished = true;
    if (lane != null) {
      tracing.ended(lane);
      standing.end(lane);
    }
    if (queued || wasBegun()) {
      lingering = lingers();
      lane().finished(this, queued, lingering);
    }
    return true;
  }

  /** Whether answers are listened to though it is finished. */
  final boolean isLingering() {
    return lingering;
  }

  /** Nothing is waited for any more. */
  final void endLingering() {
    if (lingering) {
      lingering = false;
      lane().lingered(this);
    }
  }
}
