// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.shard;

import io.ringtail.node.storage.ReadOutcome;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.consensus.ConsensusState;
import io.ringtail.protocol.message.PartitionAnswer;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The answers of a read of several partitions, or of one that is on disk, as they come in. */
final class ReadInProgress {
  private final Request.Read read;
  private final Requester requester;
  private final int streamId;
  private final BooleanSupplier inTime;

  /** Whether whoever asked has taken the read back; others ask for it from threads of theirs. */
  private volatile boolean cancelled;

  private final @Nullable PartitionAnswer[] answers;
  private final @Nullable ConsensusState[] states;
  private int missing;
  private long position;
  private int tables;
  private @Nullable String damage;

  /** Whether a partition was not read to its end, since nobody wanted it any more. */
  private boolean tooLate;

  private Response.@Nullable Refused refused;

  /**
   * A read of which nothing is there yet.
   *
   * @param inTime whether its deadline lies ahead; asked on any thread
   */
  ReadInProgress(Request.Read read, Requester requester, int streamId, BooleanSupplier inTime) {
    this.read = read;
    this.requester = requester;
    this.streamId = streamId;
    this.inTime = inTime;
    this.missing = read.keys().size();
    this.answers = new PartitionAnswer[missing];
    this.states = new ConsensusState[missing];
  }

  /** The answer for one partition in the request's terms. */
  static PartitionAnswer answer(
      Request.Read read, ConsensusState state, ReadOutcome.Answer answer) {
    byte[] content = read.digest() ? PartitionCodec.digest(answer.content()) : answer.content();
    return new PartitionAnswer(state, content, answer.covered());
  }

  Request.Read read() {
    return read;
  }

  Requester requester() {
    return requester;
  }

  int streamId() {
    return streamId;
  }

  /** Whether anybody waits for the answer still; for any thread. */
  boolean isWanted() {
    return !cancelled && requester.isOpen() && inTime.getAsBoolean();
  }

  /** Whoever asked has taken it back, and has been told so. */
  void cancel() {
    cancelled = true;
  }

  boolean isCancelled() {
    return cancelled;
  }

  /** Takes what the acceptor of one of the keys knows, and what that has to wait for. */
  void told(int index, ConsensusState state, long statePosition) {
    states[index] = state;
    position = Math.max(position, statePosition);
  }

  /** One of the keys has no answer for now. */
  void refuse(Response.Refused why) {
    refused = why;
  }

  /** Takes the final outcome for one of the keys. Returns whether it was the last one missing. */
  boolean take(int index, ReadOutcome outcome) {
    switch (outcome) {
      case ReadOutcome.Answer answer -> {
        ConsensusState state = states[index];
        answers[index] = answer(read, state == null ? ConsensusState.NONE : state, answer);
        position = Math.max(position, answer.position());
        tables += answer.tables();
      }
      case ReadOutcome.Damaged damaged -> damage = damaged.detail();
      case ReadOutcome.Pending pending ->
          throw new IllegalStateException("a read is pending for a second time");
      case ReadOutcome.Unwanted unwanted -> tooLate = true;
    }
    return --missing == 0;
  }

  /** What the log must be committed to before the answer may leave. */
  long position() {
    return position;
  }

  /** The answer, once all is there; the map is for what a refusal tells. */
  Response response(ServedMap map) {
    if (refused != null) {
      return refused;
    }
    if (tooLate) {
      return RequestCheck.refused(
          Reason.EXPIRED, "its time passed while it waited for the disk", map);
    }
    if (damage != null) {
      return new Response.Unknown(Reason.DAMAGED, damage);
    }
    PartitionAnswer[] complete = new PartitionAnswer[answers.length];
    for (int i = 0; i < complete.length; i++) {
      PartitionAnswer answer = answers[i];
      if (answer == null) {
        throw new IllegalStateException("no answer for key " + i + " of " + complete.length);
      }
      complete[i] = answer;
    }
    return new Response.ReadDone(Arrays.asList(complete), tables);
  }
}
