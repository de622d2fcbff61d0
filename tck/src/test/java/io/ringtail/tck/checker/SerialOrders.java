// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.checker;

import io.ringtail.tck.history.Access;
import io.ringtail.tck.history.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The naive check of transactions over lists: every order of every choice of what is in doubt. */
final class SerialOrders {
  private SerialOrders() {}

  static boolean explain(List<Operation> operations, boolean realTime) {
    List<Operation> happened = new ArrayList<>(operations);
    happened.removeIf(operation -> !operation.mayHaveTakenEffect());
    // Nobody reads what is not yet begun, in real time or not.
    return explain(happened, realTime, new HashMap<>());
  }

  private static boolean explain(
      List<Operation> rest, boolean realTime, Map<Long, List<Long>> lists) {
    if (rest.stream().noneMatch(Operation::isOk)) {
      return true;
    }
    for (Operation next : rest) {
      boolean first =
          !realTime || rest.stream().noneMatch(other -> other.isOk() && other.precedes(next));
      Map<Long, List<Long>> after = new HashMap<>();
      lists.forEach((key, list) -> after.put(key, new ArrayList<>(list)));
      if (first && apply(next, after)) {
        List<Operation> others = new ArrayList<>(rest);
        others.remove(next);
        if (explain(others, realTime, after)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean apply(Operation operation, Map<Long, List<Long>> lists) {
    for (Access step : operation.accesses()) {
      List<Long> list = lists.computeIfAbsent(step.key(), key -> new ArrayList<>());
      if (step.isAppend()) {
        list.add(step.element());
      } else if (operation.isOk()
          && !Arrays.equals(step.list(), list.stream().mapToLong(at -> at).toArray())) {
        return false;
      }
    }
    return true;
  }
}
