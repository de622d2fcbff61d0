// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.checker;

import io.ringtail.tck.history.Operation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The naive check of linearizability: every order of every choice of what is in doubt. */
final class Permutations {
  private Permutations() {}

  static <S> boolean explain(Model<S> model, List<Operation> operations) {
    List<Operation> happened = new ArrayList<>(operations);
    happened.removeIf(operation -> !operation.mayHaveTakenEffect());
    // What is not known of a read in doubt could be anything.
    happened.removeIf(operation -> !operation.isOk() && operation.function().isRead());
    return explain(model, happened, model.initial());
  }

  private static <S> boolean explain(Model<S> model, List<Operation> rest, S state) {
    if (rest.stream().noneMatch(Operation::isOk)) {
      return true;
    }
    for (Operation next : rest) {
      boolean first = rest.stream().noneMatch(other -> other.isOk() && other.precedes(next));
      @Nullable S after = first ? model.apply(state, next) : null;
      if (after != null) {
        List<Operation> others = new ArrayList<>(rest);
        others.remove(next);
        if (explain(model, others, after)) {
          return true;
        }
      }
    }
    return false;
  }
}
