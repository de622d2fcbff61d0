// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.api;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one request wants, and what it may cost. Immutable.
 *
 * @param timeout until the request fails at the latest, retries included
 * @param retries how often replicas that refuse it for now (they have too much to do, or are about
 *     to stop) may be asked again, all together; {@link #RETRIES_ALL} for as often as there is time
 *     for. A request that only goes to other replicas, or follows a newer map, is no retry.
 * @param trace is told every step of it; null for nobody
 */
public record RequestOptions(Level level, Duration timeout, int retries, @Nullable Trace trace) {
  /** The timeout is the only bound. */
  public static final int RETRIES_ALL = Integer.MAX_VALUE;

  /** QUORUM, and two seconds. */
  public static final RequestOptions DEFAULT =
      new RequestOptions(Level.QUORUM, Duration.ofSeconds(2));

  public RequestOptions {
    if (timeout.isZero() || timeout.isNegative()) {
      throw new IllegalArgumentException("the timeout has to be more than nothing, not " + timeout);
    }
    if (retries < 0) {
      throw new IllegalArgumentException("nothing is tried again " + retries + " times");
    }
  }

  /** Options of a request that nobody traces, with the timeout as its only bound. */
  public RequestOptions(Level level, Duration timeout) {
    this(level, timeout, RETRIES_ALL, null);
  }

  public RequestOptions withLevel(Level newLevel) {
    return new RequestOptions(newLevel, timeout, retries, trace);
  }

  public RequestOptions withTimeout(Duration newTimeout) {
    return new RequestOptions(level, newTimeout, retries, trace);
  }

  public RequestOptions withRetries(int newRetries) {
    return new RequestOptions(level, timeout, newRetries, trace);
  }

  public RequestOptions withTrace(Trace newTrace) {
    return new RequestOptions(level, timeout, retries, newTrace);
  }
}
