// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import java.util.concurrent.TimeUnit;

/**
 * How far flushing has fallen behind, and what writes have to put up with: first they are answered
 * late, the later the more waits, and then they are refused. What waits is counted in full
 * generations, by memory or by log, whichever is more.
 *
 * @param memtableBytes memory at which a generation is full
 * @param logSegments segments of the log at which a generation is full
 */
record FlushPressure(long memtableBytes, int logSegments) {
  /** A generation that is being flushed and one that is written to are what is usual. */
  static final int SLOWED_FROM_GENERATIONS = 2;

  /** Writes are refused from here on: memory is bounded by this, and the log is. */
  static final int REFUSED_FROM_GENERATIONS = 4;

  /**
   * The longest that an answer is kept back. With 1,024 writes in flight, 51,200 a second are taken
   * then: of 150 bytes each less than 8 MB a second, which any disk flushes. It is short beside
   * every deadline.
   */
  static final long DELAY_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(20);

  /** A generation's log may be so many times its memory, where partitions are overwritten. */
  private static final int LOG_TO_MEMTABLES_MAX = 4;

  /** Fewer segments than this are no reason for a flush. */
  private static final int LOG_SEGMENTS_MIN = 8;

  static FlushPressure of(StorageOptions options) {
    long most = LOG_TO_MEMTABLES_MAX * options.memtableBytes() / options.segmentBytes();
    return new FlushPressure(options.memtableBytes(), (int) Math.max(LOG_SEGMENTS_MIN, most));
  }

  /** Whether a generation is to be flushed. */
  boolean isFull(long generationBytes, int generationSegments) {
    return generationBytes >= memtableBytes || generationSegments > logSegments;
  }

  /** Whether no write may be taken while so much waits to be flushed. */
  boolean refuses(long waitingBytes, int waitingSegments) {
    return generations(waitingBytes, waitingSegments) >= REFUSED_FROM_GENERATIONS;
  }

  /** How long a write's answer is kept back while so much waits to be flushed. */
  long delayNanos(long waitingBytes, int waitingSegments) {
    double above = generations(waitingBytes, waitingSegments) - SLOWED_FROM_GENERATIONS;
    double most = REFUSED_FROM_GENERATIONS - SLOWED_FROM_GENERATIONS;
    return above <= 0 ? 0 : (long) (DELAY_NANOS_MAX * Math.min(1, above / most));
  }

  private double generations(long waitingBytes, int waitingSegments) {
    return Math.max((double) waitingBytes / memtableBytes, (double) waitingSegments / logSegments);
  }
}
