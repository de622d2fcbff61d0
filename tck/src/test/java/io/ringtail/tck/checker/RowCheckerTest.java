// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.checker;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.tck.history.History;
import io.ringtail.tck.history.Operation;
import org.junit.jupiter.api.Test;

/** Rows whose columns belong together. */
class RowCheckerTest {
  private long now;
  private final History history = new History(() -> now++);

  private void read(long... columns) {
    history.readRow(9, 1).ok(columns);
  }

  private String violation() {
    Verdict verdict = new RowChecker().check(history.operations());
    assertThat(verdict).isInstanceOf(Verdict.Violation.class);
    return ((Verdict.Violation) verdict).describe();
  }

  @Test
  void columnsOfOneWriteBelongTogether() {
    read(Operation.NONE, Operation.NONE);
    history.writeRow(0, 1, 5).ok();
    history.writeRow(1, 1, 7).unknown();
    read(5, -5);
    read(7, -7, 7);

    assertThat(new RowChecker().check(history.operations())).isEqualTo(Verdict.ok());
  }

  @Test
  void mixOfTwoWritesIsFound() {
    history.writeRow(0, 1, 5).ok();
    history.writeRow(1, 1, 7).ok();
    read(5, -7);

    assertThat(violation()).contains("a row mixes two writes: [5, -7]").contains("#0", "#1", "#2");
  }

  @Test
  void mixOfAWriteAndNothingIsFound() {
    history.writeRow(0, 1, 5).ok();
    history.delete(0, 1).ok();
    read(Operation.NONE, -5);

    assertThat(violation()).contains("a row mixes a write and nothing");
  }

  @Test
  void columnOutOfNowhereIsFound() {
    history.writeRow(0, 1, 5).ok();
    read(5, 5);

    assertThat(violation()).contains("nobody wrote");
  }

  @Test
  void failedWriteThatIsReadIsFound() {
    history.writeRow(0, 1, 5).failed();
    read(5, -5);

    assertThat(violation()).contains("failed for certain");
  }

  @Test
  void rowReadBeforeItWasWrittenIsFound() {
    read(5, -5);
    history.writeRow(0, 1, 5).ok();

    assertThat(violation()).contains("before it was written");
  }

  @Test
  void rowsOfOtherKeysAreOthers() {
    history.writeRow(0, 2, 5).ok();
    read(5, -5);

    assertThat(violation()).contains("nobody wrote");
  }
}
