// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration.consensus;

import io.ringtail.driver.consensus.Successors;
import io.ringtail.driver.coordination.PartitionReconciler;
import io.ringtail.driver.coordination.PartitionResult;
import io.ringtail.driver.coordination.Reconciler;
import io.ringtail.node.consensus.AcceptorState;
import io.ringtail.protocol.consensus.Proposal;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Version;
import io.ringtail.protocol.time.Ballot;
import java.util.List;

/** The parts of the product that a model can be given worse ones for, to see whether it notices. */
public interface Parts {
  /** As the product has them. */
  Parts PRODUCT = new Parts() {};

  /** How a reader makes one answer of several. */
  default Reconciler<Response.ReadDone, List<PartitionResult>> reconciler(Request.Read read) {
    return new PartitionReconciler(read, Reconciler.ALL_TELL);
  }

  /** The version that a conditional write gives to a cell, in the round of a ballot. */
  default Version successor(PartitionData known, byte[] clustering, int columnId, Ballot ballot) {
    return Successors.of(known, clustering, columnId);
  }

  /** Whether an acceptor accepts. */
  default boolean admits(AcceptorState state, Proposal proposal) {
    return state.admits(proposal);
  }

  /** What becomes of an acceptor that learns of a decision. */
  default AcceptorState commit(AcceptorState state, Proposal decided) {
    return state.commit(decided);
  }

  /** What a replica that begins anew makes of what was durable, and of its floor. */
  default AcceptorState restarted(AcceptorState durable, Ballot floor) {
    return durable.raisedTo(floor);
  }

  /** What becomes of an acceptor that is sent some of another replica's cells. */
  default AcceptorState repaired(AcceptorState state, AcceptorState source) {
    return state;
  }

  /** Whether a replica answers only when what the answer says is durable. */
  default boolean waitsForDisk() {
    return true;
  }
}
