// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.connection;

import io.ringtail.protocol.frame.FrameHeader;
import io.ringtail.protocol.frame.Rank;

/**
 * What a shard's last answer told of its load, and what became of it since: who sends nothing to a
 * shard that refuses hears nothing of it, and answers to what was sent may be as late as the shard
 * is. So what was heard is forgotten slowly: no sooner than the shard would come to rest. Confined
 * to its loop's thread.
 */
public final class HeardLoad {
  /** A shard that has rested for so long takes a quarter more than before. */
  private static final long GROWTH_NANOS = 100_000_000;

  private static final double GROWTH = 1.25;

  private int ranksRefused;
  private int waitMicros;
  private long heardNanos;

  void heard(FrameHeader answer, long nowNanos) {
    ranksRefused = answer.rank();
    waitMicros = answer.timeMicros();
    heardNanos = nowNanos;
  }

  /** Whether the shard would refuse a request of a rank, as far as is known. */
  public boolean refuses(int rank, long nowNanos) {
    if (!Rank.isRefused(rank, ranksRefused)) {
      return false;
    }
    long rests = (nowNanos - heardNanos) / GROWTH_NANOS;
    double growth = Math.pow(GROWTH, (double) rests);
    int taken = (int) Math.min(Rank.LAST, (Rank.LAST - ranksRefused) * growth);
    return Rank.isRefused(rank, Rank.LAST - taken);
  }

  /** How long a request waits until the shard begins with it, as far as is known. */
  public long waitNanos(long nowNanos) {
    return Math.max(0, 1_000L * waitMicros - (nowNanos - heardNanos));
  }

  /** When to come back where the shard refuses. */
  public int retryAfterMillis() {
    return Rank.retryAfterMillis(ranksRefused, waitMicros);
  }
}
