// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.lane;

import io.ringtail.driver.api.Level;
import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.api.Trace;
import io.ringtail.driver.coordination.Failure;
import io.ringtail.driver.coordination.Limits;
import io.ringtail.driver.coordination.PartitionReconciler;
import io.ringtail.driver.coordination.PartitionResult;
import io.ringtail.driver.coordination.Question;
import io.ringtail.driver.coordination.Quorum;
import io.ringtail.driver.coordination.QuorumRead;
import io.ringtail.driver.coordination.QuorumWrite;
import io.ringtail.driver.coordination.Reach;
import io.ringtail.driver.coordination.Reconciler;
import io.ringtail.driver.coordination.Refusal;
import io.ringtail.driver.coordination.ScanPage;
import io.ringtail.driver.coordination.ScanReconciler;
import io.ringtail.driver.routing.MapView;
import io.ringtail.driver.routing.Replicas;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Token;
import io.ringtail.protocol.row.Mutation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A read or one page of a scan under way on a lane.
 *
 * @param <A> what a replica answers
 * @param <R> the result
 */
public final class ReadOperation<A, R> extends Operation implements QuorumRead.Effects<R> {
  /** Most partitions that are settled at once: a page may have thousands. */
  private static final int SETTLING_MAX = 32;

  private static final IntFunction<Response.@Nullable ReadDone[]> READ_ANSWERS =
      Response.ReadDone[]::new;
  private static final IntFunction<Response.@Nullable ScanDone[]> SCAN_ANSWERS =
      Response.ScanDone[]::new;

  private final Class<A> answerClass;
  private final IntFunction<@Nullable A[]> answers;
  private Question<A, R> question;
  private final Completion<R> completion;
  private int[] nodes = {};

  /** By replica, how many rows the write-back holds; empty where there was none. */
  private int[] repairedRows = {};

  private @Nullable QuorumRead<A, R> machine;

  /** What is asked of a replica of which a digest is enough; null where that is none. */
  private @Nullable Request digestRequest;

  /** The size of the largest answer that came in full. */
  private int answerBytes;

  /** Replicas, as bits, whose answer to what nobody waits for is to come. */
  private int background;

  /** Nodes that were found to be behind in conditional writes: they are asked last. */
  private int[] behind = {};

  /** Partitions whose conditional writes are to be settled before the read is made anew. */
  private final Deque<byte[]> unsettled = new ArrayDeque<>();

  /** Those of them that are being settled now. */
  private int settling;

  /** Whether the read was made anew since conditional writes seemed to be half done. */
  private boolean asksAgain;

  private ReadOperation(
      Aim aim,
      Class<A> answerClass,
      IntFunction<@Nullable A[]> answers,
      Question<A, R> question,
      Completion<R> completion) {
    super(aim);
    this.answerClass = answerClass;
    this.answers = answers;
    this.question = question;
    this.completion = completion;
  }

  /** A read of slices of partitions that share their replicas and shards. */
  public static ReadOperation<Response.ReadDone, List<PartitionResult>> of(
      Aim aim, Request.Read read, Completion<List<PartitionResult>> completion) {
    return new ReadOperation<>(
        aim,
        Response.ReadDone.class,
        READ_ANSWERS,
        new PartitionReconciler(read, Reconciler.NOBODY_TELLS),
        completion);
  }

  /** A page of a scan of vnodes that share their replicas and shards. */
  public static ReadOperation<Response.ScanDone, ScanPage> of(
      Aim aim, Request.Scan scan, Completion<ScanPage> completion) {
    return new ReadOperation<>(
        aim,
        Response.ScanDone.class,
        SCAN_ANSWERS,
        new ScanReconciler(scan, Reconciler.NOBODY_TELLS),
        completion);
  }

