// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration.metadata;

import io.ringtail.node.metadata.ProposalOutcome;
import io.ringtail.node.metadata.Proposer;
import io.ringtail.protocol.map.ChangeId;
import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Epoch;
import io.ringtail.protocol.ring.NodeId;
import io.ringtail.protocol.schema.ColumnKind;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.protocol.schema.SchemaChange.ColumnDefinition;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.schema.TableOptions;
import io.ringtail.protocol.type.ScalarType;
import io.ringtail.tck.exploration.BrokenPromise;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A change of the schema that one node brings through: the product's proposer and its timers. */
final class Change implements Proposer.Effects {
  /** A change that has waited so often for others has run out of time. */
  private static final int RETRIES_MAX = 6;

  /** Waits have no length here: the choices say when they end. */
  private static final RandomGenerator NO_CHANCE = () -> 0;

  /** What is wanted of a table. */
  record Wish(int node, int table, boolean creates, boolean lenient) {
    private static final List<ColumnDefinition> COLUMNS =
        List.of(new ColumnDefinition("k", ScalarType.VARCHAR, ColumnKind.PARTITION, false));

    TableName name() {
      return new TableName("default", "t" + table);
    }

    SchemaChange change() {
      return creates
          ? new SchemaChange.CreateTable(name(), COLUMNS, TableOptions.DEFAULT, lenient)
          : new SchemaChange.DropTable(name(), lenient);
    }
  }

  final int number;
  final Wish wish;
  private final MetadataModel model;
  private final ChangeId id;
  private final Proposer proposer;
  private final int epochsBefore;
  private int retries;
  private int waitingRound;
  private boolean waiting;
  private @Nullable ProposalOutcome outcome;

  Change(int number, Wish wish, ClusterMap map, MetadataModel model) {
    this.number = number;
    this.wish = wish;
    this.model = model;
    this.id = new ChangeId(1, number);
    this.epochsBefore = model.history().epochs();
    this.proposer = new Proposer(map, wish.change(), id, number, NO_CHANCE, this);
  }

  void start() {
    proposer.start();
  }

  void answered(NodeId voter, int round, @Nullable Response answer) {
    proposer.answered(voter, round, answer);
  }

  void mapChanged(ClusterMap map) {
    proposer.mapChanged(map);
  }

  void expire() {
    proposer.expire();
  }

  boolean isWaiting() {
    return waiting && outcome == null;
  }

  /** The wait is over. */
  void retry() {
    waiting = false;
    if (++retries > RETRIES_MAX) {
      proposer.expire();
    } else {
      proposer.retry(waitingRound);
    }
  }

  @Nullable ProposalOutcome outcome() {
    return outcome;
  }

  @Override
  public void ask(NodeId voter, Request.Control request, int round) {
    model.ask(this, voter, request, round);
  }

  @Override
  public void retryAfter(long millis, int round) {
    waiting = true;
    waitingRound = round;
  }

  @Override
  public void decided(ClusterMap map) {
    model.decided(this, map);
  }

  @Override
  public void behind(NodeId voter, Epoch newer) {
    model.fetch(wish.node, voter);
  }

  @Override
  public void finished(ProposalOutcome how) {
    if (outcome != null) {
      throw new BrokenPromise(this + " ended twice: " + outcome + ", then " + how);
    }
    outcome = how;
    model.finished(this, how);
    check();
  }

  /** Checks the outcome against what is decided by now; what is decided later may break it too. */
  void check() {
    History history = model.history();
    switch (outcome) {
      case null -> {}
      case ProposalOutcome.InDoubt inDoubt -> {}
      case ProposalOutcome.Done done when done.map().change().equals(id) -> {
        if (!history.contains(id)) {
          throw new BrokenPromise(this + " is done, but was never decided");
        }
      }
      case ProposalOutcome.Done done -> {
        if (!wish.lenient || !history.had(wish.name(), wish.creates, epochsBefore)) {
          throw new BrokenPromise(this + " is done without a change that was needed");
        }
      }
      case ProposalOutcome.Expired expired -> checkUndone(history);
      case ProposalOutcome.Rejected rejected -> {
        checkUndone(history);
        boolean fits =
            switch (rejected.reason()) {
              case ALREADY_EXISTS, NOT_FOUND ->
                  !wish.lenient && history.had(wish.name(), wish.creates, epochsBefore);
              default -> false;
            };
        if (!fits) {
          throw new BrokenPromise(this + " was refused without reason: " + rejected.reason());
        }
      }
    }
  }

  private void checkUndone(History history) {
    if (history.contains(id)) {
      throw new BrokenPromise(this + " ended without effect, as " + outcome + ", but was decided");
    }
  }

  @Override
  public String toString() {
    return "change "
        + number
        + " ("
        + (wish.creates ? "create t" : "drop t")
        + wish.table
        + (wish.lenient ? " if needed)" : ")");
  }
}
