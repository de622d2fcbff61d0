// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.lane;

import io.ringtail.driver.api.Level;
import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.api.Trace;
import io.ringtail.driver.connection.Onward;
import io.ringtail.driver.connection.ShardLink;
import io.ringtail.driver.coordination.Failure;
import io.ringtail.driver.coordination.Handoff;
import io.ringtail.driver.coordination.Limits;
import io.ringtail.driver.coordination.Quorum;
import io.ringtail.driver.coordination.QuorumWrite;
import io.ringtail.driver.coordination.Reach;
import io.ringtail.driver.coordination.Refusal;
import io.ringtail.driver.routing.MapView;
import io.ringtail.driver.routing.Replicas;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.row.Mutation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A plain write under way on a lane. Once the level is reached and whoever asked is told, it waits
 * for the other replicas, until its deadline at most; one that the write has not reached by then is
 * left a hint.
 */
public final class WriteOperation extends Operation
    implements QuorumWrite.Effects, Handoff.Effects {
  /** How long a node has to keep a hint. */
  private static final int HINT_MICROS = 2_000_000;

  private Request.Write request;
  private final Completion<@Nullable Void> completion;
  private int[] replicas = {};
  private @Nullable QuorumWrite machine;
  private @Nullable Handoff handoff;

  /** Where the replicas are, for what is passed on. */
  private @Nullable Replicas found;

  /** Whether it was looked for replicas that cannot be reached. */
  private boolean looked;

  /** Whether the level was reached. */
  private boolean reached;

  /** Hints for which a node was asked that is no replica, and has not answered. */
  private int strangers;

  private boolean strangersAsked;

  /** Whether such a node may keep one, though it did not say so. */
  private boolean strangersUnsure;

  /** Whether an attempt by an older map may have taken effect. */
  private boolean touched;

  /** A write of mutations that share their replicas and shards. */
  public WriteOperation(Aim aim, List<Mutation> mutations, Completion<@Nullable Void> completion) {
    super(aim);
    this.request = new Request.Write(mutations);
    this.completion = completion;
  }

  @Override
  void route(MapView view, int vnode, long nowNanos, Limits limits) {
    Replicas routedTo = view.asked(aim.keyspace(), vnode);
    found = routedTo;
    replicas = routedTo.nodes();
    looked = view.isCoordinated();
    Quorum quorum = routedTo.quorum(aim.level());
    QuorumWrite write =
        view.isCoordinated()
            ? new QuorumWrite(quorum, 0, 1 << lane().order(routedTo, vnode, 1)[0], this)
            : new QuorumWrite(quorum, this);
    machine = write;
    handoff = null;
    write.start(nowNanos, limits, view.epoch());
  }

  /** Made when the first replica is found to be missing: in most writes none is. */
  private Handoff handoff() {
    Handoff made = handoff;
    if (made == null) {
      made = new Handoff(replicas.length, this);
      handoff = made;
    }
    return made;
  }

  private QuorumWrite machine() {
    return java.util.Objects.requireNonNull(machine);
  }

  @Override
  void tick(long nowNanos) {
    if (strangers == 0) {
      machine().tick(nowNanos);
    } else if (deadlineNanos() - nowNanos <= 0) {
      strangersUnsure = true;
      strangers = 0;
      failed(nobodyKeeps());
    }
  }

  @Override
  long wakeNanos(long nowNanos) {
    return machine().wakeNanos(nowNanos);
  }

  @Override
  int node(int replica) {
    return replicas[replica];
  }

  @Override
  void reply(int replica, int kind, @Nullable Response answer, long nowNanos) {
    if (kind == TAG_HINT) {
      hinted(replica, answer);
    } else {
      written(replica, answer, nowNanos);
    }
    if (isLingering()) {
      handOff(machine().missing());
    }
  }

  private void hinted(int replica, @Nullable Response answer) {
    boolean kept = answer instanceof Response.HintDone;
    if (kept) {
      recorder(replica).hinted();
      handoff().kept(replica);
    } else {
      handoff().failed(replica);
    }
    if (strangers > 0 && !isFinished()) {
      strangers--;
      strangersUnsure |= !(answer instanceof Response.Refused);
      if (kept) {
        completedElsewhere();
      } else if (strangers == 0) {
        failed(nobodyKeeps());
      }
    }
  }

  private void completedElsewhere() {
    if (finish()) {
      completion.completed(null);
    }
  }

  private void written(int replica, @Nullable Response answer, long nowNanos) {
    QuorumWrite write = machine();
    if (answer == null) {
      write.lost(replica, nowNanos);
    } else if (answer instanceof Response.WriteDone) {
      write.acknowledged(replica);
    } else if (answer instanceof Response.Refused refused) {
      write.refused(replica, nowNanos, Refusal.of(refused));
    } else if (answer instanceof Response.Unknown unknown) {
      write.unknown(replica, nowNanos, unknown.reason(), unknown.detail());
    } else {
      write.unknown(
          replica, nowNanos, Reason.INTERNAL, "answered " + answer.getClass().getSimpleName());
    }
  }

  @Override
  public boolean isConnected(int replica) {
    return isConnectedTo(replica);
  }

  @Override
  public Reach reach(int replica) {
    return reachOf(replica);
  }

  @Override
  public boolean send(int replica) {
    return send(replica, 0);
  }

  @Override
  public int passesOn(int replica, int unsent) {
    return java.util.Objects.requireNonNull(found).remoteWith(replica) & unsent;
  }

  @Override
  public boolean send(int replica, int others) {
    int absent = looked ? 0 : absent() & ~others;
    looked = true;
    if ((others | absent) == 0) {
      return sendTo(replica, request, 0);
    }
    List<Onward> onward = new ArrayList<>();
    for (int left = others | absent; left != 0; left &= left - 1) {
      int other = Integer.numberOfTrailingZeros(left);
      boolean later = (absent & 1 << other) != 0;
      onward.add(new Onward(idOf(other), later, tag(later ? TAG_HINT : 0, other)));
    }
    boolean sent = sendTo(replica, request.mutations(), onward);
    if (sent && absent != 0) {
      handoff().sentAlong(replica, absent);
    }
    return sent;
  }

  /** Replicas that cannot be reached now; the first that can keeps the write for them. */
  private int absent() {
    int absent = 0;
    for (int i = 0; i < replicas.length; i++) {
      absent |= isConnected(i) ? 0 : 1 << i;
    }
    return absent;
  }

  @Override
  public boolean keep(int holder, int absent) {
    note(Trace.Kind.HINTED, absent, "to be kept by " + idOf(holder));
    return sendTo(
        holder,
        new Request.Hint(idOf(absent), request.mutations()),
        HINT_MICROS,
        tag(TAG_HINT, absent));
  }

  @Override
  public void notKept(int absent) {
    recorder(absent).missed();
  }

  @Override
  boolean lingers() {
    QuorumWrite write = machine;
    return reached
        && write != null
        && !isCoordinated()
        && (write.missing() | write.inFlight()) != 0;
  }

  @Override
  void tickLingering(long nowNanos) {
    if (deadlineNanos() - nowNanos <= 0) {
      handOff(machine().missing() | machine().inFlight());
    } else {
      lane().wake(this, deadlineNanos());
    }
  }

  /** Leaves hints for replicas that the write did not reach, and ends when that is done. */
  private void handOff(int absent) {
    if (absent != 0) {
      handoff().settle(absent, machine().held());
    }
    if ((handoff == null || handoff.isQuiet()) && (machine().inFlight() & ~absent) == 0) {
      endLingering();
    }
  }

  @Override
  public long retryDelayNanos(int attempt, int hintMillis) {
    return lane().retryDelayNanos(attempt, hintMillis);
  }

  @Override
  public boolean mayRetryAt(int replica, boolean overloaded, boolean begun) {
    return super.mayRetryAt(replica, overloaded, begun || touched);
  }

  @Override
  public void rerouted(long epoch) {
    touched |= machine().mayHaveTakenEffect();
    rerouteAt(epoch);
  }

  @Override
  void moveTo(int newTableId) {
    request = request.ofTable(newTableId);
  }

  @Override
  boolean regroup() {
    return completion.regroup(touched) && finish();
  }

  @Override
  public void completed() {
    reached = true;
    if (finish()) {
      completion.completed(null);
      if (isLingering()) {
        QuorumWrite write = machine();
        handOff(write.missing() | (lane().mayLinger() ? 0 : write.inFlight()));
      }
    }
  }

  @Override
  public void failed(Failure failure) {
    if (aim.level() == Level.ANY && !isCoordinated() && !mayHaveTakenEffect() && askStrangers()) {
      return; // what they answer decides
    }
    fail(
        ErrorMapping.ofWrite(
            touched && !failure.mayHaveTakenEffect()
                ? new Failure(Failure.Kind.TIMEOUT, failure.message(), true)
                : failure));
  }

  /** Asks any node to keep the write for its replicas; whether one could be asked. */
  private boolean askStrangers() {
    ShardLink link = strangersAsked ? null : lane().anyReady(0);
    if (link == null) {
      return false;
    }
    strangersAsked = true;
    for (int i = 0; i < replicas.length; i++) {
      Request hint = new Request.Hint(idOf(i), request.mutations());
      if (lane().send(link, hint, HINT_MICROS, counter(), this, tag(TAG_HINT, i))) {
        strangers++;
      }
    }
    return strangers > 0;
  }

  private Failure nobodyKeeps() {
    return new Failure(
        strangersUnsure ? Failure.Kind.TIMEOUT : Failure.Kind.UNAVAILABLE,
        "no replica can be reached, and the node that was asked did not say that it keeps the write"
            + " for them",
        strangersUnsure);
  }

  @Override
  void fail(RingtailException error) {
    if (finish()) {
      completion.failed(error);
    }
  }

  @Override
  boolean mayHaveTakenEffect() {
    return touched || strangersUnsure || (machine != null && machine.mayHaveTakenEffect());
  }
}
