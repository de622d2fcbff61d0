// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration.consensus;

import io.ringtail.driver.coordination.PartitionReconciler;
import io.ringtail.driver.coordination.PartitionResult;
import io.ringtail.driver.coordination.Reconciler;
import io.ringtail.node.consensus.AcceptorState;
import io.ringtail.protocol.consensus.ConsensusState;
import io.ringtail.protocol.consensus.Proposal;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Version;
import io.ringtail.protocol.time.Ballot;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Rules of conditional writes, each broken in place of a part of the product. */
enum WorseParts implements Parts {
  /** As in stores whose conditional writes have timestamps of their own. */
  VERSION_IS_THE_BALLOT {
    @Override
    public Version successor(PartitionData known, byte[] clustering, int columnId, Ballot ballot) {
      return new Version(ballot.counter(), ballot.writer(), 0);
    }
  },

  READS_DO_NOT_WRITE_BACK {
    @Override
    public Reconciler<Response.ReadDone, List<PartitionResult>> reconciler(Request.Read read) {
      PartitionReconciler right = new PartitionReconciler(read, Reconciler.ALL_TELL);
      return answers -> {
        Reconciler.Reconciled<List<PartitionResult>> reconciled = right.reconcile(answers);
        boolean atQuorum = Arrays.stream(answers).anyMatch(Objects::isNull);
        return atQuorum && reconciled.unsettled().isEmpty()
            ? new Reconciler.Reconciled<>(reconciled.result(), null, List.of(), List.of(), 0, null)
            : reconciled;
      };
    }
  },

  READS_DO_NOT_SETTLE {
    @Override
    public Reconciler<Response.ReadDone, List<PartitionResult>> reconciler(Request.Read read) {
      return new PartitionReconciler(read, Reconciler.NOBODY_TELLS);
    }
  },

  /** What is accepted counts only when it is beyond every committed number. */
  READS_TAKE_ANSWERS_FAR_APART {
    @Override
    public Reconciler<Response.ReadDone, List<PartitionResult>> reconciler(Request.Read read) {
      PartitionReconciler right = new PartitionReconciler(read, Reconciler.ALL_TELL);
      PartitionReconciler careless = new PartitionReconciler(read, Reconciler.NOBODY_TELLS);
      return answers -> {
        long committed = 0;
        long accepted = 0;
        for (Response.ReadDone answer : answers) {
          if (answer != null) {
            ConsensusState state = answer.partitions().getFirst().consensus();
            committed = Math.max(committed, state.instance());
            accepted = Math.max(accepted, state.accepted() == null ? 0 : state.instance() + 1);
          }
        }
        return accepted > committed ? right.reconcile(answers) : careless.reconcile(answers);
      };
    }
  },

  ACCEPTS_BELOW_ITS_PROMISE {
    @Override
    public boolean admits(AcceptorState state, Proposal proposal) {
      return proposal.instance() > state.instance();
    }
  },

  COMMITS_WITHOUT_IDS {
    @Override
    public AcceptorState commit(AcceptorState state, Proposal decided) {
      AcceptorState right = state.commit(decided);
      return new AcceptorState(
          right.promised(), right.instance(), right.decision(), right.accepted(), state.outcomes());
    }
  },

  FORGETS_ITS_PROMISE_AT_A_RESTART {
    @Override
    public AcceptorState restarted(AcceptorState durable, Ballot floor) {
      Proposal accepted = durable.accepted();
      return new AcceptorState(
          accepted == null ? Ballot.NONE : accepted.ballot(),
          durable.instance(),
          durable.decision(),
          accepted,
          durable.outcomes());
    }
  },

  /** Repair of some rows brings the number of the partition along. */
  NUMBER_TRAVELS_WITHOUT_ITS_CELLS {
    @Override
    public AcceptorState repaired(AcceptorState state, AcceptorState source) {
      Proposal accepted = state.accepted();
      return source.instance() <= state.instance()
          ? state
          : new AcceptorState(
              state.promised(),
              source.instance(),
              null,
              accepted != null && accepted.instance() > source.instance() ? accepted : null,
              state.outcomes());
    }
  },

  ANSWERS_BEFORE_IT_IS_DURABLE {
    @Override
    public boolean waitsForDisk() {
      return false;
    }
  }
}
