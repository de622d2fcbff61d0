// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.compaction;

import java.util.concurrent.TimeUnit;

/**
 * How much a node's compactions may do: bytes a second, and jobs at once. What is taken beyond it
 * is a debt that has to be waited for. It yields to the foreground: where a loop is late, the rate
 * is halved, and it rises by a thirty-second of the most while no loop is. Thread-safe: shared by
 * the node's shards.
 */
public final class CompactionBudget {
  /** A loop that is so late makes its clients wait: two milliseconds is a slow disk's answer. */
  static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  /** The rate changes once in such a time, which shows what the change before has done. */
  static final long ADAPT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** The rate never falls below this part of the most: compactions that stop make reads slow. */
  static final int SHARE_MIN = 16;

  /** From the least to the most takes about three seconds of quiet. */
  private static final int SHARE_STEP = 32;

  /** Unused rate is kept for so long. */
  private static final long SAVED_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final int jobsMax;
  private final long bytesPerSecondMax;
  private double bytesPerSecond;

  /** Until when what was taken is paid for. */
  private long paidUntilNanos;

  private long adaptedNanos;
  private boolean used;
  private boolean wasLate;
  private long waits;
  private long waitedNanos;

  /**
   * A budget.
   *
   * @param jobsMax compactions of a shard that may run at once
   * @param bytesPerSecond of partitions, uncompressed, that are merged; 0 for no limit
   */
  public CompactionBudget(int jobsMax, long bytesPerSecond) {
    if (jobsMax < 1 || bytesPerSecond < 0) {
      throw new IllegalArgumentException(jobsMax + " jobs, " + bytesPerSecond + " bytes a second");
    }
    this.jobsMax = jobsMax;
    this.bytesPerSecondMax = bytesPerSecond;
    this.bytesPerSecond = bytesPerSecond;
  }

  /** One job at a time, as fast as it goes. */
  public static CompactionBudget unlimited() {
    return new CompactionBudget(1, 0);
  }

  public int jobsMax() {
    return jobsMax;
  }

  /** Takes bytes that were merged; returns how long to wait before more are. */
  public synchronized long take(long bytes, long nowNanos) {
    if (bytesPerSecondMax == 0) {
      return 0;
    }
    long from = used ? Math.max(paidUntilNanos, nowNanos - SAVED_NANOS) : nowNanos;
    used = true;
    paidUntilNanos = from + (long) (bytes * 1e9 / bytesPerSecond);
    long wait = Math.max(0, paidUntilNanos - nowNanos);
    if (wait > 0) {
      waits++;
      waitedNanos += wait;
    }
    return wait;
  }

  /** A loop tells how late it is: how long something waited until it ran. */
  public synchronized void loopDelay(long delayNanos, long nowNanos) {
    wasLate |= delayNanos > LATE_NANOS;
    if (nowNanos - adaptedNanos < ADAPT_NANOS) {
      return;
    }
    adaptedNanos = nowNanos;
    double most = bytesPerSecondMax;
    bytesPerSecond =
        wasLate
            ? Math.max(bytesPerSecond / 2, most / SHARE_MIN)
            : Math.min(bytesPerSecond + most / SHARE_STEP, most);
    wasLate = false;
  }

  /** Bytes a second now; 0 for no limit. */
  public synchronized long bytesPerSecond() {
    return (long) bytesPerSecond;
  }

  /** How often compactions had to wait. */
  public synchronized long waits() {
    return waits;
  }

  /** How long compactions had to wait in all. */
  public synchronized long waitedNanos() {
    return waitedNanos;
  }
}
