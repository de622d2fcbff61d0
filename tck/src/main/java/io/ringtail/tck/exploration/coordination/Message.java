// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration.coordination;

import io.ringtail.driver.coordination.Refusal;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.row.PartitionData;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way to a replica, or the answer on its way back.
 *
 * @param index the replica's, in the operation's own order
 * @param stream pairs the answer with its request; 0 for a request that nobody waits for
 * @param data what is to be written; null in reads and answers
 * @param read the answer to a read
 * @param refusal the answer that nothing happened
 */
record Message(
    Operation operation,
    Kind kind,
    Way way,
    int index,
    int replica,
    int stream,
    @Nullable PartitionData data,
    Response.@Nullable ReadDone read,
    @Nullable Refusal refusal) {
  /** What is asked; an answer has its request's kind. */
  enum Kind {
    READ,
    /** Asks for a digest of what a read answers. */
    DIGEST,
    WRITE,
    /** A write-back. */
    REPAIR
  }

  /** What it says. */
  enum Way {
    REQUEST,
    DONE,
    REFUSED,
    /** The replica does not know what became of the request. */
    CONFUSED
  }

  /** One for each replica, and one for the operation's beginning. */
  static final int CHAINS_OF_OPERATION = QuorumModel.REPLICAS + 1;

  boolean isAnswer() {
    return way != Way.REQUEST;
  }

  Message done(Response.@Nullable ReadDone answer) {
    return new Message(operation, kind, Way.DONE, index, replica, stream, null, answer, null);
  }

  Message refused(Refusal why) {
    return new Message(operation, kind, Way.REFUSED, index, replica, stream, null, null, why);
  }

  Message confused() {
    return new Message(operation, kind, Way.CONFUSED, index, replica, stream, null, null, null);
  }

  /** The same request once more; whoever sent it has its answer from the first. */
  Message copy() {
    return new Message(operation, kind, way, index, replica, 0, data, null, null);
  }

  /** The chain of cause and effect that it belongs to: one for each operation and replica. */
  int chain() {
    return operation.number * CHAINS_OF_OPERATION + 1 + replica;
  }

  @Override
  public String toString() {
    String content =
        data != null
            ? " " + Registers.of(data)
            : read != null && kind == Kind.READ
                ? " " + Registers.of(read)
                : refusal != null ? " " + refusal : "";
    return isAnswer()
        ? "replica " + replica + " -> #" + operation.number + ": " + kind + " " + way + content
        : "#" + operation.number + " -> replica " + replica + ": " + kind + content;
  }
}
