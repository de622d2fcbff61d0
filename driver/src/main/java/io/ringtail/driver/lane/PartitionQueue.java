// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.lane;

import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.consensus.Evaluation;
import io.ringtail.driver.consensus.Slices;
import io.ringtail.driver.lane.ConditionalOperation.Answer;
import io.ringtail.protocol.merge.Merge;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.PartitionData;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The conditional writes of one partition that a lane has under way: one leads a batch of them, the
 * others wait. Confined to the lane's thread.
 */
final class PartitionQueue {
  /** Most writes that are decided together: their answers fit into a frame, and none waits long. */
  private static final int BATCH_MAX = 256;

  /** Named in the lane's map of queues. */
  record Name(int tableId, byte[] key) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Name name && tableId == name.tableId && Arrays.equals(key, name.key);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(key) + tableId;
    }
  }

  private final Lane lane;
  private Name name;
  private @Nullable ConditionalOperation<?> leader;
  private List<ConditionalOperation<?>> running = List.of();
  private final Deque<ConditionalOperation<?>> waiting = new ArrayDeque<>();

  /** Whether a leader is being found: one that fails at once is followed by the next. */
  private boolean choosing;

  PartitionQueue(Lane lane, Name name) {
    this.lane = lane;
    this.name = name;
  }

  /** Takes an operation on; whether it leads. */
  boolean join(ConditionalOperation<?> operation) {
    if (leader != null) {
      waiting.add(operation);
      return false;
    }
    leader = operation;
    running = List.of(operation);
    return true;
  }

  List<ConditionalOperation<?>> running() {
    return running;
  }

  /** What the running ones look at. */
  List<ByteRange> slices() {
    return union(running);
  }

  /** Whether an operation is part of what the leader has proposed. */
  boolean mayBeDecided(ConditionalOperation<?> operation) {
    ConditionalOperation<?> leads = leader;
    return leads != null && running.contains(operation) && leads.mayHaveTakenEffect();
  }

  /** Lets those that wait go along with the running ones; whether any did. */
  boolean takeWaiting() {
    if (waiting.isEmpty() || running.size() >= BATCH_MAX) {
      return false;
    }
    List<ConditionalOperation<?>> all = new ArrayList<>(running);
    while (all.size() < BATCH_MAX && !waiting.isEmpty()) {
      all.add(waiting.remove());
    }
    running = List.copyOf(all);
    return true;
  }

  /** The leader's batch has ended: the next one begins. */
  void ended(ConditionalOperation<?> led) {
    if (leader == led) {
      running = List.of();
      leadNext();
    }
  }

  /** The leader failed: what it may have proposed is in doubt, the rest is begun anew. */
  void failed(ConditionalOperation<?> led, RingtailException error) {
    if (leader != led) {
      return;
    }
    List<ConditionalOperation<?>> batch = running;
    running = List.of();
    List<ConditionalOperation<?>> again = new ArrayList<>();
    for (ConditionalOperation<?> each : batch) {
      if (!each.isFinished()) {
        if (led.mayHaveTakenEffect()) {
          each.fail(error);
        } else {
          again.add(each);
        }
      }
    }
    for (int i = again.size() - 1; i >= 0; i--) {
      waiting.addFirst(again.get(i));
    }
    leadNext();
  }

  /**
   * The table was truncated, and nothing of the running ones is proposed: what is here belongs to
   * the partition of the new one. A lane never has two who lead for one partition.
   */
  void moveTo(int newTableId) {
    if (name.tableId() == newTableId) {
      return;
    }
    lane.remove(name, this);
    name = new Name(newTableId, name.key());
    PartitionQueue there = lane.queueAt(name, this);
    if (there != this) {
      for (Collection<ConditionalOperation<?>> all : List.of(running, waiting)) {
        for (ConditionalOperation<?> each : all) {
          if (!each.isFinished()) {
            each.handedTo(there);
            there.waiting.add(each);
          }
        }
      }
      leader = null;
      running = List.of();
      waiting.clear();
    }
  }

  /** Lets the next batch begin; gives the queue up where there is none. */
  private void leadNext() {
    leader = null;
    if (choosing) {
      return;
    }
    choosing = true;
    try {
      boolean any = true;
      while (any && leader == null) {
        any = leadWaiting();
      }
    } finally {
      choosing = false;
    }
  }

  /** Whether any is left. */
  private boolean leadWaiting() {
    List<ConditionalOperation<?>> next = new ArrayList<>();
    while (next.size() < BATCH_MAX && !waiting.isEmpty()) {
      ConditionalOperation<?> each = waiting.remove();
      if (!each.isFinished()) {
        next.add(each);
      }
    }
    if (next.isEmpty()) {
      lane.remove(name, this);
      return false;
    }
    ConditionalOperation<?> first = next.get(0);
    leader = first;
    running = next;
    first.lead(next, union(next), lane.nowNanos());
    return true;
  }

  /** What all that are not finished make of what is there, one after the other. */
  static Evaluation<List<Answer<?>>> evaluate(
      List<ConditionalOperation<?>> batch, PartitionData known, long nowMillis) {
    PartitionData now = known;
    PartitionData change = null;
    List<Answer<?>> answers = new ArrayList<>(batch.size());
    for (ConditionalOperation<?> each : batch) {
      if (!each.isFinished()) {
        PartitionData own = evaluate(each, now, nowMillis, answers);
        if (own != null) {
          now = Merge.partitions(now, own);
          change = change == null ? own : Merge.partitions(change, own);
        }
      }
    }
    return new Evaluation<>(change, answers);
  }

  private static <A extends @Nullable Object> @Nullable PartitionData evaluate(
      ConditionalOperation<A> operation,
      PartitionData known,
      long nowMillis,
      List<Answer<?>> answers) {
    Evaluation<A> evaluation;
    try {
      evaluation = operation.write().evaluate(known, nowMillis);
    } catch (RuntimeException thrown) {
      answers.add(new Answer<>(operation, null, thrown));
      return null;
    }
    answers.add(operation.answered(evaluation.answer()));
    return evaluation.change();
  }

  private static List<ByteRange> union(List<ConditionalOperation<?>> operations) {
    if (operations.size() == 1) {
      return operations.get(0).write().slices();
    }
    List<ByteRange> all = new ArrayList<>();
    for (ConditionalOperation<?> each : operations) {
      all.addAll(each.write().slices());
    }
    return Slices.union(all);
  }
}
