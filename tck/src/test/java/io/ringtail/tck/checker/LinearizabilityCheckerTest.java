// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.checker;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.tck.history.History;
import io.ringtail.tck.history.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Linearizability, by hand, against all permutations, and with a store that is right or wrong. */
class LinearizabilityCheckerTest {
  private long now;
  private final History history = new History(() -> now++);
  private final LinearizabilityChecker registers = new LinearizabilityChecker(new RegisterModel());
  private final LinearizabilityChecker lists = new LinearizabilityChecker(new ListModel());

  @Test
  void concurrentWritesMayBeSeenInEitherOrder() {
    Operation first = history.write(0, 1, 1);
    Operation second = history.write(1, 1, 2);
    first.ok();
    second.ok();
    history.read(0, 1).ok(1);

    assertThat(registers.check(history.operations())).isEqualTo(Verdict.ok());
  }

  @Test
  void staleReadIsFoundAndShownByFewOperations() {
    for (int value = 1; value <= 20; value++) {
      history.write(0, 1, value).ok();
      history.read(1, 1).ok(value);
    }
    Operation older = history.operations().get(2);
    Operation newer = history.write(0, 1, 21);
    newer.ok();
    Operation stale = history.read(1, 1);
    stale.ok(2);

    Verdict verdict = registers.check(history.operations());

    assertThat(violation(verdict).operations()).containsExactly(older, newer, stale);
    assertThat(violation(verdict).text()).contains("has no place").contains("#" + stale.id());
  }

  @Test
  void readThatGoesBackIsFound() {
    Operation write = history.write(0, 1, 1);
    history.read(1, 1).ok(1);
    history.read(2, 1).ok(Operation.NONE);
    write.ok();

    assertThat(registers.check(history.operations()).isViolation()).isTrue();
  }

  @Test
  void writeInDoubtMayTakeEffectLateOrNever() {
    history.write(0, 1, 1).ok();
    history.write(0, 1, 2).unknown();
    history.write(0, 1, 3).unknown();
    history.read(1, 1).ok(1);
    history.read(1, 1).ok(2);
    history.read(1, 1).ok(2);

    assertThat(registers.check(history.operations())).isEqualTo(Verdict.ok());
  }

  @Test
  void writeInDoubtTakesEffectOnce() {
    history.write(0, 1, 1).unknown();
    history.read(1, 1).ok(1);
    history.write(2, 1, 2).ok();
    history.read(1, 1).ok(2);
    history.read(1, 1).ok(1);

    assertThat(registers.check(history.operations()).isViolation()).isTrue();
  }

  @Test
  void writeInDoubtDoesNotTakeEffectBeforeItBegan() {
    history.read(1, 1).ok(1);
    history.write(0, 1, 1);

    assertThat(registers.check(history.operations()).isViolation()).isTrue();
  }

  @Test
  void failedWriteThatIsReadIsFound() {
    history.write(0, 1, 1).failed();
    history.read(1, 1).ok(1);

    assertThat(registers.check(history.operations()).isViolation()).isTrue();
  }

  @Test
  void twoConditionalWritesCannotBothHaveFoundTheSame() {
    history.write(0, 1, 1).ok();
    Operation left = history.compareAndSet(0, 1, 1, 2);
    Operation right = history.compareAndSet(1, 1, 1, 3);
    left.ok(true);
    right.ok(true);

    assertThat(registers.check(history.operations()).isViolation()).isTrue();
  }

  @Test
  void conditionThatDidNotHoldTellsWhatTheValueWasNot() {
    history.write(0, 1, 1).ok();
    history.compareAndSet(0, 1, 1, 2).ok(false);

    assertThat(registers.check(history.operations()).isViolation()).isTrue();
  }

  @Test
  void unseenWriteInDoubtExplainsAConditionThatDidNotHold() {
    history.write(0, 1, 1).ok();
    history.write(1, 1, 5).unknown();
    history.compareAndSet(0, 1, 1, 2).ok(false);

    assertThat(registers.check(history.operations())).isEqualTo(Verdict.ok());
  }

  @Test
  void keysAreJudgedApart() {
    history.write(0, 1, 1).ok();
    history.write(0, 2, 1).ok();
    history.read(0, 1).ok(1);
    history.read(0, 2).ok(Operation.NONE);

    Verdict verdict = registers.check(history.operations());

    assertThat(violation(verdict).operations()).allMatch(operation -> operation.key() == 2);
  }

  @Test
  void lostAppendIsFound() {
    history.append(0, 1, 1).ok();
    history.append(0, 1, 2).ok();
    history.readList(1, 1).ok(new long[] {1});

    assertThat(lists.check(history.operations()).isViolation()).isTrue();
  }

