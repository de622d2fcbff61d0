// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.protocol.frame.FrameHeader;
import org.junit.jupiter.api.Test;

class HeardLoadTest {
  private static final long MILLI = 1_000_000;

  private final HeardLoad load = new HeardLoad();

  private void hear(int ranksRefused, int waitMicros, long nowNanos) {
    load.heard(new FrameHeader(0x43, ranksRefused, 1, 1, 0, waitMicros, 0, 0, 0), nowNanos);
  }

  @Test
  void whatWasNeverHeardOfRefusesNothing() {
    assertThat(load.refuses(255, 0)).isFalse();
    assertThat(load.waitNanos(0)).isZero();
  }

  @Test
  void ranksAreRefusedFromTheLastOn() {
    hear(55, 20_000, MILLI);
    assertThat(load.refuses(201, 2 * MILLI)).isTrue();
    assertThat(load.refuses(200, 2 * MILLI)).isFalse();
    assertThat(load.waitNanos(2 * MILLI)).isEqualTo(20 * MILLI);
    hear(0, 0, 3 * MILLI);
    assertThat(load.refuses(255, 3 * MILLI)).isFalse();
  }

  @Test
  void whatWasHeardLongAgoIsFoundOutAnew() {
    hear(254, 20_000, MILLI);
    assertThat(load.refuses(2, 100 * MILLI)).isTrue();
    assertThat(load.refuses(2, 101 * MILLI)).isFalse();
    assertThat(load.waitNanos(101 * MILLI)).isZero();
  }

  @Test
  void timeToReturnIsLongerWhereLessIsTaken() {
    hear(0, 20_000, 0);
    assertThat(load.retryAfterMillis()).isEqualTo(20);
    hear(170, 20_000, 0);
    assertThat(load.retryAfterMillis()).isEqualTo(60);
    hear(254, 20_000, 0);
    assertThat(load.retryAfterMillis()).isEqualTo(1_000);
    hear(100, 1_000, 0);
    assertThat(load.retryAfterMillis()).isEqualTo(10);
  }
}
