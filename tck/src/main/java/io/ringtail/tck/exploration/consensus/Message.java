// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration.consensus;

import io.ringtail.driver.coordination.Refusal;
import io.ringtail.node.consensus.AcceptorState;
import io.ringtail.protocol.consensus.Proposal;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.time.Ballot;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way to a replica, or the answer on its way back.
 *
 * @param index the replica's, in the operation's own order
 * @param stream pairs the answer with its request; 0 for a request that nobody waits for
 */
record Message(Operation operation, int index, int replica, int stream, Body body) {
  /** What it says. */
  sealed interface Body {}

  /** What is asked. */
  sealed interface Ask extends Body {}

  /**
   * Asks for some cells.
   *
   * @param digest whether for a digest of them
   */
  record Read(int cells, boolean digest) implements Ask {}

  /**
   * Brings data.
   *
   * @param isRepair whether it is a read's write-back
   */
  record Write(PartitionData data, boolean isRepair) implements Ask {}

  /** Asks for a promise, and for some cells. */
  record Prepare(Ballot ballot, int cells, boolean decisionWanted) implements Ask {}

  /** Asks to accept. */
  record Propose(Proposal proposal) implements Ask {}

  /** Tells what is decided. */
  record Commit(Proposal proposal) implements Ask {}

  /**
   * A replica's own note: it has promised, and the cells are still to come from its disk.
   *
   * @param promised what it was when it promised
   * @param life which of the replica's it is
   */
  record Load(Prepare prepare, AcceptorState promised, int life) implements Body {}

  /**
   * The answer.
   *
   * @param response null when the replica does not know what became of the request
   * @param request what it answers
   */
  record Answer(@Nullable Response response, @Nullable Refusal refusal, Body request)
      implements Body {
    /** Whether it answers a read's write-back. */
    boolean isRepair() {
      return request instanceof Write write && write.isRepair();
    }
  }

  boolean isAnswer() {
    return body instanceof Answer;
  }

  Message answered(@Nullable Response response, @Nullable Refusal refusal) {
    return new Message(operation, index, replica, stream, new Answer(response, refusal, body));
  }

  /** What its replica notes of it. */
  Message with(Load load) {
    return new Message(operation, index, replica, stream, load);
  }

  /** The same request once more; whoever sent it has its answer from the first. */
  Message copy() {
    return new Message(operation, index, replica, 0, body);
  }

  /** The chain of cause and effect that it belongs to: one for each operation and replica. */
  int chain() {
    return operation.firstChain() + 1 + replica;
  }

  @Override
  public String toString() {
    return isAnswer()
        ? "replica " + replica + " -> #" + operation.number + ": " + text()
        : "#" + operation.number + " -> replica " + replica + ": " + text();
  }

  private String text() {
    return switch (body) {
      case Read read -> (read.digest() ? "DIGEST " : "READ ") + read.cells();
      case Write write -> (write.isRepair() ? "REPAIR " : "WRITE ") + operation.text(write.data());
      case Prepare prepare ->
          "PREPARE " + prepare.ballot() + (prepare.decisionWanted() ? " with the decision" : "");
      case Load load -> "loads the cells for PREPARE " + load.prepare().ballot();
      case Propose propose -> "PROPOSE " + operation.text(propose.proposal());
      case Commit commit -> "COMMIT " + operation.text(commit.proposal());
      case Answer answer ->
          answer.refusal() != null
              ? answer.refusal().toString()
              : answer.request() instanceof Read read && read.digest()
                  ? "a digest"
                  : operation.text(answer.response());
    };
  }
}
