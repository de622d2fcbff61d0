// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.checker;

import io.ringtail.tck.history.Operation;
import io.ringtail.tck.history.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Whether all operations of each key could have taken effect one after the other, each at a moment
 * between its invocation and its completion. Operations in doubt may take effect at any time after
 * their invocation, or never. Keys are judged apart, which is the same (Herlihy and Wing: the
 * property is local).
 */
public final class LinearizabilityChecker implements Checker {
  /** Memory for the states of one key: some 100 bytes each. */
  public static final int CONFIGURATIONS_MAX = 2_000_000;

  /** To shorten a violation is worth less than to find it. */
  private static final int SHORTENING_CONFIGURATIONS_MAX = 20_000;

  private final Model<?> model;
  private final int configurationsMax;

  public LinearizabilityChecker(Model<?> model) {
    this(model, CONFIGURATIONS_MAX);
  }

  public LinearizabilityChecker(Model<?> model, int configurationsMax) {
    this.model = model;
    this.configurationsMax = configurationsMax;
  }

  @Override
  public Verdict check(List<Operation> operations) {
    List<Verdict> verdicts = new ArrayList<>();
    for (List<Operation> key : Checker.byKey(operations, model.functions())) {
      verdicts.add(checkKey(model, key));
    }
    return Verdict.worst(verdicts);
  }

  private <S> Verdict checkKey(Model<S> of, List<Operation> key) {
    LinearizabilitySearch<S> search =
        new LinearizabilitySearch<>(of, relevant(of, key), configurationsMax);
    return switch (search.run()) {
      case FOUND -> Verdict.ok();
      case BOUND_REACHED ->
          new Verdict.Undecided(
              "key " + key.getFirst().key() + ": more than " + configurationsMax + " states");
      case NONE -> violation(of, key, search);
    };
  }

  /** Without what did not happen, and without what is in doubt and would explain nothing. */
  private static List<Operation> relevant(Model<?> of, List<Operation> key) {
    List<Operation> happened = new ArrayList<>();
    for (Operation operation : key) {
      if (operation.isOk()
          || (operation.outcome() == Outcome.UNKNOWN && !of.isReadOnly(operation))) {
        happened.add(operation);
      }
    }
    List<Operation> relevant = new ArrayList<>();
    for (Operation operation : happened) {
      if (operation.isOk() || !of.isUnobserved(operation, happened)) {
        relevant.add(operation);
      }
    }
    return relevant;
  }

  private static <S> Verdict violation(
      Model<S> of, List<Operation> key, LinearizabilitySearch<S> search) {
    Operation stuck = search.stuck();
    List<Operation> shown = new ArrayList<>();
    for (Operation operation : relevant(of, key)) {
      if (operation.invokedIndex() < stuck.completedIndex()) {
        shown.add(operation);
      }
    }
    String order =
        search.longest().stream()
            .skip(Math.max(0, search.longest().size() - 5L))
            .map(operation -> "#" + operation.id())
            .collect(Collectors.joining(", "));
    return new Verdict.Violation(
        "not linearizable: "
            + stuck
            + " has no place in any order; the longest order has "
            + search.longest().size()
            + " operations before it"
            + (order.isEmpty() ? "" : " and ends with " + order),
        new Shortening(of, fewer -> isBroken(of, fewer)).shorten(shown));
  }

  private static <S> boolean isBroken(Model<S> of, List<Operation> operations) {
    return new LinearizabilitySearch<>(of, relevant(of, operations), SHORTENING_CONFIGURATIONS_MAX)
            .run()
        == LinearizabilitySearch.Result.NONE;
  }
}