  @Override
  void route(MapView view, int vnode, long nowNanos, Limits limits) {
    if (aim.level() == Level.ANY) {
      throw new RingtailException.InvalidRequest("ANY is a level of writes; read at ONE or more");
    }
    Replicas replicas = view.asked(aim.keyspace(), vnode);
    nodes = replicas.nodes();
    question =
        question.toldBy(
            view.isCoordinated() ? Reconciler.NOBODY_TELLS : replicas.tellers(aim.level()));
    Quorum quorum = replicas.quorum(aim.level());
    int[] order = lane().order(replicas, vnode, quorum.needed());
    for (int node : behind) {
      putLast(node, order);
    }
    QuorumRead<A, R> read =
        new QuorumRead<>(quorum, order, question, this, answers.apply(nodes.length));
    machine = read;
    digestRequest = digestRequest();
    long late =
        isScan()
            ? Limits.NEVER
            : lane().speculation().lateNanos(order, quorum, i -> recorder(i).lateNanos());
    read.start(
        nowNanos,
        new Limits(limits.deadlineNanos(), limits.spareNanos(), late),
        view.epoch(),
        digestRequest != null);
  }

  /** Digests are for what is large, and not for what has to be asked for again as it is. */
  private @Nullable Request digestRequest() {
    return !asksAgain && lane().answerSizes().areLarge(aim.table().id())
        ? question.digestRequest()
        : null;
  }

  private void putLast(int node, int[] order) {
    int last = order.length - 1;
    for (int i = 0; i < last; i++) {
      int replica = order[i];
      if (nodes[replica] == node) {
        System.arraycopy(order, i + 1, order, i, last - i);
        order[last] = replica;
        return;
      }
    }
  }

  /** Pages take as long as there is in them: none of them is late. */
  private boolean isScan() {
    return answerClass == Response.ScanDone.class;
  }

  private QuorumRead<A, R> machine() {
    return Objects.requireNonNull(machine);
  }

  @Override
  void tick(long nowNanos) {
    if (settling == 0) {
      machine().tick(nowNanos);
    }
  }

  @Override
  long wakeNanos(long nowNanos) {
    // Whatever settles a partition has the read's own deadline.
    return settling == 0 ? machine().wakeNanos(nowNanos) : nowNanos + Limits.POLL_NANOS;
  }

  @Override
  int node(int replica) {
    return nodes[replica];
  }

  @Override
  boolean livesOn() {
    return machine != null && machine.isCompleted();
  }

  @Override
  void reply(int replica, int kind, @Nullable Response answer, long nowNanos) {
    if ((background & 1 << replica) != 0) {
      background &= ~(1 << replica);
      lane().background().release();
    }
    if (kind == TAG_REPAIR) {
      repairReply(replica, answer, nowNanos);
      return;
    }
    QuorumRead<A, R> read = machine();
    if (answer instanceof Response.ReadDone done) {
      answerBytes = Math.max(answerBytes, AnswerSizes.bytes(done));
    }
    if (answer == null) {
      read.lost(replica, nowNanos);
    } else if (answerClass.isInstance(answer)) {
      read.answered(replica, answerClass.cast(answer), nowNanos);
    } else if (answer instanceof Response.Refused refused) {
      read.refused(replica, nowNanos, Refusal.of(refused));
    } else if (answer instanceof Response.Unknown unknown) {
      read.unknown(replica, nowNanos, unknown.reason(), unknown.detail());
    } else {
      read.unknown(
          replica, nowNanos, Reason.INTERNAL, "answered " + answer.getClass().getSimpleName());
    }
  }

  private void repairReply(int replica, @Nullable Response answer, long nowNanos) {
    if (answer instanceof Response.WriteDone) {
      recorder(replica).repaired(repairedRows[replica]);
    }
    QuorumWrite repair = machine().repair();
    if (repair == null) {
      return;
    }
    if (answer == null) {
      repair.lost(replica, nowNanos);
    } else if (answer instanceof Response.WriteDone) {
      repair.acknowledged(replica);
    } else if (answer instanceof Response.Refused refused) {
      repair.refused(replica, nowNanos, Refusal.of(refused));
    } else {
      repair.unknown(replica, nowNanos, Reason.INTERNAL, "write-back not acknowledged");
    }
  }

  @Override
  public Reach reach(int replica) {
    return reachOf(replica);
  }

  @Override
  public boolean ask(int replica, boolean digest) {
    if (!digest) {
      return sendAny(replica, question.request(), 0);
    }
    boolean sent = sendTo(replica, Objects.requireNonNull(digestRequest), 0);
    if (sent) {
      recorder(replica).digestAsked();
    }
    return sent;
  }

