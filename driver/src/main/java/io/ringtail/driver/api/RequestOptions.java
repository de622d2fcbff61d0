// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.api;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one request wants. Immutable.
 *
 * @param timeout until the request fails at the latest, retries included
 * @param trace is told every step of it; null for nobody
 */
public record RequestOptions(Level level, Duration timeout, @Nullable Trace trace) {
  /** QUORUM, and two seconds. */
  public static final RequestOptions DEFAULT =
      new RequestOptions(Level.QUORUM, Duration.ofSeconds(2));

  public RequestOptions {
    if (timeout.isZero() || timeout.isNegative()) {
      throw new IllegalArgumentException("the timeout has to be more than nothing, not " + timeout);
    }
  }

  /** Options of a request that nobody traces. */
  public RequestOptions(Level level, Duration timeout) {
    this(level, timeout, null);
  }

  public RequestOptions withLevel(Level newLevel) {
    return new RequestOptions(newLevel, timeout, trace);
  }

  public RequestOptions withTimeout(Duration newTimeout) {
    return new RequestOptions(level, newTimeout, trace);
  }

  public RequestOptions withTrace(Trace newTrace) {
    return new RequestOptions(level, timeout, newTrace);
  }
}
