// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.checker;

import io.ringtail.tck.history.Operation;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;

/** What a checker says of a history. */
public sealed interface Verdict {

  /** Nothing in the history breaks the promise. */
  record Ok() implements Verdict {}

  /**
   * The promise is broken.
   *
   * @param text what is wrong, in words
   * @param operations those that show it, in the order of their invocation; as few as were found
   */
  record Violation(String text, List<Operation> operations) implements Verdict {
    public Violation {
      operations =
          new LinkedHashSet<>(operations)
              .stream().sorted(Comparator.comparingInt(Operation::id)).toList();
    }

    /** The text, and the operations a line each. */
    public String describe() {
      return operations.stream()
          .map(operation -> "\n  " + operation)
          .collect(Collectors.joining("", text, ""));
    }
  }

  /** The checker could not tell: it reached one of its bounds, or cannot judge such operations. */
  record Undecided(String reason) implements Verdict {}

  static Verdict ok() {
    return new Ok();
  }

  default boolean isViolation() {
    return this instanceof Violation;
  }

  static Violation violation(String text, Operation... operations) {
    return new Violation(text, List.of(operations));
  }

  /** The violation that is shown by the fewest operations; if there is none, what is undecided. */
  static Verdict worst(Collection<Verdict> verdicts) {
    return verdicts.stream().min(Comparator.comparingInt(Verdict::rank)).orElse(ok());
  }

  private int rank() {
    return switch (this) {
      case Violation violation -> violation.operations().size();
      case Undecided undecided -> Integer.MAX_VALUE - 1;
      case Ok ok -> Integer.MAX_VALUE;
    };
  }
}
