// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.lane;

import io.ringtail.driver.consensus.Proposer;
import io.ringtail.driver.coordination.Limits;
import io.ringtail.driver.coordination.Reach;
import io.ringtail.driver.coordination.Refusal;
import io.ringtail.driver.routing.MapView;
import io.ringtail.driver.routing.Replicas;
import io.ringtail.protocol.consensus.Proposal;
import io.ringtail.protocol.consensus.ProposalId;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.time.Ballot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A proposer under way on a lane.
 *
 * @param <A> what it ends with
 */
abstract class ProposerOperation<A extends @Nullable Object> extends Operation
    implements Proposer.Effects<A> {
  /** A replica that is silent for so long is not asked for a turn: it may be paused. */
  private static final long SILENCE_NANOS = 50_000_000;

  final byte[] key;
  private final Proposer<A> machine;
  private int tableId;
  private int[] replicas = {};

  /** How many of them decide, the first ones; the others are told, and not asked again. */
  private int acceptors;

  /** The replica that was asked for a turn; -1 where none was. */
  private int turnAt = -1;

  /** The moment by which expiry is judged in the round that is under way. */
  private long roundMillis;

  ProposerOperation(Aim aim, byte[] key, boolean settlesOnly) {
    super(aim);
    this.key = key;
    this.tableId = aim.table().id();
    this.machine = new Proposer<>(this, settlesOnly);
  }

  final int tableId() {
    return tableId;
  }

  /** What the proposer looks at. */
  abstract List<ByteRange> slices();

  @Override
  void route(MapView view, int vnode, long nowNanos, Limits limits) {
    Replicas found = view.replicas(aim.keyspace(), vnode);
    replicas = found.nodes();
    acceptors = found.deciding().replicas();
    machine.start(found.deciding(), replicas.length - acceptors, nowNanos, limits, view.epoch());
  }

  @Override
  void tick(long nowNanos) {
    machine.tick(nowNanos);
  }

  @Override
  long wakeNanos(long nowNanos) {
    return machine.wakeNanos(nowNanos);
  }

  @Override
  int node(int replica) {
    return replicas[replica];
  }

  @Override
  void reply(int replica, int kind, @Nullable Response answer, long nowNanos) {
    if (replica >= acceptors) {
      return;
    }
    if (answer == null) {
      machine.lost(replica, nowNanos);
    } else if (answer instanceof Response.Prepared prepared) {
      machine.prepared(replica, prepared, nowNanos);
    } else if (answer instanceof Response.Proposed proposed) {
      machine.proposed(replica, proposed, nowNanos);
    } else if (answer instanceof Response.TurnTaken taken) {
      if (taken.waiting() > 0) {
        lane().contention().note(tableId, key, nowNanos);
      }
      machine.turnCame(nowNanos);
    } else if (answer instanceof Response.Committed) {
      machine.acknowledged(replica, nowNanos);
    } else if (answer instanceof Response.Refused refused) {
      machine.refused(replica, nowNanos, Refusal.of(refused));
    } else if (answer instanceof Response.Unknown unknown) {
      machine.unknown(replica, nowNanos, unknown.reason(), unknown.detail());
    } else {
      machine.unknown(
          replica, nowNanos, Reason.INTERNAL, "answered " + answer.getClass().getSimpleName());
    }
  }

  @Override
  public final boolean isConnected(int replica) {
    return isConnectedTo(replica);
  }

  @Override
  public final Reach reach(int replica) {
    return reachOf(replica);
  }

  @Override
  public final void roundBegan() {
    nextAttempt();
    roundMillis = lane().wallMillis();
  }

  final long roundMillis() {
    return roundMillis;
  }

  @Override
  public void preparing() {}

  @Override
  public boolean isContended() {
    return lane().contention().isKnown(tableId, key, lane().nowNanos());
  }

  @Override
  public final boolean takeTurn() {
    lane().contention().note(tableId, key, lane().nowNanos());
    for (int replica = 0; replica < acceptors; replica++) {
      if (isConnected(replica)
          && silenceNanosOf(replica) < silenceMax(replica)
          && sendTo(replica, new Request.TakeTurn(tableId, key), TAG_BEGUN)) {
        turnAt = replica;
        return true;
      }
    }
    return false;
  }

  /** Over a long way an answer takes longer than a pause would be noticed. */
  private long silenceMax(int replica) {
    long late = recorder(replica).lateNanos();
    return late == Long.MAX_VALUE ? SILENCE_NANOS : Math.max(SILENCE_NANOS, 2 * late);
  }

  /** Lets the next one have its turn; to be called when the operation ends. */
  final void endTurn() {
    int replica = turnAt;
    turnAt = -1;
    if (replica >= 0 && replica < replicas.length && isConnected(replica)) {
      nextAttempt();
      sendTo(replica, new Request.EndTurn(tableId, key), TAG_BEGUN);
    }
  }

  @Override
  public final boolean prepare(int replica, Ballot ballot, boolean decisionWanted) {
    return sendTo(
        replica,
        new Request.Prepare(tableId, key, ballot, slices(), roundMillis, decisionWanted),
        0);
  }

  @Override
  public final boolean propose(int replica, Proposal proposal) {
    return sendTo(replica, new Request.Propose(tableId, key, proposal), TAG_BEGUN);
  }

  @Override
  public final boolean commit(int replica, Proposal proposal) {
    return sendTo(replica, new Request.Commit(tableId, key, proposal), TAG_BEGUN);
  }

  @Override
  public final Ballot ballotAbove(Ballot other) {
    return lane().ballots().above(other);
  }

  @Override
  public final ProposalId newId() {
    return lane().ballots().newProposal();
  }

  @Override
  public final long retryDelayNanos(int attempt, int hintMillis) {
    return lane().retryDelayNanos(attempt, hintMillis);
  }

  @Override
  public final boolean mayRetryAt(int replica, boolean overloaded) {
    return mayRetryAt(replica, overloaded, mayHaveTakenEffect());
  }

  @Override
  public final long contentionDelayNanos(int attempt) {
    return lane().contentionDelayNanos(attempt);
  }

  @Override
  public final void rerouted(long epoch) {
    rerouteAt(epoch);
  }

  @Override
  void moveTo(int newTableId) {
    tableId = newTableId;
  }

  @Override
  final boolean regroup() {
    return false;
  }

  @Override
  boolean mayHaveTakenEffect() {
    return machine.mayHaveTakenEffect();
  }
}
