// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.listener;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FrameAgeTest {
  private static final long SECOND_MICROS = 1_000_000;

  private final FrameAge age = new FrameAge();

  /** A frame that a sender, whose clock is elsewhere, sent at a moment and that was read later. */
  private int read(long sentMicros, long readMicros) {
    return age.micros((int) (sentMicros + 777_000_000_000L), 1_000 * readMicros);
  }

  @Test
  void whatWaitedLongerThanTheFastestIsOlderByThat() {
    assertThat(read(0, 100)).isZero();
    assertThat(read(1_000, 1_300)).isEqualTo(200);
    assertThat(read(2_000, 2_050)).isZero();
    assertThat(read(3_000, 3_300)).isEqualTo(250);
  }

  @Test
  void clocksRunOver() {
    // Within the 71 minutes in which 32 bits of microseconds run over once.
    for (long second = 0; second < 10_000; second++) {
      long sent = second * SECOND_MICROS;
      assertThat(read(sent, sent + 100)).isZero();
      assertThat(read(sent, sent + 5_100)).isEqualTo(5_000);
    }
  }

  @Test
  void overloadOfManySecondsIsNotTakenForTheWay() {
    for (long micros = 0; micros < 9 * SECOND_MICROS; micros += 1_000) {
      assertThat(read(micros, micros + 100)).isZero();
    }
    for (long micros = 9 * SECOND_MICROS; micros < 19 * SECOND_MICROS; micros += 1_000) {
      assertThat(read(micros, micros + 500_000)).isEqualTo(499_900);
    }
  }

  @Test
  void clockThatStoodStillIsForgottenAfterTwoWindows() {
    read(0, 100);
    assertThat(read(SECOND_MICROS, 3 * SECOND_MICROS)).isEqualTo(2 * (int) SECOND_MICROS - 100);
    for (long micros = 3 * SECOND_MICROS; micros < 22 * SECOND_MICROS; micros += 1_000) {
      read(micros - 2 * SECOND_MICROS, micros);
    }
    assertThat(read(20 * SECOND_MICROS, 22 * SECOND_MICROS)).isZero();
  }
}
