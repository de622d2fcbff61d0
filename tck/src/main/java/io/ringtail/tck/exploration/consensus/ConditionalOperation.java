// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration.consensus;

import io.ringtail.driver.consensus.Evaluation;
import io.ringtail.driver.coordination.Failure;
import io.ringtail.protocol.merge.Merge;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Version;
import io.ringtail.protocol.time.Ballot;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A conditional write: leads the proposer of its driver, or waits, or is led by another one. */
final class ConditionalOperation extends Operation {
  /**
   * What a conditional write has seen, and made of it.
   *
   * @param seen the values of all cells, as {@link Layout#values}
   */
  private record Outcome(ConditionalOperation operation, int seen, boolean holds) {}

  private @Nullable Leading leading;

  ConditionalOperation(int number, Order order, Driver driver, ConsensusModel model) {
    super(number, order, driver, model);
  }

  @Override
  void start() {
    driver.join(this);
  }

  /** Begins to propose for some operations, itself the first of them. */
  void lead(List<ConditionalOperation> batch) {
    Leading leads = new Leading(batch);
    leading = leads;
    leads.start();
  }

  boolean mayHaveTakenEffect() {
    Leading leads = leading;
    return leads != null && leads.mayHaveTakenEffect();
  }

  @Override
  long wakeNanos() {
    Leading leads = leading;
    return leads == null ? limits.deadlineNanos() : leads.wakeNanos();
  }

  @Override
  void tick() {
    Leading leads = leading;
    if (leads != null) {
      leads.tick();
    } else if (limits.deadlineNanos() <= model.nowNanos()) {
      fail(
          new Failure(Failure.Kind.TIMEOUT, "others took all its time", driver.mayBeDecided(this)));
    }
  }

  @Override
  void answered(int index, Message.Answer answer) {
    Leading leads = leading;
    if (leads != null) {
      leads.answered(index, answer);
    }
  }

  @Override
  void lost(int index, boolean isRepair) {
    Leading leads = leading;
    if (leads != null) {
      leads.lost(index);
    }
  }

  void failsWithLeader() {
    fail(new Failure(Failure.Kind.TIMEOUT, "its leader failed", true));
  }

  private void fail(Failure failure) {
    if (endsWith(failure) && failure.mayHaveTakenEffect()) {
      noteInDoubt(model.history());
    }
  }

  private int cells(List<ConditionalOperation> batch) {
    int cells = 0;
    for (int i = 0; i < batch.size(); i++) {
      cells |= batch.get(i).order.touches(model.layout());
    }
    return cells;
  }

  private boolean holds(PartitionData known) {
    return order.action() == Action.SWAP
        || model.layout().value(known, order.looksAt()) == order.expected();
  }

  private @Nullable PartitionData change(PartitionData known, Ballot ballot) {
    Layout layout = model.layout();
    if (!order.action().deletes()) {
      return layout.write(order.cell(), successor(known, order.cell(), ballot), number);
    }
    PartitionData change = null;
    for (int cell = 0; cell < layout.cells; cell++) {
      if (layout.cell(known, cell) != null) {
        PartitionData tombstone =
            layout.write(cell, successor(known, cell, ballot), Layout.NOTHING);
        change = change == null ? tombstone : Merge.partitions(change, tombstone);
      }
    }
    return change;
  }

  private Version successor(PartitionData known, int cell, Ballot ballot) {
    Layout layout = model.layout();
    return model.parts().successor(known, layout.clustering(cell), layout.column(cell), ballot);
  }

  private void complete(Outcome outcome) {
    if (!end(outcome.holds() ? "holds" : "does not hold", outcome.seen())) {
      return;
    }
    succeeded = true;
    int touched = order.touches(model.layout());
    if (outcome.holds()) {
      model.history().wrote(this, touched, outcome.seen(), order.writes(model.layout()), value());
    } else {
      model.history().saw(this, touched, outcome.seen());
    }
  }

  private int value() {
    return order.action().deletes() ? Layout.NOTHING : number;
  }

  @Override
  void noteInDoubt(History history) {
    boolean hasCondition = order.action() != Action.SWAP;
    history.mayHaveWritten(
        this,
        hasCondition ? 1 << order.looksAt() : 0,
        Layout.with(0, order.looksAt(), order.expected()),
        order.writes(model.layout()),
        value());
  }

  /** Proposes what a batch makes of what is there. */
  private final class Leading extends Proposing<List<Outcome>> {
    private List<ConditionalOperation> batch;

    Leading(List<ConditionalOperation> batch) {
      super(ConditionalOperation.this, cells(batch), false);
      this.batch = batch;
    }

    @Override
    public void preparing() {
      if (!mayHaveTakenEffect() && driver.takeWaiting()) {
        batch = driver.running();
        lookAt(cells(batch));
      }
    }

    @Override
    public Evaluation<List<Outcome>> evaluate(PartitionData known) {
      PartitionData now = known;
      PartitionData change = null;
      List<Outcome> outcomes = new ArrayList<>(batch.size());
      for (int i = 0; i < batch.size(); i++) {
        ConditionalOperation each = batch.get(i);
        if (!each.isOver) {
          boolean holds = each.holds(now);
          outcomes.add(new Outcome(each, model.layout().values(now), holds));
          PartitionData own = holds ? each.change(now, ballot()) : null;
          if (own != null) {
            now = Merge.partitions(now, own);
            change = change == null ? own : Merge.partitions(change, own);
          }
        }
      }
      return new Evaluation<>(change, outcomes);
    }

    @Override
    public void completed(List<Outcome> outcomes) {
      for (int i = 0; i < outcomes.size(); i++) {
        outcomes.get(i).operation().complete(outcomes.get(i));
      }
      driver.leadNext();
    }

    @Override
    public void failed(Failure failure) {
      fail(failure);
      driver.failed(failure.mayHaveTakenEffect());
    }
  }
}
