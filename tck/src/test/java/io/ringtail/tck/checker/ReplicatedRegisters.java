// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.checker;

import io.ringtail.tck.history.Function;
import io.ringtail.tck.history.History;
import io.ringtail.tck.history.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Registers on three replicas, where the last write wins by the clocks of sessions, which are off.
 * Writes reach replicas one by one, in any order, late or never; reads ask two and repair.
 */
final class ReplicatedRegisters {
  /** What the store does wrong. */
  enum Bug {
    NONE,
    ONE_ACKNOWLEDGMENT_IS_ENOUGH,
    READ_WITHOUT_REPAIR,
    READ_OF_ONE_REPLICA,
    DELETION_FORGOTTEN,
    FAILED_AND_APPLIED,
    ANSWERS_SWAPPED
  }

  private static final int REPLICAS = 3;
  private static final int SKEW_MILLIS = 40;

  private record Cell(long millis, int writer, long value) {
    boolean isNewer(@Nullable Cell other) {
      return other == null
          || millis > other.millis
          || (millis == other.millis && writer > other.writer);
    }
  }

  private record Delivery(Call call, int replica) {}

  private static final class Call {
    final Operation operation;
    @Nullable Cell cell;
    int acknowledged;
    int asked;
    int repaired;
    final int skipped;
    boolean stale;

    Call(Operation operation, int skipped) {
      this.operation = operation;
      this.skipped = skipped;
    }

    int key() {
      return (int) operation.key();
    }

    /** The replicas that a read asks: all but one. */
    int replica(int number) {
      return number < skipped ? number : number + 1;
    }
  }

  private final SplittableRandom random;
  private final Bug bug;
  private final boolean deletions;
  private long millis = 1_000;
  private final History history = new History(() -> millis * 1_000_000);
  private final @Nullable Cell[][] replicas;
  private final @Nullable Call[] calls;
  private final long[] clocks;
  private final int[] skews;
  private final List<Delivery> deliveries = new ArrayList<>();
  private long values;
  private @Nullable Call held;

  ReplicatedRegisters(SplittableRandom random, int sessions, int keys, Bug bug) {
    this.random = random;
    this.bug = bug;
    deletions = bug == Bug.DELETION_FORGOTTEN || random.nextInt(3) > 0;
    replicas = new Cell[keys][REPLICAS];
    calls = new Call[sessions];
    clocks = new long[sessions];
    skews = random.ints(sessions, -SKEW_MILLIS, SKEW_MILLIS + 1).toArray();
  }

  History run(int operations) {
    while (history.size() < operations) {
      millis += random.nextInt(2);
      if (!deliveries.isEmpty() && random.nextInt(2) == 0) {
        deliver(deliveries.remove(random.nextInt(deliveries.size())));
      } else {
        int session = random.nextInt(calls.length);
        Call call = calls[session];
        if (call == null) {
          calls[session] = invoke(session);
        } else if (step(call)) {
          calls[session] = null;
        }
      }
    }
    return history;
  }

  private @Nullable Call invoke(int session) {
    int key = random.nextInt(replicas.length);
    int kind = random.nextInt(deletions ? 8 : 7);
    if (kind < 4) {
      return new Call(history.read(session, key), random.nextInt(REPLICAS));
    }
    Operation write =
        kind < 7 ? history.write(session, key, ++values) : history.delete(session, key);
    clocks[session] = Math.max(clocks[session] + 1, millis + skews[session]);
    if (random.nextInt(4) > 0) {
      write.timestampBetween(
          clocks[session] - random.nextInt(30), clocks[session] + random.nextInt(30));
    }
    if (random.nextInt(30) == 0) {
      write.failed();
      if (bug != Bug.FAILED_AND_APPLIED) {
        return null;
      }
    }
    Call call = new Call(write, 0);
    call.cell = new Cell(clocks[session], session, write.value());
    for (int replica = 0; replica < REPLICAS; replica++) {
      if (random.nextInt(20) > 0) {
        deliveries.add(new Delivery(call, replica));
      }
    }
    return !write.mayHaveTakenEffect() ? null : call;
  }

  private void deliver(Delivery delivery) {
    Call call = delivery.call();
    if (random.nextInt(20) == 0) {
      return;
    }
    apply(call, delivery.replica());
    call.acknowledged++;
  }

  private void apply(Call call, int replica) {
    Cell cell = call.cell;
    if (cell == null || !cell.isNewer(replicas[call.key()][replica])) {
      return;
    }
    boolean forget = cell.value() == Operation.NONE && bug == Bug.DELETION_FORGOTTEN;
    if (!forget || random.nextInt(3) > 0) {
      replicas[call.key()][replica] = cell;
    }
  }

  /** One step of a call; true if it ended. */
  private boolean step(Call call) {
    if (random.nextInt(50) == 0) {
      call.operation.unknown();
      return true;
    }
    return call.operation.function() == Function.READ ? stepRead(call) : stepWrite(call);
  }

  private boolean stepWrite(Call call) {
    int enough = bug == Bug.ONE_ACKNOWLEDGMENT_IS_ENOUGH ? 1 : 2;
    if (call.acknowledged < enough) {
      return false;
    }
    call.operation.ok();
    return true;
  }

  private boolean stepRead(Call call) {
    int quorum = bug == Bug.READ_OF_ONE_REPLICA ? 1 : 2;
    if (call.asked < quorum) {
      Cell found = replicas[call.key()][call.replica(call.asked)];
      call.stale |= call.asked > 0 && found != call.cell;
      if (found != null && found.isNewer(call.cell)) {
        call.cell = found;
      }
      call.asked++;
      return false;
    }
    if (call.stale && call.repaired < 2 && bug != Bug.READ_WITHOUT_REPAIR) {
      apply(call, call.replica(call.repaired++));
      return false;
    }
    answer(call);
    return true;
  }

  /** Now and then two readers get each other's answers, if that is the bug. */
  private void answer(Call call) {
    Call other = held;
    long value = value(call);
    if (bug != Bug.ANSWERS_SWAPPED) {
      call.operation.ok(value);
    } else if (other != null && other.key() == call.key()) {
      call.operation.ok(value(other));
      held = null;
    } else {
      held = random.nextInt(10) == 0 ? call : held;
      call.operation.ok(value);
    }
  }

  private static long value(Call call) {
    Cell cell = call.cell;
    return cell == null ? Operation.NONE : cell.value();
  }
}
