// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.coordination;

/**
 * The times of one request.
 *
 * @param deadlineNanos when it fails at the latest, on the monotonic clock
 * @param spareNanos how late an answer may be before one more replica is asked
 */
public record Limits(long deadlineNanos, long spareNanos) {
  /**
   * How often a request that waits for a connection looks for it. Short against any timeout, long
   * against the cost of a look.
   */
  public static final long POLL_NANOS = 5_000_000;
}
