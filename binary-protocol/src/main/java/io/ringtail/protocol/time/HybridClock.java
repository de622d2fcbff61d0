// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.time;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A hybrid logical clock: never behind the wall clock, never going back, and never dragged more
 * than a bound ahead of the wall clock by what others send. Thread-safe: one clock serves all lanes
 * of a session, or all shards of a node, so that what follows in one program is stamped later.
 */
public final class HybridClock {
  /** How far ahead of the wall clock another's timestamp may be, unless configured otherwise. */
  public static final long MAX_SKEW_MILLIS_DEFAULT = 500;

  private final Clock clock;
  private final long maxSkewMillis;
  private final AtomicLong latest = new AtomicLong();

  public HybridClock(Clock clock, long maxSkewMillis) {
    this.clock = clock;
    this.maxSkewMillis = maxSkewMillis;
  }

  /**
   * A timestamp greater than every one returned or accepted before, and as fine as the wall clock:
   * programs that share one are stamped in the order in which they act, though they never hear of
   * each other.
   */
  public long next() {
    long wall = Timestamp.ofMicros(clock.wallMicros());
    return latest.updateAndGet(previous -> Math.max(previous + 1, wall));
  }

  /**
   * The greatest timestamp returned or accepted so far, or that of the wall clock's millisecond
   * when that is later.
   */
  public long current() {
    return Math.max(latest.get(), Timestamp.ofMillis(clock.wallMillis()));
  }

  /** Whether a timestamp is further ahead of this machine's wall clock than the bound allows. */
  public boolean tooFarAhead(long timestamp) {
    return Timestamp.millis(timestamp) > clock.wallMillis() + maxSkewMillis;
  }

  /**
   * Moves this clock to at least a timestamp that another sent, but not past the bound; what is
   * further ahead is not followed.
   */
  public void observe(long timestamp) {
    if (timestamp > latest.get() && !tooFarAhead(timestamp)) {
      latest.accumulateAndGet(timestamp, Math::max);
    }
  }

  /**
   * Moves this clock to at least a timestamp of this process' own durable past (a replayed log),
   * without a bound.
   */
  public void startAbove(long timestamp) {
    latest.accumulateAndGet(timestamp, Math::max);
  }
}
