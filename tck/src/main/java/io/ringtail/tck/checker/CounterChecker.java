// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.checker;

import io.ringtail.tck.history.Function;
import io.ringtail.tck.history.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether counters to which ones are added behave as one counter: every sum is told to one addition
 * only, whoever begins after another has ended sees a greater sum (a read: no lesser one), and no
 * sum is greater than the additions that had begun when it was told. Linear in the history but for
 * sorting: sums say where additions stand in the order.
 */
public final class CounterChecker implements Checker {
  private static final Set<Function> FUNCTIONS = EnumSet.of(Function.READ, Function.INCREMENT);

  @Override
  public Verdict check(List<Operation> operations) {
    List<Verdict> verdicts = new ArrayList<>();
    for (List<Operation> key : Checker.byKey(operations, FUNCTIONS)) {
      verdicts.add(checkKey(key));
    }
    return Verdict.worst(verdicts);
  }

  private static Verdict checkKey(List<Operation> key) {
    Map<Long, Operation> bySum = new HashMap<>();
    for (Operation operation : key) {
      if (operation.isOk() && operation.function() == Function.INCREMENT) {
        Operation other = bySum.put(operation.value(), operation);
        if (other != null) {
          return new Verdict.Violation(
              "two additions have the same sum " + operation.value(), List.of(other, operation));
        }
      }
    }
    return checkOrder(key);
  }

  /** Goes through invocations and completions as they happened. */
  private static Verdict checkOrder(List<Operation> key) {
    List<Operation> ended =
        key.stream()
            .filter(Operation::isOk)
            .sorted(Comparator.comparingInt(Operation::completedIndex))
            .toList();
    List<Operation> began =
        key.stream().sorted(Comparator.comparingInt(Operation::invokedIndex)).toList();
    Map<Operation, Operation> floors = new HashMap<>();
    Operation floor = null;
    int next = 0;
    for (Operation operation : began) {
      while (next < ended.size() && ended.get(next).completedIndex() < operation.invokedIndex()) {
        Operation done = ended.get(next++);
        floor = floor == null || done.value() > floor.value() ? done : floor;
      }
      if (floor != null) {
        floors.put(operation, floor);
      }
    }
    int additions = 0;
    next = 0;
    for (Operation operation : ended) {
      while (next < began.size() && began.get(next).invokedIndex() < operation.completedIndex()) {
        Operation other = began.get(next++);
        additions += other.function() == Function.INCREMENT && other.mayHaveTakenEffect() ? 1 : 0;
      }
      Operation before = floors.get(operation);
      boolean adds = operation.function() == Function.INCREMENT;
      if (before != null && operation.value() < before.value() + (adds ? 1 : 0)) {
        return new Verdict.Violation(
            "the sum " + operation.value() + " came after " + before.value() + " was told",
            List.of(before, operation));
      }
      if (operation.value() > additions) {
        return new Verdict.Violation(
            "the sum " + operation.value() + " was told, but " + additions + " were added",
            List.of(operation));
      }
    }
    return Verdict.ok();
  }
}
