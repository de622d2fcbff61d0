// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.shard;

import io.ringtail.protocol.frame.Rank;

/**
 * How much of what is asked of a shard it takes, by how long that waits. Pure; confined to the
 * shard's loop.
 *
 * <p>As in CoDel (Nichols and Jacobson, "Controlling Queue Delay", 2012) what counts is the
 * <em>least</em> wait of an interval: a burst that is worked off within it is no overload, a queue
 * that does not empty is one. As in DAGOR (see {@link Rank}) a share of all ranks is refused then,
 * before anything else of a request is looked at. At the end of each interval:
 *
 * <ol>
 *   <li>Where requests are read {@code growth} later with each second, the shard has read in a
 *       second what was sent in {@code 1 - growth} seconds, more than one where what waits becomes
 *       less. So much of what it took is what it can do. That becomes the share, less a part that
 *       works off what waits longer than the target: a half at most, however long that is. An
 *       interval changes the share by two times at most: it may have been a pause.
 *   <li>Where the least wait is below the target the share grows in any case: slowly where
 *       something always waited, since the loop has hardly any time left then, fast where nothing
 *       did.
 * </ol>
 */
public final class Admission {
  /** A wait that is no overload: short beside any deadline, long beside a turn of the loop. */
  static final long TARGET_NANOS = 20_000_000;

  /** Long enough for a burst or a pause of the collector to be worked off. */
  static final long INTERVAL_NANOS = 100_000_000;

  /** In this time the wait is brought back to the target: five steps, so that it does not swing. */
  private static final long DRAIN_NANOS = 5 * INTERVAL_NANOS;

  /** Nothing has waited: less than a turn of a loop that has time. */
  private static final long RESTED_NANOS = TARGET_NANOS / 10;

  /** Of what can be done, this is kept for new requests however long the others wait. */
  private static final double NEW_SHARE = 0.5;

  private static final double CHANGE_MAX = 2;
  private static final double SLOW_GROWTH = 1.05;

  /** From a third to all in five intervals. */
  private static final double FAST_GROWTH = 1.25;

  /** One rank in 255 is always taken, so that those who ask hear when it is over. */
  private static final double SHARE_MIN = 1.0 / Rank.LAST;

  private double share = 1;
  private int ranksRefused;
  private long waitNanos;
  private long intervalBeganNanos;
  private long leastNanos = Long.MAX_VALUE;
  private long leastBeforeNanos;
  private long refused;

  /**
   * A request was read.
   *
   * @param newWaitNanos how long it has waited for that
   */
  void waited(long nowNanos, long newWaitNanos) {
    waitNanos = newWaitNanos;
    leastNanos = Math.min(leastNanos, newWaitNanos);
    long length = nowNanos - intervalBeganNanos;
    if (length >= INTERVAL_NANOS) {
      adapt(length);
      intervalBeganNanos = nowNanos;
      leastBeforeNanos = leastNanos;
      leastNanos = Long.MAX_VALUE;
    }
  }

  private void adapt(long lengthNanos) {
    double growth = (leastNanos - leastBeforeNanos) / (double) lengthNanos;
    double late = Math.max(0, leastNanos - TARGET_NANOS) / (double) DRAIN_NANOS;
    double able = Math.min(CHANGE_MAX, (1 - growth) * Math.max(NEW_SHARE, 1 - late));
    if (leastNanos > TARGET_NANOS) {
      share *= Math.max(1 / CHANGE_MAX, able);
    } else {
      double intervals = lengthNanos / (double) INTERVAL_NANOS;
      double growing = leastNanos < RESTED_NANOS ? FAST_GROWTH : SLOW_GROWTH;
      share *= Math.max(Math.pow(growing, intervals), able);
    }
    share = Math.clamp(share, SHARE_MIN, 1);
    ranksRefused = (int) Math.round((1 - share) * Rank.LAST);
  }

  /** Whether a request is refused because of its rank; counts it then. */
  boolean refuses(int rank) {
    boolean refuses = Rank.isRefused(rank, ranksRefused);
    refused += refuses ? 1 : 0;
    return refuses;
  }

  /** How many ranks, from the last one on, are refused. */
  int ranksRefused() {
    return ranksRefused;
  }

  /** How long what comes now may wait before the shard begins with it: as what came just now. */
  int waitMicros() {
    return (int) Math.min(Integer.MAX_VALUE, Math.max(waitNanos, leastBeforeNanos) / 1_000);
  }

  /** When those who are refused may come back. */
  int retryAfterMillis() {
    return Rank.retryAfterMillis(ranksRefused, waitMicros());
  }

  /** Requests refused because of their rank, since the start. */
  long refused() {
    return refused;
  }
}
