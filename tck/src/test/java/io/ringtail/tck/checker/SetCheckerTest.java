// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.checker;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.tck.history.History;
import io.ringtail.tck.history.Operation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Sets, by hand, and with a set that is right or wrong. */
class SetCheckerTest {
  private long now;
  private final History history = new History(() -> now++);

  private void read(long... elements) {
    history.readSet(9, 1).ok(elements);
  }

  private String violation() {
    Verdict verdict = new SetChecker().check(history.operations());
    assertThat(verdict).isInstanceOf(Verdict.Violation.class);
    return ((Verdict.Violation) verdict).describe();
  }

  private void assertRight() {
    assertThat(new SetChecker().check(history.operations())).isEqualTo(Verdict.ok());
  }

  @Test
  void acknowledgedElementStays() {
    history.addElement(0, 1, 5).ok();
    read(5);
    assertRight();

    read();
    assertThat(violation()).contains("element 5 is lost: it was acknowledged");
  }

  @Test
  void elementInDoubtMayBeThereAndThenStays() {
    history.addElement(0, 1, 5).unknown();
    read();
    read(5);
    assertRight();

    read();
    assertThat(violation()).contains("element 5 is lost: it was seen");
  }

  @Test
  void readThatRunsBesideAnotherMayLackWhatItSaw() {
    history.addElement(0, 1, 5).unknown();
    Operation slow = history.readSet(1, 1);
    read(5);
    slow.ok(new long[0]);

    assertRight();
  }

  @Test
  void elementOutOfNowhereIsFound() {
    read(5);
    assertThat(violation()).contains("never added");
  }

  @Test
  void elementSeenBeforeItWasAddedIsFound() {
    read(5);
    history.addElement(0, 1, 5).ok();
    assertThat(violation()).contains("before it was added");
  }

  @Test
  void failedElementThatIsThereIsFound() {
    history.addElement(0, 1, 5).failed();
    read(5);
    assertThat(violation()).contains("failed for certain");
  }

  @Test
  void elementThatIsThereTwiceIsFound() {
    history.addElement(0, 1, 5).ok();
    read(5, 5);
    assertThat(violation()).contains("twice");
  }

  @Test
  void removedElementStaysGone() {
    history.addElement(0, 1, 5).ok();
    history.removeElement(0, 1, 5).ok();
    read();
    assertRight();

    read(5);
    assertThat(violation()).contains("element 5, seen as a register").contains("READ_SET");
  }

  @Test
  void removalOfAnotherSessionMayLoseButNotLater() {
    history.addElement(0, 1, 5).ok();
    history.removeElement(1, 1, 5).ok();
    read(5);
    read(5);
    assertRight();

    read();
    assertThat(violation()).contains("element 5");
  }

  @Test
  void removalWithGreaterTimestampWins() {
    history.addElement(0, 1, 5).timestampBetween(1, 2).ok();
    history.removeElement(1, 1, 5).timestampBetween(3, 4).ok();
    read(5);

    assertThat(violation()).contains("timestamp");
  }

  @Test
  void removalInDoubtMayHappenLate() {
    history.addElement(0, 1, 5).ok();
    history.removeElement(0, 1, 5).unknown();
    read(5);
    read();
    assertRight();

    read(5);
    assertThat(violation()).contains("element 5");
  }

  @Test
  void failedRemovalTakesNothingOut() {
    history.addElement(0, 1, 5).ok();
    history.removeElement(0, 1, 5).failed();
    read();

    assertThat(violation()).contains("element 5 is lost");
  }

  @Test
  void setIsRightOrFoundOut() {
    SplittableRandom random = Seeds.of(getClass());
    int found = 0;
    for (int round = 0; round < 1_000; round++) {
      boolean wrong = round % 4 == 0;
      History run = run(random, wrong);

      Verdict verdict = new SetChecker().check(run.operations());

      if (verdict instanceof Verdict.Violation violation) {
        assertThat(wrong).as(violation::describe).isTrue();
        assertThat(new SetChecker().check(violation.operations()).isViolation())
            .as(violation::describe)
            .isTrue();
        found++;
      }
    }
    assertThat(found).isGreaterThan(150);
  }

  /** A set that is one thing at a time; if it is wrong, a read forgets one element. */
  private History run(SplittableRandom random, boolean wrong) {
    History made = new History(() -> now++);
    Set<Long> content = new HashSet<>();
    List<Operation> open = new ArrayList<>();
    List<Runnable> late = new ArrayList<>();
    int forgetful = wrong ? 40 : -1;
    while (made.size() < 60) {
      int kind = random.nextInt(8);
      long element = made.size();
      if (kind < 2) {
        finish(made.addElement(kind, 1, element), () -> content.add(element), random, open, late);
      } else if (kind == 2 && !content.isEmpty() && content.stream().noneMatch(at -> at < 0)) {
        long gone = content.stream().skip(random.nextInt(content.size())).findFirst().orElse(0L);
        if (made.operations().stream().filter(at -> at.value() == gone).count() == 1) {
          Runnable remove = () -> content.remove(gone);
          finish(made.removeElement(2, 1, gone), remove, random, open, late);
        }
      } else if (kind < 6) {
        Operation read = made.readSet(kind, 1);
        long forgotten =
            forgetful >= 0 && made.size() > forgetful && !content.isEmpty()
                ? content.stream().findFirst().orElse(-1L)
                : -1;
        forgetful = forgotten >= 0 ? -1 : forgetful;
        read.ok(content.stream().filter(at -> at != forgotten).mapToLong(at -> at).toArray());
      } else if (!open.isEmpty()) {
        open.remove(random.nextInt(open.size())).ok();
      } else if (!late.isEmpty()) {
        late.remove(random.nextInt(late.size())).run();
      }
    }
    return made;
  }

  private static void finish(
      Operation change,
      Runnable effect,
      SplittableRandom random,
      List<Operation> open,
      List<Runnable> late) {
    switch (random.nextInt(6)) {
      case 0 -> change.failed();
      case 1 -> {
        change.unknown();
        late.add(effect);
      }
      case 2 -> {
        effect.run();
        open.add(change);
      }
      default -> {
        effect.run();
        change.ok();
      }
    }
  }
}
