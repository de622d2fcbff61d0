// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.checker;

import io.ringtail.tck.history.Function;
import io.ringtail.tck.history.History;
import io.ringtail.tck.history.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A store of registers and lists in which everything takes effect at one moment, with clients that
 * come and go in a random order. What ends in doubt may take effect much later.
 */
final class AtomicStore {
  /** What the store does wrong. */
  enum Bug {
    NONE,
    STALE_READ,
    LOST_WRITE,
    FAILED_AND_APPLIED
  }

  private static final class Call {
    final Operation operation;
    boolean applied;
    boolean held = true;
    long found = Operation.NONE;
    long[] list = {};

    Call(Operation operation) {
      this.operation = operation;
    }
  }

  private final SplittableRandom random;
  private final int keys;
  private final boolean lists;
  private final Bug bug;
  private long now;
  private final History history = new History(() -> now);
  private final Map<Long, List<Long>> registers = new HashMap<>();
  private final List<Call> late = new ArrayList<>();
  private final @Nullable Call[] calls;
  private long values;

  AtomicStore(SplittableRandom random, int processes, int keys, boolean lists, Bug bug) {
    this.random = random;
    this.keys = keys;
    this.lists = lists;
    this.bug = bug;
    calls = new Call[processes];
  }

  History run(int operations) {
    while (history.size() < operations) {
      now += random.nextInt(3);
      if (!late.isEmpty() && random.nextInt(10) == 0) {
        apply(late.remove(random.nextInt(late.size())));
      }
      int process = random.nextInt(calls.length);
      Call call = calls[process];
      if (call == null) {
        calls[process] = new Call(invoke(process));
      } else if (step(call)) {
        calls[process] = null;
      }
    }
    return history;
  }

  private Operation invoke(int process) {
    long key = random.nextInt(keys);
    if (lists) {
      return random.nextInt(2) == 0
          ? history.readList(process, key)
          : history.append(process, key, ++values);
    }
    return switch (random.nextInt(8)) {
      case 0, 1, 2, 3 -> history.read(process, key);
      case 4, 5 -> history.write(process, key, ++values);
      case 6 -> history.delete(process, key);
      default ->
          history.compareAndSet(process, key, random.nextInt(4) == 0 ? -1 : last(key, 0), ++values);
    };
  }

  /** One step of a call; true if it ended. */
  private boolean step(Call call) {
    if (call.applied) {
      complete(call);
      return true;
    }
    int kind = random.nextInt(40);
    if (kind == 0) {
      late.add(call);
      call.operation.unknown();
    } else if (kind == 1) {
      if (bug == Bug.FAILED_AND_APPLIED) {
        apply(call);
      }
      call.operation.failed();
    } else {
      apply(call);
    }
    return kind < 2;
  }

  private void complete(Call call) {
    switch (call.operation.function()) {
      case READ -> call.operation.ok(call.found);
      case READ_LIST -> call.operation.ok(call.list);
      case COMPARE_AND_SET -> call.operation.ok(call.held);
      default -> call.operation.ok();
    }
  }

  private void apply(Call call) {
    call.applied = true;
    Operation operation = call.operation;
    List<Long> values = registers.computeIfAbsent(operation.key(), key -> new ArrayList<>());
    boolean wrong = random.nextInt(20) == 0;
    if (operation.function().isRead()) {
      int back = bug == Bug.STALE_READ && wrong ? 1 : 0;
      call.found = last(operation.key(), back);
      call.list =
          values.stream().limit(Math.max(0, values.size() - back)).mapToLong(at -> at).toArray();
    } else if (operation.function() == Function.COMPARE_AND_SET
        && operation.expected() != last(operation.key(), 0)) {
      call.held = false;
    } else if (bug != Bug.LOST_WRITE || !wrong) {
      values.add(operation.value());
    }
  }

  private long last(long key, int back) {
    List<Long> values = registers.getOrDefault(key, List.of());
    int at = values.size() - 1 - back;
    return at < 0 ? Operation.NONE : values.get(at);
  }
}
