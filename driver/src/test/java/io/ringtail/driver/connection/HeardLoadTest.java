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
    assertThat(load.waitNanos(2 * MILLI)).isEqualTo(19 * MILLI);
    hear(0, 0, 3 * MILLI);
    assertThat(load.refuses(255, 3 * MILLI)).isFalse();
  }

  @Test
  void shardThatIsNotHeardOfIsTakenToRestAndToTakeAQuarterMoreInEachTenthOfASecond() {
    hear(155, 20_000, 0);
    assertThat(load.refuses(101, 99 * MILLI)).isTrue();
    assertThat(load.refuses(125, 100 * MILLI)).isFalse();
    assertThat(load.refuses(126, 100 * MILLI)).isTrue();
    assertThat(load.refuses(255, 400 * MILLI)).isTrue();
    assertThat(load.refuses(255, 500 * MILLI)).isFalse();
  }

  @Test
  void shardThatTookNothingIsNotAskedForAllAtOnce() {
    hear(254, 2_000_000, MILLI);
    assertThat(load.refuses(1, 2 * MILLI)).isFalse();
    assertThat(load.refuses(10, 1_000 * MILLI)).isTrue();
    assertThat(load.refuses(9, 1_001 * MILLI)).isFalse();
    assertThat(load.refuses(255, 2_400 * MILLI)).isTrue();
    assertThat(load.refuses(255, 2_501 * MILLI)).isFalse();
    // Where nobody asked for a day, too.
    assertThat(load.refuses(255, 86_400_000 * MILLI)).isFalse();
  }

  @Test
  void whatWaitsIsWorkedOffMeanwhile() {
    hear(0, 200_000, 0);
    assertThat(load.waitNanos(50 * MILLI)).isEqualTo(150 * MILLI);
    assertThat(load.waitNanos(300 * MILLI)).isZero();
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
