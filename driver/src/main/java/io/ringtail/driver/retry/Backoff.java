// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.retry;

import java.util.random.RandomGenerator;

/**
 * Exponential waits with jitter: attempt n waits between half and all of {@code base * 2^n}, up to
 * a bound, so that those who failed together do not come back together.
 */
public record Backoff(long baseNanos, long maxNanos) {
  /**
   * How long to wait.
   *
   * @param attempt 0 after the first failure
   */
  public long delayNanos(int attempt, RandomGenerator random) {
    // Shifted at most so far that the base cannot overflow.
    long full =
        attempt >= Long.numberOfLeadingZeros(baseNanos) - 1
            ? maxNanos
            : Math.min(maxNanos, baseNanos << attempt);
    return full - random.nextLong(full / 2 + 1);
  }

  /** As {@link #delayNanos}, but not shorter than what the other side asked for, with jitter. */
  public long delayNanos(int attempt, int hintMillis, RandomGenerator random) {
    long hintNanos = hintMillis * 1_000_000L;
    return delayNanos(attempt, random) + hintNanos + random.nextLong(hintNanos / 2 + 1);
  }
}
