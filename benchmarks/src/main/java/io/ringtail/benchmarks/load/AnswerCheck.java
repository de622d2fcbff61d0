// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.load;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Judges whether a read may have answered what it did, without keeping a history. Thread-safe: one
 * atomic word for each record and question.
 *
 * <p>Writes of a record are numbered as they are issued. A write that was issued while no other
 * write of its record was out, and was acknowledged, has overwritten everything numbered below it;
 * from then on no read that starts may answer a lower number. Writes that overlap others never
 * raise that bound (their order is the store's to choose), and a write whose outcome is unknown
 * stays out for ever. So the check never accuses wrongly, and on records that are not always being
 * written it misses little.
 */
public final class AnswerCheck {
  private static final int OUT_BITS = 16;
  private static final long OUT_MASK = (1L << OUT_BITS) - 1;
  private static final long ISSUE = (1L << OUT_BITS) + 1;

  /**
   * For each record the number of its last write in the upper bits, the number of its writes now
   * out in the lower ones.
   */
  private final AtomicLongArray issued;

  /** For each record the lowest number that a read which starts now may answer. */
  private final AtomicLongArray floors;

  public AnswerCheck(int records) {
    issued = new AtomicLongArray(records);
    floors = new AtomicLongArray(records);
  }

  /**
   * Numbers a write that is about to be sent; the ticket goes back to {@link #acknowledged} if it
   * succeeds.
   */
  public long issue(int record) {
    long before = issued.getAndAdd(record, ISSUE);
    boolean alone = (before & OUT_MASK) == 0;
    long sequence = (before >>> OUT_BITS) + 1;
    return alone ? sequence : -sequence;
  }

  /** The number to put into the value of the write with this ticket. */
  public static long sequence(long ticket) {
    return Math.abs(ticket);
  }

  /**
   * Notes that the write with this ticket was acknowledged. Of a write that failed, note nothing.
   */
  public void acknowledged(int record, long ticket) {
    if (ticket > 0) {
      floors.accumulateAndGet(record, ticket, Math::max);
    }
    issued.decrementAndGet(record);
  }

  /**
   * The lowest number that a read of this record, sent now, may answer; 0 means that it may find
   * nothing.
   */
  public long floor(int record) {
    return floors.get(record);
  }
}
