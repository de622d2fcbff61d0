// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What compactions may do in a time, and how it yields. */
class CompactionBudgetTest {
  private static final long SECOND = 1_000_000_000;
  private static final long LATE = CompactionBudget.LATE_NANOS + 1;

  @Test
  void noMoreIsTakenThanTheRateAllows() {
    CompactionBudget budget = new CompactionBudget(1, 1_000_000);
    long now = 5 * SECOND;
    long taken = 0;
    for (int i = 0; i < 1_000; i++) {
      taken += 10_000;
      now += budget.take(10_000, now);
    }
    assertThat(now - 5 * SECOND).isEqualTo(taken * 1_000);
    assertThat(budget.waitedNanos()).isEqualTo(now - 5 * SECOND);
    assertThat(budget.waits()).isEqualTo(1_000);
  }

  @Test
  void restIsSavedForAMomentOnly() {
    CompactionBudget budget = new CompactionBudget(1, 1_000_000);
    assertThat(budget.take(1_000_000, 0)).isEqualTo(SECOND);
    assertThat(budget.take(100_000, 60 * SECOND)).isZero();
    assertThat(budget.take(1, 60 * SECOND)).isPositive();
  }

  @Test
  void severalTakersShareTheRate() {
    CompactionBudget budget = new CompactionBudget(2, 1_000);
    assertThat(budget.take(1_000, 0)).isEqualTo(SECOND);
    assertThat(budget.take(1_000, 0)).isEqualTo(2 * SECOND);
  }

  @Test
  void withoutALimitNothingWaits() {
    CompactionBudget budget = CompactionBudget.unlimited();
    budget.loopDelay(LATE, SECOND);
    assertThat(budget.take(Long.MAX_VALUE, SECOND)).isZero();
    assertThat(budget.bytesPerSecond()).isZero();
  }

  @Test
  void theRateFallsWhileALoopIsLateAndRisesAgain() {
    CompactionBudget budget = new CompactionBudget(1, 32_000);
    long now = SECOND;
    budget.loopDelay(LATE, now);
    assertThat(budget.bytesPerSecond()).isEqualTo(16_000);
    // One late moment counts, whatever came after it before the rate may change again.
    budget.loopDelay(LATE, now + 1);
    now += CompactionBudget.ADAPT_NANOS;
    budget.loopDelay(0, now);
    assertThat(budget.bytesPerSecond()).isEqualTo(8_000);
    for (int i = 0; i < 10; i++) {
      now += CompactionBudget.ADAPT_NANOS;
      budget.loopDelay(LATE, now);
    }
    assertThat(budget.bytesPerSecond()).isEqualTo(32_000 / CompactionBudget.SHARE_MIN);
    for (int i = 0; i < 40; i++) {
      now += CompactionBudget.ADAPT_NANOS;
      budget.loopDelay(0, now);
    }
    assertThat(budget.bytesPerSecond()).isEqualTo(32_000);
  }
}
