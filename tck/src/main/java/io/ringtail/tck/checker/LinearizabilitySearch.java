// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.checker;

import io.ringtail.tck.history.Operation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The search for an order of one key's operations, after Wing and Gong (Testing and Verifying
 * Concurrent Objects, 1993) with the memory of visited states of Lowe (Testing for Linearizability,
 * 2017).
 *
 * <ol>
 *   <li>Invocations and completions stand in a linked list by time. The operations that may come
 *       next are those invoked before the first completion in the list.
 *   <li>One of them that fits the state is placed: both its events leave the list. If the set of
 *       placed operations with the state was there before, the step is taken back.
 *   <li>Reads that fit are placed at once and never tried elsewhere: they change nothing, so an
 *       order with the read later is one with the read here, too.
 *   <li>If nothing fits before the first completion, the last choice is taken back and the next
 *       operation after it tried.
 *   <li>Operations in doubt have no completion in the list, and need not be placed.
 * </ol>
 */
final class LinearizabilitySearch<S> {
  enum Result {
    FOUND,
    NONE,
    BOUND_REACHED
  }

  /** What is placed, and the state that it left; leading words of ones are only counted. */
  private record Configuration<S>(int fullWords, long[] words, S state) {
    @Override
    public boolean equals(@Nullable Object object) {
      return object instanceof Configuration<?> other
          && other.fullWords == fullWords
          && Arrays.equals(other.words, words)
          && other.state.equals(state);
    }

    @Override
    public int hashCode() {
      return (31 * Arrays.hashCode(words) + fullWords) * 31 + state.hashCode();
    }
  }

  /** A placed operation, the state before it, and whether there was a choice. */
  private record Step<S>(int operation, S before, boolean chosen) {}

  private static final int HEAD = 0;

  private final Model<S> model;
  private final List<Operation> operations;
  private final int configurationsMax;

  // Events: 0 is the list's head, 1 + i the invocation of operation i, 1 + n + i its completion.
  private final int[] next;
  private final int[] previous;
  private final long[] placed;
  private final Set<Configuration<S>> visited = new HashSet<>();
  private final Deque<Step<S>> steps = new ArrayDeque<>();
  private S state;
  private int unplaced;
  private @Nullable Operation stuck;
  private List<Operation> longest = List.of();

  LinearizabilitySearch(Model<S> model, List<Operation> operations, int configurationsMax) {
    this.model = model;
    this.operations = operations;
    this.configurationsMax = configurationsMax;
    int count = operations.size();
    next = new int[1 + 2 * count];
    previous = new int[1 + 2 * count];
    placed = new long[(count + 63) / 64];
    state = model.initial();
    link();
  }

  private void link() {
    int count = operations.size();
    long[] byTime = new long[2 * count];
    int events = 0;
    for (int at = 0; at < count; at++) {
      Operation operation = operations.get(at);
      byTime[events++] = ((long) operation.invokedIndex() << 32) | (1 + at);
      if (operation.isOk()) {
        byTime[events++] = ((long) operation.completedIndex() << 32) | (1 + count + at);
        unplaced++;
      }
    }
    Arrays.sort(byTime, 0, events);
    int last = HEAD;
    for (int at = 0; at < events; at++) {
      int event = (int) byTime[at];
      next[last] = event;
      previous[event] = last;
      last = event;
    }
    next[last] = HEAD;
    previous[HEAD] = last;
  }

  Result run() {
    placeReads();
    int event = next[HEAD];
    while (unplaced > 0) {
      if (isInvocation(event)) {
        @Nullable S after = model.apply(state, operations.get(event - 1));
        if (after == null) {
          event = next[event];
          continue;
        }
        place(event - 1, after, true);
        placeReads();
        if (visited.add(configuration())) {
          if (visited.size() > configurationsMax) {
            return Result.BOUND_REACHED;
          }
          event = next[HEAD];
          continue;
        }
      } else {
        noteStuck(operations.get(event - 1 - operations.size()));
      }
      int choice = takeBack();
      if (choice < 0) {
        return Result.NONE;
      }
      event = next[1 + choice];
    }
    return Result.FOUND;
  }

  /** The operation that the search came furthest to and could not pass. */
  Operation stuck() {
    if (stuck == null) {
      throw new IllegalStateException("the search did not fail");
    }
    return stuck;
  }

  /** An order of operations up to the one that cannot be passed. */
  List<Operation> longest() {
    return longest;
  }

  private boolean isInvocation(int event) {
    return event <= operations.size();
  }

  private void placeReads() {
    int event = next[HEAD];
    while (event != HEAD && isInvocation(event)) {
      Operation operation = operations.get(event - 1);
      if (model.isReadOnly(operation) && model.apply(state, operation) != null) {
        place(event - 1, state, false);
      }
      event = next[event];
    }
  }

  private void place(int operation, S after, boolean chosen) {
    steps.push(new Step<>(operation, state, chosen));
    state = after;
    placed[operation >> 6] |= 1L << operation;
    unlink(1 + operation);
    if (operations.get(operation).isOk()) {
      unlink(1 + operations.size() + operation);
      unplaced--;
    }
  }

  /** Takes back everything up to the last choice, which it returns; -1 if there is none. */
  private int takeBack() {
    while (!steps.isEmpty()) {
      Step<S> step = steps.pop();
      int operation = step.operation();
      state = step.before();
      placed[operation >> 6] &= ~(1L << operation);
      if (operations.get(operation).isOk()) {
        relink(1 + operations.size() + operation);
        unplaced++;
      }
      relink(1 + operation);
      if (step.chosen()) {
        return operation;
      }
    }
    return -1;
  }

  private void unlink(int event) {
    next[previous[event]] = next[event];
    previous[next[event]] = previous[event];
  }

  private void relink(int event) {
    next[previous[event]] = event;
    previous[next[event]] = event;
  }

  private Configuration<S> configuration() {
    int full = 0;
    while (full < placed.length && placed[full] == -1L) {
      full++;
    }
    int end = placed.length;
    while (end > full && placed[end - 1] == 0) {
      end--;
    }
    return new Configuration<>(full, Arrays.copyOfRange(placed, full, end), state);
  }

  private void noteStuck(Operation operation) {
    if (stuck == null || operation.completedIndex() > stuck.completedIndex()) {
      stuck = operation;
      List<Operation> order = new ArrayList<>();
      steps.descendingIterator().forEachRemaining(at -> order.add(operations.get(at.operation())));
      longest = order;
    }
  }
}
