// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.checker;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.tck.history.Access;
import io.ringtail.tck.history.History;
import io.ringtail.tck.history.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Transactions over lists: each anomaly by its name, and random ones against all orders. */
class ListAppendCheckerTest {
  private long now;
  private final History history = new History(() -> now++);

  private static Access read(long key, long... elements) {
    return Access.read(key).answered(elements);
  }

  private static Access append(long key, long element) {
    return Access.append(key, element);
  }

  private Operation begin(Access... steps) {
    return history.transaction(history.size(), List.of(steps));
  }

  private Operation done(Access... steps) {
    Operation operation = begin(steps);
    operation.ok(List.of(steps));
    return operation;
  }

  /** All at the same time. */
  private void together(List<List<Access>> transactions) {
    List<Operation> begun =
        transactions.stream().map(steps -> history.transaction(history.size(), steps)).toList();
    for (int at = 0; at < begun.size(); at++) {
      begun.get(at).ok(transactions.get(at));
    }
  }

  private Verdict serializable() {
    return ListAppendChecker.serializable().check(history.operations());
  }

  private Verdict strict() {
    return ListAppendChecker.strictlySerializable().check(history.operations());
  }

  private static String text(Verdict verdict) {
    assertThat(verdict).isInstanceOf(Verdict.Violation.class);
    return ((Verdict.Violation) verdict).describe();
  }

  @Test
  void oneAfterTheOtherIsRight() {
    done(append(1, 1), append(2, 2));
    done(append(1, 3), read(1, 1, 3), read(2, 2));
    begin(append(1, 4)).unknown();
    done(read(1, 1, 3, 4), read(2, 2));
    begin(append(2, 5)).unknown();
    done(read(2, 2));

    assertThat(strict()).isEqualTo(Verdict.ok());
  }

  @Test
  void singleAppendsAndReadsCount() {
    history.append(0, 1, 1).ok();
    history.readList(1, 1).ok(new long[] {1});
    assertThat(strict()).isEqualTo(Verdict.ok());

    history.append(0, 1, 2).ok();
    history.readList(1, 1).ok(new long[] {1});
    assertThat(text(strict())).contains("lost append: 2 was acknowledged");
    assertThat(serializable()).isEqualTo(Verdict.ok());
  }

  @Test
  void appendThatIsWrittenOverIsLost() {
    done(append(1, 1));
    done(append(1, 2));
    done(read(1, 2));

    assertThat(text(strict())).contains("lost append: 1");
  }

  @Test
  void incompatibleOrdersAreFound() {
    together(List.of(List.of(append(1, 1)), List.of(append(1, 2))));
    done(read(1, 1, 2));
    done(read(1, 2));

    assertThat(text(serializable())).contains("incompatible orders of list 1");
  }

  @Test
  void duplicateElementIsFound() {
    done(append(1, 1));
    done(read(1, 1, 1));

    assertThat(text(serializable())).contains("twice");
  }

  @Test
  void elementOutOfNowhereIsFound() {
    done(read(1, 1));

    assertThat(text(serializable())).contains("never appended");
  }

  @Test
  void elementReadBeforeItWasAppendedIsFound() {
    done(read(1, 1));
    done(append(1, 1));

    assertThat(text(serializable())).contains("before it was appended");
  }

  @Test
  void abortedReadIsG1a() {
    begin(append(1, 1)).failed();
    done(read(1, 1));

    assertThat(text(serializable())).contains("G1a");
  }

  @Test
  void ownAppendThatIsNotReadIsInternal() {
    done(append(1, 1), read(1));

    assertThat(text(serializable())).contains("internal: a transaction does not read its own");
  }

  @Test
  void ownAppendThatIsReadTooEarlyIsInternal() {
    done(read(1, 1), append(1, 1));

    assertThat(text(serializable())).contains("internal: a transaction reads what it appends");
  }

  @Test
  void appendsOfOneTransactionInAnotherOrderAreInternal() {
    done(append(1, 1), append(1, 2));
    done(read(1, 2, 1));

    assertThat(text(serializable())).contains("internal: 2 was appended after 1");
  }

  @Test
  void halfATransactionIsInternal() {
    begin(append(1, 1), append(1, 2)).unknown();
    done(read(1, 2));

    assertThat(text(serializable())).contains("internal: 2 was appended after 1");
  }

  @Test
  void writesInOppositeOrdersAreG0() {
    together(
        List.of(
            List.of(append(1, 1), append(2, 1)),
            List.of(append(1, 2), append(2, 2)),
            List.of(read(1, 1, 2)),
            List.of(read(2, 2, 1))));

    assertThat(text(serializable())).startsWith("G0: ").contains(" was written over by ");
  }

