// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.checker;

import io.ringtail.tck.history.Access;
import io.ringtail.tck.history.Function;
import io.ringtail.tck.history.Operation;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Transactions that append to lists and read them, judged by their isolation, after Kingsbury and
 * Alvaro (Elle: Inferring Isolation Anomalies from Experimental Observations, 2020). A list that
 * only grows tells the order of its appends to everyone who reads it; from the orders follows who
 * depends on whom, and a cycle of dependencies is an anomaly. A single append or read counts as a
 * transaction.
 */
public final class ListAppendChecker implements Checker {
  private static final Set<Function> FUNCTIONS =
      EnumSet.of(Function.APPEND, Function.READ_LIST, Function.TRANSACTION);

  /** An operation with its steps; reads only if they were answered. */
  record Transaction(Operation operation, List<Access> steps) {}

  private final boolean realTime;

  private ListAppendChecker(boolean realTime) {
    this.realTime = realTime;
  }

  /** Some order of the transactions explains everything. */
  public static ListAppendChecker serializable() {
    return new ListAppendChecker(false);
  }

  /** Such an order exists in which what ended before something else began stands before it. */
  public static ListAppendChecker strictlySerializable() {
    return new ListAppendChecker(true);
  }

  @Override
  public Verdict check(List<Operation> operations) {
    List<Transaction> transactions = new ArrayList<>();
    for (Operation operation : operations) {
      if (FUNCTIONS.contains(operation.function())) {
        transactions.add(new Transaction(operation, steps(operation)));
      }
    }
    ListOrders orders = new ListOrders(transactions);
    Verdict lists = orders.check(realTime);
    return lists.isViolation() ? lists : new Dependencies(transactions, orders).check(realTime);
  }

  private static List<Access> steps(Operation operation) {
    return switch (operation.function()) {
      case APPEND -> List.of(Access.append(operation.key(), operation.value()));
      case READ_LIST ->
          operation.isOk()
              ? List.of(Access.read(operation.key()).answered(operation.elements()))
              : List.of();
      default ->
          operation.isOk()
              ? operation.accesses()
              : operation.accesses().stream().filter(Access::isAppend).toList();
    };
  }
}
