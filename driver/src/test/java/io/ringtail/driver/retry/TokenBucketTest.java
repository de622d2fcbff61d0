// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TokenBucketTest {
  @Test
  void noMoreThanTheShareIsTakenBeyondTheFirst() {
    TokenBucket bucket = new TokenBucket(0.05, 10);
    int taken = 0;
    for (int i = 0; i < 10_000; i++) {
      bucket.done();
      taken += bucket.take() ? 1 : 0;
    }
    assertThat(taken).isBetween(500, 510);
  }

  @Test
  void whatIsNotTakenDoesNotPileUp() {
    TokenBucket bucket = new TokenBucket(0.5, 3);
    for (int i = 0; i < 1_000; i++) {
      bucket.done();
    }
    int taken = 0;
    while (bucket.take()) {
      taken++;
    }
    assertThat(taken).isEqualTo(3);
  }

  @Test
  void withoutAShareNothingIsTaken() {
    TokenBucket bucket = new TokenBucket(0, 3);
    bucket.done();
    assertThat(bucket.take()).isFalse();
    assertThatThrownBy(() -> new TokenBucket(2, 3)).hasMessageContaining("2.0");
  }
}
