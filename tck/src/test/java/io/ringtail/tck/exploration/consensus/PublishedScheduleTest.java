// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.driver.consensus.Evaluation;
import io.ringtail.driver.consensus.Proposer;
import io.ringtail.driver.consensus.Successors;
import io.ringtail.driver.coordination.Failure;
import io.ringtail.driver.coordination.Limits;
import io.ringtail.driver.coordination.PartitionReconciler;
import io.ringtail.driver.coordination.PartitionResult;
import io.ringtail.driver.coordination.Quorum;
import io.ringtail.driver.coordination.Reach;
import io.ringtail.driver.coordination.Reconciler;
import io.ringtail.driver.coordination.Reconciler.Reconciled;
import io.ringtail.protocol.consensus.Proposal;
import io.ringtail.protocol.consensus.ProposalId;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Version;
import io.ringtail.protocol.time.Ballot;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Schedules that were published of other stores' conditional writes, step by step: a proposal that
 * one replica accepted, and others that do and do not meet it. Source: CASSANDRA-12126, "CAS Reads
 * Inconsistencies".
 */
class PublishedScheduleTest {
  private static final Layout CELLS = Layout.TWO_ROWS;
  private static final int BOTH = 3;
  private static final int CONDITION = 0;
  private static final int TARGET = 1;

  private final Decisions decisions = new Decisions(2);
  private final Replica[] replicas = new Replica[3];

  PublishedScheduleTest() {
    Arrays.setAll(replicas, i -> new Replica(i, CELLS, Parts.PRODUCT, decisions));
  }

  @Test
  void whatAReaderMayFindLaterComesAfterWhoDidNotFindIt() {
    Writer a = new Writer(1, 0, 41);
    a.exchangeWith(0, 1);
    a.exchangeWith(0);
    assertThat(a.answer).as("one replica has accepted it: in doubt").isNull();

    Writer b = new Writer(2, 7, 42);
    b.exchangeWith(1, 2);
    assertThat(b.answer).as("the two others know of nothing").isEqualTo("no, 0");

    // The reader completes it, so that all who come later see it as well: B, then A, then they.
    assertThat(read(0, 1)).isEqualTo(41);
    assertThat(read(1, 2)).isEqualTo(41);
    assertThat(read(0, 2)).isEqualTo(41);
  }

  @Test
  void whatIsDecidedWithoutItPutsAnEndToIt() {
    Writer a = new Writer(1, 0, 41);
    a.exchangeWith(0, 1);
    a.exchangeWith(0);

    Writer b = new Writer(2, 0, 42);
    b.exchangeWith(1, 2);
    b.exchangeWith(1, 2);
    assertThat(b.answer).isEqualTo("yes, 0");

    assertThat(read(0, 1)).isEqualTo(42);
    assertThat(read(0, 2)).isEqualTo(42);
    assertThat(read(1, 2)).isEqualTo(42);
  }

  @Test
  void whoSaysThatItDidNothingHasPutAnEndToWhatItProposed() {
    Writer a = new Writer(1, 0, 41);
    a.exchangeWith(0, 1);
    a.exchangeWith(0);
    for (int replica = 1; replica < replicas.length; replica++) {
      replicas[replica].write(CELLS.write(CONDITION, new Version(5, 9, 0), 8));
      replicas[replica].sync();
    }
    a.decline(1, 2);
    a.exchangeWith(1, 2);
    assertThat(a.answer).as("its condition does not hold any more, but it is alive").isNull();
    a.exchangeWith(1, 2);
    assertThat(a.answer).isEqualTo("no, 8");

    assertThat(read(0, 1)).isEqualTo(0);
    assertThat(read(0, 2)).isEqualTo(0);
    assertThat(read(1, 2)).isEqualTo(0);
  }

  /** Explored schedules come to this one too rarely for every build. */
  @Test
  void whatOthersDecidedForItIsNotDoneTwice() {
    Writer a = new Writer(1, 0, 41);
    a.exchangeWith(1, 2);
    a.loseAnswersOf(1, 2);
    a.decline(0);
    a.exchangeWith(2);

    assertThat(read(1, 2)).as("completed by a reader").isEqualTo(41);
    Writer b = new Writer(2, 0, 42);
    while (b.answer == null) {
      b.exchangeWith(1, 2);
    }
    b.exchangeWith(0);

    // Has not promised anything, and was carried past what it does not know.
    a.exchangeWith(0);
    assertThat(a.answer).isNull();
    while (a.answer == null) {
      a.exchangeWith(0, 1);
    }
    assertThat(a.answer).isEqualTo("yes, 0");
    assertThat(read(0, 1)).isEqualTo(42);
    assertThat(read(1, 2)).isEqualTo(42);
  }

