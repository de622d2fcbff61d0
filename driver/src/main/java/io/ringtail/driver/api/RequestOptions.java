// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.api;

import java.time.Duration;

/**
 * What one request wants. Immutable.
 *
 * @param timeout until the request fails at the latest, retries included
 */
public record RequestOptions(Level level, Duration timeout) {
  /** QUORUM, and two seconds. */
  public static final RequestOptions DEFAULT =
      new RequestOptions(Level.QUORUM, Duration.ofSeconds(2));

  public RequestOptions {
    if (timeout.isZero() || timeout.isNegative()) {
      throw new IllegalArgumentException("the timeout has to be more than nothing, not " + timeout);
    }
  }

  public RequestOptions withLevel(Level newLevel) {
    return new RequestOptions(newLevel, timeout);
  }

  public RequestOptions withTimeout(Duration newTimeout) {
    return new RequestOptions(level, newTimeout);
  }
}
