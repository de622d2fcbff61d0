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

/** Registers where the last write wins, by hand, against all orders, and with a store. */
class RegisterCheckerTest {
  private static final long NOTHING = Operation.NONE;

  private long now;
  private final History history = new History(() -> now++);

  private Verdict check() {
    return new RegisterChecker().check(history.operations());
  }

  private Verdict.Violation violation() {
    Verdict verdict = check();
    assertThat(verdict).isInstanceOf(Verdict.Violation.class);
    return (Verdict.Violation) verdict;
  }

  @Test
  void laterWriteOfAnotherSessionMayLose() {
    history.write(0, 1, 1).ok();
    history.write(1, 1, 2).ok();
    history.read(2, 1).ok(1);
    history.read(2, 1).ok(1);

    assertThat(check()).isEqualTo(Verdict.ok());
  }

  @Test
  void lostWriteIsFoundWhereNothingIsRead() {
    Operation write = history.write(0, 1, 1);
    write.ok();
    Operation read = history.read(1, 1);
    read.ok(NOTHING);

    assertThat(violation().operations()).containsExactly(write, read);
    assertThat(violation().text())
        .contains("1 (#0) is older than the initial state: #0 had ended when #1, which found");
  }

  @Test
  void writeOfWhoFollowedTheOneItSawIsNotLost() {
    history.write(0, 1, 1).ok();
    history.write(1, 1, 2).ok();
    history.read(2, 1).ok(1);
    assertThat(check()).isEqualTo(Verdict.ok());

    history.write(3, 1, 3).follows(1).ok();
    history.read(2, 1).ok(1);

    assertThat(violation().text()).contains("the writer had seen it");
  }

  @Test
  void lostWriteOfOneSessionIsFound() {
    Operation first = history.write(0, 1, 1);
    first.ok();
    Operation second = history.write(0, 1, 2);
    second.ok();
    Operation read = history.read(1, 1);
    read.ok(1);

    assertThat(violation().operations()).containsExactly(first, second, read);
    assertThat(violation().text()).contains("one session wrote them in this order");
  }

  @Test
  void sessionKeepsItsOrderAlsoInDoubt() {
    history.write(0, 1, 1).unknown();
    history.write(0, 1, 2).ok();
    history.read(1, 1).ok(1);

    assertThat(check().isViolation()).isTrue();
  }

  @Test
  void lostWriteWithGreaterTimestampIsFound() {
    history.write(0, 1, 1).timestampBetween(10, 20).ok();
    history.write(1, 1, 2).timestampBetween(21, 30).ok();
    history.read(2, 1).ok(1);

    assertThat(violation().text()).contains("its timestamp is less for certain");
  }

  @Test
  void timestampsThatMayBeEqualSayNothing() {
    history.write(0, 1, 1).timestampBetween(10, 20).ok();
    history.write(1, 1, 2).timestampBetween(20, 30).ok();
    history.read(2, 1).ok(1);

    assertThat(check()).isEqualTo(Verdict.ok());
  }

  @Test
  void readThatGoesBackIsFound() {
    history.write(0, 1, 1).ok();
    history.write(1, 1, 2).ok();
    history.read(2, 1).ok(2);
    history.read(3, 1).ok(1);

    // 1 was acknowledged before a read returned 2, so it is older.
    assertThat(violation().operations()).hasSize(4);
  }

  @Test
  void concurrentReadsMayDiffer() {
    history.write(0, 1, 1).ok();
    Operation write = history.write(1, 1, 2);
    Operation slow = history.read(2, 1);
    history.read(3, 1).ok(2);
    slow.ok(1);
    write.ok();

    assertThat(check()).isEqualTo(Verdict.ok());
  }

  @Test
  void writeInDoubtIsSeenByAllOnceItIsSeen() {
    history.write(0, 1, 1).ok();
    history.write(0, 1, 2).unknown();
    history.read(2, 1).ok(1);
    history.read(2, 1).ok(2);
    assertThat(check()).isEqualTo(Verdict.ok());

    history.read(3, 1).ok(1);
    assertThat(check().isViolation()).isTrue();
  }

  @Test
  void valueOutOfNowhereIsFound() {
    history.read(0, 1).ok(7);

    assertThat(violation().text()).contains("nobody wrote");
  }

  @Test
  void valueReadBeforeItWasWrittenIsFound() {
    history.read(0, 1).ok(7);
    history.write(1, 1, 7).ok();

    assertThat(violation().text()).contains("before it was written");
  }

  @Test
  void failedWriteThatIsReadIsFound() {
    history.write(0, 1, 1).failed();
    history.read(1, 1).ok(1);

    assertThat(violation().text()).contains("failed for certain");
  }

  @Test
  void deletionExplainsNothingRead() {
    history.write(0, 1, 1).ok();
    history.delete(1, 1).unknown();
    history.read(2, 1).ok(1);
    history.read(2, 1).ok(NOTHING);

    assertThat(check()).isEqualTo(Verdict.ok());
  }

  @Test
  void deletionThatIsOlderForCertainExplainsNothing() {
    history.delete(0, 1).ok();
    history.write(0, 1, 1).ok();
    history.read(2, 1).ok(NOTHING);

    assertThat(violation().text()).contains("deletion #0", "which found nothing");
  }

  @Test
  void deletionThatBeganAfterTheReadExplainsNothing() {
    history.write(0, 1, 1).ok();
    history.read(2, 1).ok(NOTHING);
    history.delete(1, 1).ok();

    assertThat(check().isViolation()).isTrue();
  }

