// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.checker;

import io.ringtail.tck.history.Function;
import io.ringtail.tck.history.Operation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whether each value that a register's readers saw was written, before they saw it. */
final class Provenance {
  private Provenance() {}

  static Verdict check(List<Operation> key) {
    Map<Long, Operation> writes = new HashMap<>();
    for (Operation operation : key) {
      if (operation.function() == Function.WRITE
          && writes.put(operation.value(), operation) != null) {
        throw new IllegalArgumentException("written twice, so nobody can tell: " + operation);
      }
    }
    for (Operation operation : key) {
      if (operation.function() == Function.READ
          && operation.isOk()
          && operation.value() != Operation.NONE) {
        Verdict verdict = check(operation, writes);
        if (verdict.isViolation()) {
          return verdict;
        }
      }
    }
    return Verdict.ok();
  }

  private static Verdict check(Operation read, Map<Long, Operation> writes) {
    Operation write = writes.get(read.value());
    if (write == null) {
      return Verdict.violation("a value was read that nobody wrote", read);
    }
    if (!write.mayHaveTakenEffect()) {
      return Verdict.violation("a write failed for certain, and was read", write, read);
    }
    if (read.precedes(write)) {
      return Verdict.violation("a value was read before it was written", write, read);
    }
    return Verdict.ok();
  }
}
