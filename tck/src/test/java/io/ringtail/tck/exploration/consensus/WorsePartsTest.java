// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.tck.exploration.Exploration;
import io.ringtail.tck.exploration.ExplorationResult;
import io.ringtail.tck.exploration.Strategy;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The model finds each broken rule. */
class WorsePartsTest {
  /** Some ten times what the hardest to find has taken. */
  private static final long SCHEDULES_MAX = 3_000_000;

  @ParameterizedTest
  @EnumSource
  void isFound(WorseParts parts) {
    long seed = Long.getLong("ringtail.seed", System.nanoTime());
    System.out.println("WorsePartsTest: -Dringtail.seed=" + seed);
    ExplorationResult result =
        new Exploration(
                new ConsensusModel(parts.name(), 3, Layout.TWO_ROWS, parts),
                Strategy.UNIFORM,
                seed,
                SCHEDULES_MAX,
                ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime)
            .run();
    System.out.println(result);
    assertThat(result.finding()).isNotNull();
  }
}
