// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.checker;

import io.ringtail.tck.history.Function;
import io.ringtail.tck.history.History;
import io.ringtail.tck.history.Operation;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The promise of sets whose elements are rows, added once and removed once: a read of the whole set
 * has every element that was acknowledged, or seen, before it began, and none that was never added
 * or failed for certain. An element that somebody tried to remove is judged like a register that is
 * written and deleted ({@link RegisterChecker}): clocks that are off can let the removal lose, but
 * once seen as gone it stays gone.
 */
public final class SetChecker implements Checker {
  private static final Set<Function> FUNCTIONS =
      EnumSet.of(Function.ADD, Function.REMOVE, Function.READ_SET);

  /** What is known of one element. */
  private static final class Element {
    final long value;
    @Nullable Operation added;
    @Nullable Operation removed;

    /** The operation that ended first of those that say that it is there. */
    @Nullable Operation firstKnown;

    Element(long value) {
      this.value = value;
    }

    void known(Operation operation) {
      if (firstKnown == null || operation.completedIndex() < firstKnown.completedIndex()) {
        firstKnown = operation;
      }
    }
  }

  @Override
  public Verdict check(List<Operation> operations) {
    List<Verdict> verdicts = new ArrayList<>();
    for (List<Operation> key : Checker.byKey(operations, FUNCTIONS)) {
      verdicts.add(checkKey(key));
    }
    return Verdict.worst(verdicts);
  }

  private static Verdict checkKey(List<Operation> key) {
    Map<Long, Element> elements = new LinkedHashMap<>();
    List<Operation> reads = new ArrayList<>();
    for (Operation operation : key) {
      if (operation.function() == Function.READ_SET) {
        if (operation.isOk()) {
          reads.add(operation);
        }
      } else {
        change(elements, operation);
      }
    }
    List<Set<Long>> contents = new ArrayList<>();
    for (Operation read : reads) {
      Set<Long> content = HashSet.newHashSet(read.elements().length);
      for (long value : read.elements()) {
        Verdict verdict = content.add(value) ? provenance(elements, value, read) : twice(read);
        if (verdict.isViolation()) {
          return verdict;
        }
        Element element = elements.get(value);
        if (element != null) {
          element.known(read);
        }
      }
      contents.add(content);
    }
    for (Element element : elements.values()) {
      Verdict verdict =
          element.removed == null
              ? staying(element, reads, contents)
              : removed(element, reads, contents);
      if (verdict.isViolation()) {
        return verdict;
      }
    }
    return Verdict.ok();
  }

  private static void change(Map<Long, Element> elements, Operation operation) {
    Element element = elements.computeIfAbsent(operation.value(), Element::new);
    if (operation.function() == Function.ADD) {
      if (element.added != null) {
        throw new IllegalArgumentException("added twice, so nobody can tell: " + operation);
      }
      element.added = operation;
      if (operation.isOk()) {
        element.known(operation);
      }
    } else if (operation.mayHaveTakenEffect()) {
      if (element.removed != null) {
        throw new IllegalArgumentException("removed twice, so nobody can tell: " + operation);
      }
      element.removed = operation;
    }
  }

  private static Verdict twice(Operation read) {
    return Verdict.violation("a read has an element twice", read);
  }

  private static Verdict provenance(Map<Long, Element> elements, long value, Operation read) {
    Element element = elements.get(value);
    Operation added = element == null ? null : element.added;
    if (added == null) {
      return Verdict.violation("element " + value + " was read, and never added", read);
    }
    if (!added.mayHaveTakenEffect()) {
      return Verdict.violation(
          "adding element " + value + " failed for certain, and it was read", added, read);
    }
    if (read.precedes(added)) {
      return Verdict.violation("element " + value + " was read before it was added", added, read);
    }
    return Verdict.ok();
  }

  private static Verdict staying(Element element, List<Operation> reads, List<Set<Long>> contents) {
    Operation known = element.firstKnown;
    Operation added = element.added;
    if (known == null || added == null) {
      return Verdict.ok();
    }
    for (int at = 0; at < reads.size(); at++) {
      Operation read = reads.get(at);
      if (known.precedes(read) && !contents.get(at).contains(element.value)) {
        return Verdict.violation(
            "element "
                + element.value
                + " is lost: it was "
                + (known == added ? "acknowledged" : "seen")
                + " before a read began that lacks it",
            added,
            known,
            read);
      }
    }
    return Verdict.ok();
  }

  /** The element as a register, in a history of its own. */
  private static Verdict removed(Element element, List<Operation> reads, List<Set<Long>> contents) {
    Map<Integer, Operation> originals = new HashMap<>();
    ElementHistory history = new ElementHistory(element.value);
    for (Operation change : changes(element)) {
      history.add(change, false);
    }
    for (int at = 0; at < reads.size(); at++) {
      history.add(reads.get(at), contents.get(at).contains(element.value));
    }
    History register = history.replay(originals);
    return switch (new RegisterChecker().check(register.operations())) {
      case Verdict.Violation violation ->
          new Verdict.Violation(
              "element " + element.value + ", seen as a register: " + violation.text(),
              violation.operations().stream()
                  .map(operation -> originals.getOrDefault(operation.id(), operation))
                  .toList());
      case Verdict.Ok ok -> ok;
      case Verdict.Undecided undecided -> undecided;
    };
  }

  private static List<Operation> changes(Element element) {
    List<Operation> changes = new ArrayList<>();
    if (element.added != null) {
      changes.add(element.added);
    }
    if (element.removed != null) {
      changes.add(element.removed);
    }
    return changes;
  }
}
