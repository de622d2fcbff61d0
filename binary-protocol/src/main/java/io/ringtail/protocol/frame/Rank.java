// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.frame;

/**
 * What becomes of requests where a shard has too much to do: each has a rank, drawn by whoever
 * makes it, and the shard refuses all that are above one. So all replicas of a partition refuse the
 * same requests, and none does work that is in vain because another one refuses; and whoever has
 * heard what a shard refuses need not ask it. Source: Zhou et al., "Overload Control for Scaling
 * WeChat Microservices", SoCC 2018.
 */
public final class Rank {
  /** Never refused: what is under way already, and what is not of data. */
  public static final int FIRST = 0;

  /** Refused the soonest. */
  public static final int LAST = 255;

  /** Nobody is asked to come back sooner: what is refused is refused for a while. */
  private static final int RETRY_MILLIS_MIN = 10;

  /** Nobody is asked to stay away for longer: an overload may be over at any time. */
  private static final int RETRY_MILLIS_MAX = 1_000;

  private Rank() {}

  /** Whether a shard that refuses so many ranks, from the last one on, refuses one. */
  public static boolean isRefused(int rank, int ranksRefused) {
    return rank + ranksRefused > LAST;
  }

  /**
   * When to come back: a moment later the shard has done what waits now, and of those who come then
   * it takes the share that it takes now.
   *
   * @param waitMicros how long what comes waits
   */
  public static int retryAfterMillis(int ranksRefused, int waitMicros) {
    long millis = waitMicros / 1_000L * LAST / Math.max(1, LAST - ranksRefused);
    return (int) Math.max(RETRY_MILLIS_MIN, Math.min(RETRY_MILLIS_MAX, millis));
  }
}
