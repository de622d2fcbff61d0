// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.lane;

import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.api.Trace;
import io.ringtail.driver.consensus.ConditionalWrite;
import io.ringtail.driver.consensus.Evaluation;
import io.ringtail.driver.coordination.Failure;
import io.ringtail.driver.coordination.Limits;
import io.ringtail.driver.routing.MapView;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.PartitionData;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A conditional write under way on a lane. Of those to one partition, one at a time leads: it runs
 * the proposer for itself and for all that were waiting when it was evaluated first, so that one
 * decision carries them all; what comes meanwhile waits for the next. A lane therefore proposes for
 * one instance of a partition at a time, which is what its acceptors count on.
 *
 * @param <A> the answer to whoever asked
 */
public final class ConditionalOperation<A extends @Nullable Object>
    extends ProposerOperation<List<ConditionalOperation.Answer<?>>> {
  /**
   * One write's part in what is evaluated.
   *
   * @param failure what its function threw; null when it did not
   */
  record Answer<A extends @Nullable Object>(
      ConditionalOperation<A> operation, @Nullable A answer, @Nullable RuntimeException failure) {
    void deliver() {
      RuntimeException thrown = failure;
      if (thrown != null) {
        operation.threw(thrown);
      } else {
        operation.answer(this);
      }
    }
  }

  private final ConditionalWrite<A> write;
  private final Completion<A> completion;
  private @Nullable PartitionQueue queue;

  /** Those that this one leads, itself among them; empty until it does. */
  private List<ConditionalOperation<?>> batch = List.of();

  private List<ByteRange> slices = List.of();

  /** A conditional write of one partition. */
  public ConditionalOperation(
      Aim aim, byte[] key, ConditionalWrite<A> write, Completion<A> completion) {
    super(aim, key, false);
    this.write = write;
    this.completion = completion;
  }

  ConditionalWrite<A> write() {
    return write;
  }

  /** Whether the proposer runs in another one, or not yet. */
  private boolean isLed() {
    return batch.isEmpty();
  }

  /** Takes the lead of operations to the same partition. */
  void lead(List<ConditionalOperation<?>> operations, List<ByteRange> union, long nowNanos) {
    batch = operations;
    slices = union;
    again(nowNanos);
  }

  @Override
  void route(MapView view, int vnode, long nowNanos, Limits limits) {
    view.replicas(aim.keyspace(), vnode).quorum(aim.level()); // says why where there is none
    if (queue == null) {
      PartitionQueue joined = lane().queueOf(tableId(), key);
      queue = joined;
      if (!joined.join(this)) {
        note(Trace.Kind.LED, -1, "another one is under way to the partition");
        return;
      }
      batch = joined.running();
      slices = joined.slices();
    } else if (isLed()) {
      return; // another one leads what came to the same partition by the newer map
    }
    super.route(view, vnode, nowNanos, limits);
  }

  @Override
  void tick(long nowNanos) {
    if (!isLed()) {
      super.tick(nowNanos);
    } else if (deadlineNanos() - nowNanos <= 0) {
      failed(
          new Failure(
              Failure.Kind.TIMEOUT,
              "other conditional writes of the partition took all its time",
              mayHaveTakenEffect()));
    }
  }

  @Override
  long wakeNanos(long nowNanos) {
    return isLed() ? deadlineNanos() : super.wakeNanos(nowNanos);
  }

  @Override
  void reply(int replica, int kind, @Nullable Response answer, long nowNanos) {
    if (!isLed()) {
      super.reply(replica, kind, answer, nowNanos);
    }
  }

  /** The table was truncated: its place in line is at the new one, whoever is there already. */
  @Override
  void moveTo(int newTableId) {
    super.moveTo(newTableId);
    PartitionQueue joined = queue;
    if (joined != null && !isLed()) {
      joined.moveTo(newTableId);
    }
  }

  /** Its queue has become a part of another one, in which somebody else leads. */
  void handedTo(PartitionQueue other) {
    queue = other;
    batch = List.of();
    slices = List.of();
  }

  /** Those that came while others were waited for go along. */
  @Override
  public void preparing() {
    PartitionQueue joined = java.util.Objects.requireNonNull(queue);
    if (!mayHaveTakenEffect() && joined.takeWaiting()) {
      batch = joined.running();
      slices = joined.slices();
    }
  }

  /** What another one leads may be decided by what that has proposed. */
  @Override
  boolean mayHaveTakenEffect() {
    PartitionQueue joined = queue;
    return isLed() ? joined != null && joined.mayBeDecided(this) : super.mayHaveTakenEffect();
  }

  @Override
  List<ByteRange> slices() {
    return slices;
  }

  @Override
  public Evaluation<List<Answer<?>>> evaluate(PartitionData known) {
    return PartitionQueue.evaluate(batch, known, roundMillis());
  }

  Answer<A> answered(@Nullable A answer) {
    return new Answer<>(this, answer, null);
  }

  @SuppressWarnings("NullAway") // the answer is null only where A has it
  private void answer(Answer<A> answer) {
    if (finish()) {
      completion.completed(answer.answer());
    }
  }

  private void threw(RuntimeException thrown) {
    if (finish()) {
      if (thrown instanceof RingtailException known) {
        completion.failed(known);
      } else {
        completion.threw(thrown);
      }
    }
  }

  @Override
  public void completed(List<Answer<?>> answers) {
    PartitionQueue joined = java.util.Objects.requireNonNull(queue);
    endTurn();
    for (Answer<?> each : answers) {
      each.deliver();
    }
    joined.ended(this);
  }

  @Override
  public void failed(Failure failure) {
    fail(ErrorMapping.ofConditional(failure));
  }

  @Override
  void fail(RingtailException error) {
    if (!isLed()) {
      endTurn();
    }
    if (!finish()) {
      return;
    }
    completion.failed(error);
    PartitionQueue joined = queue;
    if (joined != null && !isLed()) {
      joined.failed(this, error);
    }
  }
}