  /** What a reader sees in the target, who asks two replicas, and settles with them if it must. */
  private int read(int one, int other) {
    PartitionReconciler reconciler = new PartitionReconciler(CELLS.read(BOTH), Reconciler.ALL_TELL);
    for (int tries = 0; tries < 3; tries++) {
      Response.@Nullable ReadDone[] answers = new Response.ReadDone[replicas.length];
      answers[one] = replicas[one].read(BOTH);
      answers[other] = replicas[other].read(BOTH);
      Reconciled<List<PartitionResult>> reconciled = reconciler.reconcile(answers);
      if (reconciled.unsettled().isEmpty()) {
        return CELLS.value(Objects.requireNonNull(reconciled.result()).getFirst().data(), TARGET);
      }
      Writer settler = new Writer(3, -1, 0);
      while (settler.answer == null) {
        settler.exchangeWith(one, other);
      }
    }
    throw new AssertionError("not settled");
  }

  /** Writes one cell if the other has a value; or, expecting what is never there, only settles. */
  private final class Writer implements Proposer.Effects<String> {
    private final long writer;
    private final int expected;
    private final int value;
    private final Proposer<String> machine;
    private Message.@Nullable Ask[] sent = new Message.Ask[3];
    private long ballots;
    private long ids;
    private long now;
    private @Nullable String answer;

    Writer(long writer, int expected, int value) {
      this.writer = writer;
      this.expected = expected;
      this.value = value;
      this.machine = new Proposer<>(this, expected < 0);
      machine.start(
          Quorum.majority(replicas.length), 0, 0, new Limits(Long.MAX_VALUE, Long.MAX_VALUE), 1);
    }

    /** Lets what was sent to some replicas, and their answers, arrive; the rest is lost. */
    void exchangeWith(int... some) {
      Message.@Nullable Ask[] round = sent;
      for (int replica : some) {
        Response response = replicas[replica].carryOut(Objects.requireNonNull(round[replica]));
        replicas[replica].sync();
        if (sent == round) {
          switch (response) {
            case Response.Prepared prepared -> machine.prepared(replica, prepared, now);
            case Response.Proposed proposed -> machine.proposed(replica, proposed, now);
            default -> machine.acknowledged(replica, now);
          }
        }
      }
      now++;
      machine.tick(now);
    }

    /** Lets what was sent to some replicas arrive; their answers, and the rest, are lost. */
    void loseAnswersOf(int... some) {
      for (int replica : some) {
        replicas[replica].carryOut(Objects.requireNonNull(sent[replica]));
        replicas[replica].sync();
      }
    }

    /** Lets some replicas say that somebody else was faster. */
    void decline(int... some) {
      for (int replica : some) {
        machine.proposed(replica, new Response.Proposed(false, new Ballot(1, 9)), now);
      }
      now++;
      machine.tick(now);
    }

    @Override
    public boolean isConnected(int replica) {
      return true;
    }

    @Override
    public Reach reach(int replica) {
      return Reach.CONNECTED;
    }

    @Override
    public void roundBegan() {
      sent = new Message.Ask[3];
    }

    @Override
    public void preparing() {
      // Nobody waits.
    }

    @Override
    public boolean isContended() {
      return false;
    }

    @Override
    public boolean takeTurn() {
      return false;
    }

    @Override
    public boolean prepare(int replica, Ballot ballot, boolean decisionWanted) {
      sent[replica] = new Message.Prepare(ballot, expected < 0 ? 0 : BOTH, decisionWanted);
      return true;
    }

    @Override
    public boolean propose(int replica, Proposal proposal) {
      sent[replica] = new Message.Propose(proposal);
      return true;
    }

    @Override
    public boolean commit(int replica, Proposal proposal) {
      sent[replica] = new Message.Commit(proposal);
      return true;
    }

    @Override
    public Evaluation<String> evaluate(PartitionData known) {
      int there = CELLS.value(known, CONDITION);
      if (there != expected) {
        return new Evaluation<>(null, "no, " + there);
      }
      Version version = Successors.of(known, CELLS.clustering(TARGET), CELLS.column(TARGET));
      return new Evaluation<>(CELLS.write(TARGET, version, value), "yes, " + there);
    }

    @Override
    public Ballot ballotAbove(Ballot other) {
      ballots = Math.max(ballots, other.counter()) + 1;
      return new Ballot(ballots, writer);
    }

    @Override
    public ProposalId newId() {
      return new ProposalId(writer, ++ids);
    }

    @Override
    public long retryDelayNanos(int attempt, int hintMillis) {
      return 1;
    }

    @Override
    public long contentionDelayNanos(int attempt) {
      return 1;
    }

    @Override
    public void rerouted(long epoch) {
      throw new AssertionError("there is one map");
    }

    @Override
    public void completed(String result) {
      answer = result;
    }

    @Override
    public void failed(Failure failure) {
      throw new AssertionError(failure.toString());
    }
  }
}
