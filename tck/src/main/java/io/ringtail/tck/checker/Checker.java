// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.checker;

import io.ringtail.tck.history.Function;
import io.ringtail.tck.history.Operation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Judges histories by one promise. It looks only at the functions that the promise is about. */
public interface Checker {

  /**
   * Judges a history.
   *
   * @param operations of one history, in the order of their invocation
   */
  Verdict check(List<Operation> operations);

  /** The operations of some functions by their key, in the order of the keys' first use. */
  static Collection<List<Operation>> byKey(List<Operation> operations, Set<Function> functions) {
    Map<Long, List<Operation>> keys = new LinkedHashMap<>();
    for (Operation operation : operations) {
      if (functions.contains(operation.function())) {
        keys.computeIfAbsent(operation.key(), key -> new ArrayList<>()).add(operation);
      }
    }
    return keys.values();
  }
}
