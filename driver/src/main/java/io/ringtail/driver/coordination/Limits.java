// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.coordination;

/**
 * The times of one request.
 *
 * @param deadlineNanos when it fails at the latest, on the monotonic clock
 * @param spareNanos how late an answer may be before one more replica is asked, whatever that costs
 * @param speculationNanos how late an answer may be before one more is asked on the chance that it
 *     is faster; {@link #NEVER} for not at all
 */
public record Limits(long deadlineNanos, long spareNanos, long speculationNanos) {
  /** Far beyond all deadlines. */
  public static final long NEVER = Long.MAX_VALUE / 4;

  /** Limits of what nothing is speculated for. */
  public Limits(long deadlineNanos, long spareNanos) {
    this(deadlineNanos, spareNanos, NEVER);
  }

  /**
   * How often a request that waits for a connection looks for it. Short against any timeout, long
   * against the cost of a look.
   */
  public static final long POLL_NANOS = 5_000_000;
}
