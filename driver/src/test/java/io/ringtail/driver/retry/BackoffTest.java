// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private final SplittableRandom random = new SplittableRandom(3);
  private final Backoff backoff = new Backoff(20, 1_000);

  @Test
  void doublesUpToItsBoundWithJitter() {
    for (int attempt = 0; attempt < 100; attempt++) {
      long full = attempt > 5 ? 1_000 : 20L << attempt;
      for (int i = 0; i < 50; i++) {
        assertThat(backoff.delayNanos(attempt, random)).isBetween(full / 2, full);
      }
    }
  }

  @Test
  void doesNotComeBackBeforeTheHint() {
    for (int i = 0; i < 50; i++) {
      assertThat(backoff.delayNanos(0, 7, random)).isBetween(7_000_000L, 10_500_020L);
    }
  }
}
