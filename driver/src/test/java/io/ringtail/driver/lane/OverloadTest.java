// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OverloadTest {
  private static final long TIMEOUT = 2_000_000_000;

  private final Overload overload = new Overload(16, new SplittableRandom(1));

  @Test
  void aQuarterOfTheLaneMayWait() {
    for (int i = 0; i < 4; i++) {
      assertThat(overload.take(TIMEOUT)).isTrue();
    }
    assertThat(overload.take(TIMEOUT)).isFalse();
    overload.give(1);
    assertThat(overload.take(TIMEOUT)).isTrue();
  }

  @Test
  void nobodyJoinsThoseWhoWaitForLong() {
    assertThat(overload.take(TIMEOUT)).isTrue();
    assertThat(overload.take(TIMEOUT)).isTrue();
    overload.give(TIMEOUT / 2 + 1);
    assertThat(overload.take(TIMEOUT)).isFalse();
    assertThat(overload.take(2 * TIMEOUT)).isTrue();
  }

  @Test
  void oneMayAlwaysTry() {
    assertThat(overload.take(TIMEOUT)).isTrue();
    overload.give(TIMEOUT);
    assertThat(overload.take(TIMEOUT)).isTrue();
  }
}