  @Override
  public void digestDiffers(int replica) {
    recorder(replica).digestDiffered();
    note(Trace.Kind.DIFFERED, replica, "its digest is of other data, which it is asked for");
  }

  /** Once the read has ended, nobody waits for it: only where there is time and room is it sent. */
  private boolean sendAny(int replica, Request request, int kind) {
    if (!isFinished()) {
      return sendTo(replica, request, kind);
    }
    boolean inTime = deadlineNanos() - lane().nowNanos() > 0;
    if (!inTime || !lane().background().take()) {
      recorder(replica).repairDropped();
      return false;
    }
    note(Trace.Kind.BACKGROUND, replica, "read repair goes on");
    if (!sendTo(replica, request, kind)) {
      lane().background().release();
      return false;
    }
    background |= 1 << replica;
    return true;
  }

  @Override
  public boolean writeBack(int replica, List<Mutation> mutations) {
    if (repairedRows.length == 0) {
      repairedRows = new int[nodes.length];
    }
    repairedRows[replica] = rows(mutations);
    return sendAny(replica, new Request.Write(mutations), TAG_REPAIR);
  }

  /** How many rows mutations hold; one that only deletes counts as one. */
  private static int rows(List<Mutation> mutations) {
    int rows = 0;
    for (Mutation mutation : mutations) {
      rows += Math.max(1, PartitionCodec.decode(mutation.content()).rows().size());
    }
    return rows;
  }

  @Override
  public boolean maySpeculate() {
    return lane().speculation().take();
  }

  @Override
  public void speculated(int replica) {
    recorder(replica).speculated();
    note(Trace.Kind.SPECULATED, replica, "another replica is late");
  }

  @Override
  public void speculationWon(int replica) {
    recorder(replica).wonSpeculation();
  }

  @Override
  public void unneeded(int replica) {
    if (cancel(replica)) {
      note(Trace.Kind.CANCELLED, replica, "others have answered");
    }
  }

  @Override
  public long retryDelayNanos(int attempt, int hintMillis) {
    return lane().retryDelayNanos(attempt, hintMillis);
  }

  @Override
  public void unsettled(List<byte[]> keys, int behindReplicas) {
    behind =
        IntStream.range(0, nodes.length)
            .filter(i -> (behindReplicas & 1 << i) != 0)
            .map(i -> nodes[i])
            .toArray();
    if (isTraced()) {
      note(Trace.Kind.UNSETTLED, -1, "conditional writes of " + keys.size() + " partitions");
    }
    if (!asksAgain) {
      // What was decided a moment ago is mostly on its way to the replicas: the next answer has it.
      asksAgain = true;
      again(lane().nowNanos());
      return;
    }
    nextAttempt();
    unsettled.addAll(keys);
    settleNext();
  }

  private void settleNext() {
    while (settling < SETTLING_MAX && !unsettled.isEmpty() && !isFinished()) {
      byte[] key = unsettled.remove();
      settling++;
      Aim of = aim.at(Token.hash(key), deadlineNanos() - lane().nowNanos());
      lane().beginWithin(new SettleOperation(of, key, new Settled()));
    }
  }

  /** Waits for one partition to be settled. */
  private final class Settled implements Completion<@Nullable Void> {
    @Override
    public void completed(@Nullable Void result) {
      settling--;
      settleNext();
      if (settling == 0 && !isFinished()) {
        again(lane().nowNanos());
      }
    }

    @Override
    public void failed(RingtailException error) {
      settling--;
      fail(error);
    }
  }

  @Override
  public void rerouted(long epoch) {
    rerouteAt(epoch);
  }

  @Override
  void moveTo(int newTableId) {
    question = question.ofTable(newTableId);
  }

  @Override
  boolean regroup() {
    return completion.regroup(false) && finish();
  }

  @Override
  public void completed(R result) {
    if (!isScan()) {
      lane().answerSizes().ended(aim.table().id(), answerBytes, machine().differed());
    }
    if (finish()) {
      completion.completed(result);
    }
  }

  @Override
  public void failed(Failure failure) {
    fail(ErrorMapping.ofRead(failure));
  }

  @Override
  void fail(RingtailException error) {
    if (finish()) {
      completion.failed(error);
    }
  }

  @Override
  boolean mayHaveTakenEffect() {
    return false;
  }
}
