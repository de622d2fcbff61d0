// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.lane;

import io.ringtail.driver.coordination.Limits;
import io.ringtail.driver.coordination.Quorum;
import io.ringtail.driver.retry.TokenBucket;
import java.util.function.IntToLongFunction;

/**
 * When a read is late, and whether one more replica may be asked for it. Confined to its lane's
 * thread.
 */
final class Speculation {
  /** So many may be at once, as when a replica stops that many reads wait for. */
  private static final int AT_ONCE_MAX = 64;

  private final TokenBucket tokens;

  /**
   * A share of nothing yet.
   *
   * @param share how many reads may be asked of one more replica, 0 to 1
   */
  Speculation(double share) {
    this.tokens = new TokenBucket(share, AT_ONCE_MAX);
  }

  /**
   * A read begins; tells how late its answer may be: when the slowest replica that it needs would
   * be late, but at twice the time at which the fastest other one would that could stand in. {@link
   * Limits#NEVER} where none could.
   *
   * @param order in which replicas are asked
   * @param late by replica, after how long its answers are late
   */
  long lateNanos(int[] order, Quorum quorum, IntToLongFunction late) {
    tokens.done();
    int asked = 0;
    long slowest = 0;
    for (int replica : order) {
      if (quorum.needs(replica, asked, 0)) {
        asked |= 1 << replica;
        slowest = Math.max(slowest, late.applyAsLong(replica));
      }
    }
    long fastest = Limits.NEVER;
    for (int replica : order) {
      if ((asked & 1 << replica) == 0 && quorum.needs(replica, asked, 1)) {
        fastest = Math.min(fastest, late.applyAsLong(replica));
      }
    }
    return fastest == Limits.NEVER ? Limits.NEVER : Math.min(slowest, 2 * fastest);
  }

  /** Whether one more replica may be asked; takes it from what may be. */
  boolean take() {
    return tokens.take();
  }
}