  @Test
  void circleOfInformationIsG1c() {
    together(List.of(List.of(append(1, 1), read(2, 2)), List.of(append(2, 2), read(1, 1))));

    assertThat(text(serializable())).startsWith("G1c: ").contains(" was read by ");
  }

  @Test
  void readSkewIsGSingle() {
    together(List.of(List.of(append(1, 1), append(2, 2)), List.of(read(1, 1), read(2))));
    done(read(2, 2));

    assertThat(text(serializable())).startsWith("G-single: ");
  }

  @Test
  void writeSkewIsG2() {
    together(List.of(List.of(read(1), append(2, 2)), List.of(read(2), append(1, 1))));
    done(read(1, 1), read(2, 2));

    assertThat(text(serializable())).startsWith("G2: ").contains(" did not see what was appended");
  }

  @Test
  void staleReadIsAnAnomalyInRealTimeOnly() {
    Operation inDoubt = begin(append(1, 1));
    done(read(1, 1));
    done(read(1));
    inDoubt.unknown();

    assertThat(serializable()).isEqualTo(Verdict.ok());
    assertThat(text(strict())).startsWith("G-single-realtime: ").contains("#1", "#2");
  }

  @Test
  void unseenAppendInDoubtIsNoAnomaly() {
    begin(append(1, 1), append(2, 1)).unknown();
    done(read(1));
    done(read(2));

    assertThat(strict()).isEqualTo(Verdict.ok());
  }

  @Test
  void agreesWithAllOrders() {
    SplittableRandom random = Seeds.of(getClass());
    int violations = 0;
    int missed = 0;
    for (int round = 0; round < 4_000; round++) {
      List<Operation> operations = tiny(random);
      boolean explained = SerialOrders.explain(operations, true);

      Verdict verdict = ListAppendChecker.strictlySerializable().check(operations);
      Verdict loose = ListAppendChecker.serializable().check(operations);

      if (verdict instanceof Verdict.Violation violation) {
        violations++;
        assertThat(explained).as("%s %s", violation.text(), operations).isFalse();
      } else if (!explained) {
        missed++;
      }
      if (loose instanceof Verdict.Violation violation) {
        assertThat(verdict.isViolation()).isTrue();
        assertThat(SerialOrders.explain(operations, false))
            .as("%s %s", violation.text(), operations)
            .isFalse();
      }
    }
    System.out.println(violations + " violations, " + missed + " missed");
    assertThat(violations).isBetween(1_000, 3_600);
    assertThat(missed).isLessThan(violations / 50);
  }

  /** Up to six transactions over two lists, some with answers that are not right. */
  private List<Operation> tiny(SplittableRandom random) {
    History made = new History(() -> now++);
    Map<Long, List<Long>> lists = new HashMap<>();
    List<Operation> open = new ArrayList<>();
    long elements = 0;
    while (made.size() < 6 || !open.isEmpty()) {
      if (made.size() < 6 && (open.isEmpty() || random.nextInt(2) == 0)) {
        List<Access> steps = new ArrayList<>();
        for (int step = 1 + random.nextInt(2); step >= 0; step--) {
          long key = random.nextInt(2);
          steps.add(random.nextBoolean() ? Access.read(key) : Access.append(key, ++elements));
        }
        open.add(made.transaction(made.size(), steps));
      } else {
        end(open.remove(random.nextInt(open.size())), lists, random);
      }
    }
    return made.operations();
  }

  private static void end(
      Operation operation, Map<Long, List<Long>> lists, SplittableRandom random) {
    int kind = random.nextInt(12);
    if (kind == 0) {
      operation.failed();
      return;
    }
    List<Access> answers = new ArrayList<>();
    for (Access step : operation.accesses()) {
      List<Long> list = lists.computeIfAbsent(step.key(), key -> new ArrayList<>());
      if (step.isAppend()) {
        list.add(random.nextInt(12) == 0 ? 0 : list.size(), step.element());
        answers.add(step);
      } else {
        int lacking = random.nextInt(6) == 0 ? 1 : 0;
        answers.add(
            step.answered(
                list.stream()
                    .limit(Math.max(0, list.size() - lacking))
                    .mapToLong(at -> at)
                    .toArray()));
      }
    }
    if (kind == 1) {
      operation.unknown();
    } else {
      operation.ok(answers);
    }
  }
}
