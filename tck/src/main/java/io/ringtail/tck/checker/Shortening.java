// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.checker;

import io.ringtail.tck.history.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Leaves out of a broken history whatever the rest does not observe, as long as the rest is still
 * broken. An explanation of all operations would explain them without such an operation as well, so
 * the rest shows what all show.
 */
record Shortening(Model<?> model, Predicate<List<Operation>> stillBroken) {

  /** Tries to leave out half of the operations, then quarters, down to single ones. */
  List<Operation> shorten(List<Operation> operations) {
    List<Operation> shown = operations;
    for (int chunk = Math.max(1, operations.size() / 2); chunk >= 1; chunk /= 2) {
      for (int end = shown.size(); end > 0; end = Math.min(end - chunk, shown.size())) {
        List<Operation> fewer = without(shown, Math.max(0, end - chunk), end);
        if (fewer.size() < shown.size() && stillBroken.test(fewer)) {
          shown = fewer;
        }
      }
    }
    return shown;
  }

  private List<Operation> without(List<Operation> operations, int from, int to) {
    List<Operation> rest = new ArrayList<>(operations.subList(0, from));
    rest.addAll(operations.subList(to, operations.size()));
    // From the last on: what observes stands after what it observes.
    for (int at = to - 1; at >= from; at--) {
      if (!model.isUnobserved(operations.get(at), rest)) {
        rest.add(from, operations.get(at));
      }
    }
    return rest;
  }
}