  @Test
  void failedDeletionExplainsNothing() {
    history.write(0, 1, 1).ok();
    history.delete(1, 1).failed();
    history.read(2, 1).ok(NOTHING);

    assertThat(check().isViolation()).isTrue();
  }

  @Test
  void valueThatRisesAfterItsDeletionWasSeenIsFound() {
    history.write(0, 1, 1).ok();
    history.delete(1, 1).ok();
    history.read(2, 1).ok(NOTHING);
    history.read(2, 1).ok(1);

    assertThat(violation().text()).contains("deletion #1");
  }

  @Test
  void valueThatRisesUnderTwoDeletionsIsFound() {
    history.write(0, 1, 1).ok();
    history.delete(0, 1).ok();
    history.delete(0, 1).ok();
    history.read(2, 1).ok(1);

    assertThat(check().isViolation()).isTrue();
  }

  @Test
  void deletionsLeftOverByOtherReadsAreFollowedUp() {
    // The second deletion loses to 1, as a read shows; so nothing can only mean the first.
    history.write(0, 1, 1).ok();
    history.delete(1, 1).timestampBetween(5, 5).ok();
    history.delete(2, 1).timestampBetween(7, 7).ok();
    history.read(3, 1).ok(1);
    history.read(3, 1).ok(NOTHING);

    assertThat(check().isViolation()).isTrue();
  }

  @Test
  void deletionsThatAreNewerThanALaterReadExplainNothing() {
    history.write(0, 1, 9).ok();
    history.write(0, 1, 1).timestampBetween(10, 10).unknown();
    history.delete(1, 1).timestampBetween(20, 20).unknown();
    history.delete(2, 1).timestampBetween(30, 30).unknown();
    history.read(3, 1).ok(NOTHING);
    history.read(3, 1).ok(1);

    assertThat(check().isViolation()).isTrue();
  }

  @Test
  void conditionalWritesAreNotJudged() {
    history.compareAndSet(0, 1, NOTHING, 1).ok(true);

    assertThat(check()).isInstanceOf(Verdict.Undecided.class);
  }

  @ParameterizedTest
  @EnumSource
  void storeIsRightOrFoundOut(ReplicatedRegisters.Bug bug) {
    SplittableRandom random = Seeds.of(getClass());
    int rounds = bug == ReplicatedRegisters.Bug.NONE ? 3_000 : 200;
    int found = 0;
    for (int round = 0; round < rounds; round++) {
      History run = new ReplicatedRegisters(random, 8, 4, bug).run(300);

      Verdict verdict = new RegisterChecker().check(run.operations());

      if (bug == ReplicatedRegisters.Bug.NONE && verdict instanceof Verdict.Violation alarm) {
        throw new AssertionError(alarm.describe());
      }
      found += verdict.isViolation() ? 1 : 0;
    }
    System.out.println(bug + ": " + found + " of " + rounds);
    assertThat(found).isGreaterThanOrEqualTo(bug == ReplicatedRegisters.Bug.NONE ? 0 : rounds / 20);
  }

  @Test
  void agreesWithAllOrdersOfVersions() {
    SplittableRandom random = Seeds.of(getClass());
    int violations = 0;
    int missed = 0;
    for (int round = 0; round < 20_000; round++) {
      boolean deletions = random.nextBoolean();
      List<Operation> operations = tiny(random, deletions);
      boolean explained = VersionOrders.explain(operations);

      Verdict verdict = new RegisterChecker().check(operations);

      if (verdict instanceof Verdict.Violation violation) {
        violations++;
        assertThat(explained).as(violation::describe).isFalse();
        assertThat(VersionOrders.explain(violation.operations())).as(violation::describe).isFalse();
      } else if (!explained) {
        missed++;
        assertThat(deletions).as("missed: %s", operations).isTrue();
      }
    }
    System.out.println(violations + " violations, " + missed + " missed");
    assertThat(violations).isGreaterThan(4_000);
    assertThat(missed).isLessThan(violations / 500);
  }

  /** Up to four writes and four reads with random answers. */
  private List<Operation> tiny(SplittableRandom random, boolean deletions) {
    History made = new History(() -> now++);
    List<Operation> open = new ArrayList<>();
    List<Long> values = new ArrayList<>(List.of(NOTHING));
    int writes = 0;
    while (made.size() < 8 || (!open.isEmpty() && random.nextInt(6) > 0)) {
      if (made.size() < 8 && (open.isEmpty() || random.nextInt(5) < 2)) {
        if (writes == 4 || random.nextInt(2) == 0) {
          open.add(made.read(3 + made.size(), 1));
        } else {
          writes++;
          boolean delete = deletions && random.nextInt(2) == 0;
          int session = random.nextInt(3);
          long value = made.size();
          Operation write = delete ? made.delete(session, 1) : made.write(session, 1, value);
          long at = random.nextInt(10);
          open.add(
              random.nextBoolean() ? write : write.timestampBetween(at, at + random.nextInt(4)));
          values.add(write.value());
        }
      } else {
        Operation operation = open.remove(random.nextInt(open.size()));
        if (random.nextInt(6) == 0) {
          operation.unknown();
        } else if (operation.function().isRead()) {
          operation.ok(values.get(random.nextInt(values.size())));
        } else {
          operation.ok();
        }
      }
    }
    return made.operations();
  }
}