  @Test
  void boundOnStatesIsSaid() {
    for (int value = 1; value <= 8; value++) {
      history.append(value, 1, value);
    }
    history.readList(0, 1).ok(new long[] {8, 7, 6, 5, 4, 3, 1, 2});

    List<Operation> operations = history.operations();
    assertThat(new LinearizabilityChecker(new ListModel(), 100).check(operations))
        .isInstanceOf(Verdict.Undecided.class);
    assertThat(lists.check(operations)).isEqualTo(Verdict.ok());
  }

  @Test
  void longHistoryOfOneKeyNeedsNoStack() {
    for (int value = 1; value <= 20_000; value++) {
      history.write(0, 1, value).ok();
      history.read(1, 1).ok(value);
    }

    assertThat(registers.check(history.operations())).isEqualTo(Verdict.ok());
  }

  @Test
  void agreesWithAllPermutations() {
    SplittableRandom random = Seeds.of(getClass());
    int violations = 0;
    for (int round = 0; round < 20_000; round++) {
      boolean list = random.nextInt(4) == 0;
      List<Operation> operations = tiny(random, list);
      boolean expected =
          list
              ? Permutations.explain(new ListModel(), operations)
              : Permutations.explain(new RegisterModel(), operations);

      Verdict verdict = (list ? lists : registers).check(operations);

      assertThat(verdict).isNotInstanceOf(Verdict.Undecided.class);
      assertThat(verdict.isViolation()).as("%s", operations).isEqualTo(!expected);
      if (verdict instanceof Verdict.Violation violation) {
        violations++;
        List<Operation> shown = violation.operations();
        assertThat(
                list
                    ? Permutations.explain(new ListModel(), shown)
                    : Permutations.explain(new RegisterModel(), shown))
            .as("%s shows %s", operations, shown)
            .isFalse();
      }
    }
    assertThat(violations).isBetween(4_000, 16_000);
  }

  /** Up to seven operations with random answers, which may be right by luck. */
  private List<Operation> tiny(SplittableRandom random, boolean list) {
    History made = new History(() -> now++);
    List<Operation> open = new ArrayList<>();
    int count = 2 + random.nextInt(6);
    while (made.size() < count || (!open.isEmpty() && random.nextInt(8) > 0)) {
      if (made.size() < count && (open.isEmpty() || random.nextInt(5) < 2)) {
        open.add(invoke(made, random, list));
      } else {
        Operation operation = open.remove(random.nextInt(open.size()));
        switch (random.nextInt(8)) {
          case 0 -> operation.unknown();
          case 1 -> operation.failed();
          default -> answer(operation, random, made);
        }
      }
    }
    return made.operations();
  }

  private static Operation invoke(History made, SplittableRandom random, boolean list) {
    int process = made.size();
    long value = random.nextInt(4) == 0 ? 1 : made.size() + 1;
    if (list) {
      return random.nextInt(2) == 0
          ? made.readList(process, 1)
          : made.append(process, 1, made.size() + 1);
    }
    return switch (random.nextInt(7)) {
      case 0, 1, 2 -> made.read(process, 1);
      case 3, 4 -> made.write(process, 1, value);
      case 5 -> made.delete(process, 1);
      default -> made.compareAndSet(process, 1, before(random, made), value);
    };
  }

  private static void answer(Operation operation, SplittableRandom random, History made) {
    switch (operation.function()) {
      case READ -> operation.ok(before(random, made));
      case READ_LIST ->
          operation.ok(
              made.operations().stream()
                  .filter(other -> !other.function().isRead() && random.nextInt(4) > 0)
                  .mapToLong(Operation::value)
                  .toArray());
      case COMPARE_AND_SET -> operation.ok(random.nextInt(2) == 0);
      default -> operation.ok();
    }
  }

  private static long before(SplittableRandom random, History made) {
    if (made.size() == 0) {
      return Operation.NONE;
    }
    Operation other = made.operations().get(random.nextInt(made.size()));
    return other.function().isRead() ? Operation.NONE : other.value();
  }

  @ParameterizedTest
  @EnumSource
  void storeIsRightOrFoundOut(AtomicStore.Bug bug) {
    SplittableRandom random = Seeds.of(getClass());
    int found = 0;
    int rounds = bug == AtomicStore.Bug.NONE ? 1_000 : 100;
    for (int round = 0; round < rounds; round++) {
      boolean list = round % 4 == 0;
      History run = new AtomicStore(random, 8, 4, list, bug).run(200);

      Verdict verdict = (list ? lists : registers).check(run.operations());

      assertThat(verdict).isNotInstanceOf(Verdict.Undecided.class);
      found += verdict.isViolation() ? 1 : 0;
    }
    if (bug == AtomicStore.Bug.NONE) {
      assertThat(found).isZero();
    } else {
      assertThat(found).isGreaterThan(rounds / 2);
    }
  }

  private static Verdict.Violation violation(Verdict verdict) {
    assertThat(verdict).isInstanceOf(Verdict.Violation.class);
    return (Verdict.Violation) verdict;
  }
}
