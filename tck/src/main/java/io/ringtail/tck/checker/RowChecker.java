// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.checker;

import io.ringtail.tck.history.Function;
import io.ringtail.tck.history.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The promise that one write's columns are seen together: each write sets all columns of a row, the
 * value and its negative in turn, so that a read with any other columns mixes two writes. Whether
 * it is the right write is another promise.
 */
public final class RowChecker implements Checker {
  private static final Set<Function> FUNCTIONS =
      EnumSet.of(Function.WRITE_ROW, Function.READ_ROW, Function.DELETE);

  @Override
  public Verdict check(List<Operation> operations) {
    List<Verdict> verdicts = new ArrayList<>();
    for (List<Operation> key : Checker.byKey(operations, FUNCTIONS)) {
      verdicts.add(checkKey(key));
    }
    return Verdict.worst(verdicts);
  }

  private static Verdict checkKey(List<Operation> key) {
    Map<Long, Operation> writes = new HashMap<>();
    for (Operation operation : key) {
      if (operation.function() == Function.WRITE_ROW
          && writes.put(operation.value(), operation) != null) {
        throw new IllegalArgumentException("written twice, so nobody can tell: " + operation);
      }
    }
    for (Operation operation : key) {
      if (operation.function() == Function.READ_ROW && operation.isOk()) {
        Verdict verdict = checkRead(operation, writes);
        if (verdict.isViolation()) {
          return verdict;
        }
      }
    }
    return Verdict.ok();
  }

  private static Verdict checkRead(Operation read, Map<Long, Operation> writes) {
    List<Operation> seen = new ArrayList<>();
    boolean absent = false;
    boolean mixed = false;
    for (int column = 0; column < read.elements().length; column++) {
      long found = read.elements()[column];
      if (found == Operation.NONE) {
        absent = true;
        continue;
      }
      long value = column % 2 == 0 ? found : -found;
      Operation write = writes.get(value);
      if (write == null) {
        return Verdict.violation("a row has a column that nobody wrote", read);
      }
      if (!write.mayHaveTakenEffect()) {
        return Verdict.violation("a write failed for certain, and was read", write, read);
      }
      if (read.precedes(write)) {
        return Verdict.violation("a row was read before it was written", write, read);
      }
      mixed |= !seen.isEmpty() && seen.getFirst() != write;
      seen.add(write);
    }
    if (mixed || (absent && !seen.isEmpty())) {
      seen.add(read);
      return new Verdict.Violation(
          "a row mixes "
              + (mixed ? "two writes: " : "a write and nothing: ")
              + Arrays.toString(read.elements()),
          seen);
    }
    return Verdict.ok();
  }
}
