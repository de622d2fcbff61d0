// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.tck.exploration.Exploration;
import io.ringtail.tck.exploration.ExplorationResult;
import io.ringtail.tck.exploration.Strategy;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The model finds each classic mistake, soon, and shows a schedule that people can follow. */
class WorsePartsTest {
  /** Some ten times what the hardest to find has taken. */
  private static final long SCHEDULES_MAX = 500_000;

  private static final int STEPS_MAX = 60;

  /**
   * Shrinking ends where no single change makes a schedule shorter, now and then above what another
   * one that fails comes to: the shortest of so many counts.
   */
  private static final int FINDINGS_MAX = 3;

  @ParameterizedTest
  @EnumSource
  void isFound(WorseParts parts) {
    long seed = Long.getLong("ringtail.seed", System.nanoTime());
    System.out.println("WorsePartsTest: -Dringtail.seed=" + seed);
    int shortest = Integer.MAX_VALUE;
    for (int found = 0; found < FINDINGS_MAX && shortest >= STEPS_MAX; found++) {
      ExplorationResult result = explore(parts, seed + found);
      System.out.println(result);
      assertThat(result.finding()).isNotNull();
      shortest = Math.min(shortest, result.finding().steps().size());
    }
    assertThat(shortest).as("steps of the shortest schedule").isLessThan(STEPS_MAX);
  }

  private static ExplorationResult explore(WorseParts parts, long seed) {
    return new Exploration(
            new QuorumModel(parts.name(), parts),
            Strategy.UNIFORM,
            seed,
            SCHEDULES_MAX,
            ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime)
        .run();
  }
}
