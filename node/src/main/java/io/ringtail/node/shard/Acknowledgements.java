// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.shard;

import io.ringtail.node.storage.ShardStorage;
import io.ringtail.node.storage.WriteOutcome;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.time.Clock;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/**
 * Answers that leave when what they speak of is durable: not before the log is committed as far as
 * they need, and later where flushing has fallen behind. Confined to the shard's loop.
 */
final class Acknowledgements {
  private final Turn turn;
  private final Supplier<ShardStorage> storage;
  private final CommitQueue commits = new CommitQueue();
  private final SlowedAnswers slowed;
  private boolean wrote;

  /**
   * No answers yet.
   *
   * @param turn at whose end {@link #commitTurn} is called
   */
  Acknowledgements(
      Turn turn, ScheduledExecutorService loop, Clock clock, Supplier<ShardStorage> storage) {
    this.turn = turn;
    this.storage = storage;
    this.slowed = new SlowedAnswers(loop, clock);
  }

  /** Answers that wait. */
  int size() {
    return commits.size() + slowed.size();
  }

  /** Answers now, or when the log is committed up to a position. */
  void answer(long position, Requester requester, int streamId, Response response) {
    if (position <= storage.get().committed()) {
      requester.answer(streamId, response);
    } else {
      commits.add(position, requester, streamId, response);
    }
  }

  /** Answers when a write is committed, and as late as it says. */
  void answer(WriteOutcome.Written written, Requester requester, int streamId, Response response) {
    answer(written.position(), written.delayNanos(), requester, streamId, response);
  }

  /** Answers after a delay, if there is any, when the log is committed up to a position. */
  void answer(
      long position, long delayNanos, Requester requester, int streamId, Response response) {
    if (delayNanos == 0) {
      answer(position, requester, streamId, response);
    } else {
      slowed.add(delayNanos, () -> answer(position, requester, streamId, response));
    }
  }

  /** Something was written in this turn: the log has to be, at its end. */
  void wrote() {
    wrote = true;
    turn.touch();
  }

  /** The turn ends. */
  void commitTurn() {
    if (wrote) {
      wrote = false;
      storage.get().commitTurn();
    }
  }

  /** The log is committed up to a position. */
  void committed(long position) {
    commits.release(position);
  }

  /** Nothing is kept back any longer. */
  void hurry() {
    slowed.answerAll();
  }
}
