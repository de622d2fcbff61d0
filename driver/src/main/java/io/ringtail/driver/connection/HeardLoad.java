// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.connection;

import io.ringtail.protocol.frame.FrameHeader;
import io.ringtail.protocol.frame.Rank;

/** What a shard's last answer told of its load. Confined to its loop's thread. */
public final class HeardLoad {
  /** So often shards change their mind: what is older says nothing, and is found out anew. */
  private static final long MEMORY_NANOS = 100_000_000;

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
    return Rank.isRefused(rank, ranksRefused) && nowNanos - heardNanos < MEMORY_NANOS;
  }

  /** How long a request waits until the shard begins with it, as far as is known. */
  public long waitNanos(long nowNanos) {
    return nowNanos - heardNanos < MEMORY_NANOS ? 1_000L * waitMicros : 0;
  }

  /** When to come back where the shard refuses. */
  public int retryAfterMillis() {
    return Rank.retryAfterMillis(ranksRefused, waitMicros);
  }
}
