// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration.consensus;

import io.ringtail.driver.consensus.Proposer;
import io.ringtail.driver.coordination.Quorum;
import io.ringtail.driver.coordination.Reach;
import io.ringtail.protocol.consensus.Proposal;
import io.ringtail.protocol.consensus.ProposalId;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.time.Ballot;
import org.jspecify.annotations.Nullable;

/**
 * The product's proposer, and what a lane does around it.
 *
 * @param <A> what it ends with
 */
abstract class Proposing<A extends @Nullable Object> implements Proposer.Effects<A> {
  private final Operation owner;
  private final ConsensusModel model;
  private int cells;
  private final Proposer<A> machine;

  /** Of the round that is under way. */
  private Ballot ballot = Ballot.NONE;

  /**
   * A proposer that has not begun.
   *
   * @param cells that it looks at
   */
  Proposing(Operation owner, int cells, boolean settlesOnly) {
    this.owner = owner;
    this.model = owner.model;
    this.cells = cells;
    this.machine = new Proposer<>(this, settlesOnly);
  }

  final void start() {
    machine.start(
        Quorum.majority(model.replicas()), 0, model.nowNanos(), owner.limits, owner.epoch);
  }

  final long wakeNanos() {
    return machine.wakeNanos(model.nowNanos());
  }

  final void tick() {
    machine.tick(model.nowNanos());
  }

  final void answered(int index, Message.Answer answer) {
    long now = model.nowNanos();
    switch (answer.response()) {
      case Response.Prepared prepared -> machine.prepared(index, prepared, now);
      case Response.Proposed proposed -> machine.proposed(index, proposed, now);
      case null -> {
        if (answer.refusal() != null) {
          machine.refused(index, now, Operation.refusal(answer));
        } else {
          machine.unknown(index, now, Reason.INTERNAL, "confused");
        }
      }
      default -> machine.acknowledged(index, now);
    }
  }

  final void lost(int index) {
    machine.lost(index, model.nowNanos());
  }

  final boolean mayHaveTakenEffect() {
    return machine.mayHaveTakenEffect();
  }

  /** From the next round on. */
  final void lookAt(int moreCells) {
    cells = moreCells;
  }

  final Ballot ballot() {
    return ballot;
  }

  @Override
  public final boolean isConnected(int index) {
    return owner.reach(index) == Reach.CONNECTED;
  }

  @Override
  public final Reach reach(int index) {
    return owner.reach(index);
  }

  @Override
  public final void roundBegan() {
    owner.forgetRequests();
  }

  @Override
  public void preparing() {
    // Whoever waits may go along.
  }

  @Override
  public final boolean isContended() {
    return false;
  }

  @Override
  public final boolean takeTurn() {
    return false;
  }

  @Override
  public final boolean prepare(int index, Ballot round, boolean decisionWanted) {
    return owner.send(index, new Message.Prepare(round, cells, decisionWanted));
  }

  @Override
  public final boolean propose(int index, Proposal proposal) {
    return owner.send(index, new Message.Propose(proposal));
  }

  @Override
  public final boolean commit(int index, Proposal proposal) {
    return owner.send(index, new Message.Commit(proposal));
  }

  @Override
  public final Ballot ballotAbove(Ballot other) {
    ballot = owner.driver.ballotAbove(other);
    return ballot;
  }

  @Override
  public final ProposalId newId() {
    return owner.driver.newId();
  }

  @Override
  public final long retryDelayNanos(int attempt, int hintMillis) {
    return Operation.RETRY_NANOS;
  }

  /** Unlike that of others, so that two do not meet again and again. */
  @Override
  public final long contentionDelayNanos(int attempt) {
    return Operation.RETRY_NANOS / 2 * (1 + (attempt + owner.number) % 3);
  }

  @Override
  public final void rerouted(long newEpoch) {
    owner.epoch = newEpoch;
    owner.forgetRequests();
    start();
  }
}
