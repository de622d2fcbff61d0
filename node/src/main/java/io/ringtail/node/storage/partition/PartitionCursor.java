// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.partition;

import java.util.Arrays;

/** A walk over one source's partitions, ascending by token, then by key. */
public interface PartitionCursor {
  /** Where a cursor stands. */
  enum State {
    /** At a partition. */
    AT,
    /** Behind the last one. */
    END,
    /** At a place that is not in memory: the cursor is of no use any more. */
    MISSING
  }

  State state();

  /** Token of the partition that the cursor is at. */
  long token();

  /** Key of the partition that the cursor is at; not to be changed. */
  byte[] key();

  /** The partition that the cursor is at. */
  PartitionView view();

  /**
   * Bytes of the canonical encoding of the partition that the cursor is at; -1 when it is wide.
   * With {@link #keyLength}, {@link #expires} and {@link #copyTo}, for those to whom an object for
   * each partition would cost more than all else.
   */
  default int contentLength() {
    byte[] content = view().content();
    return content == null ? -1 : content.length;
  }

  /** Bytes of the key of the partition that the cursor is at. */
  default int keyLength() {
    return key().length;
  }

  /** What {@link PartitionView#expires} says of the partition that the cursor is at. */
  default boolean expires() {
    return view().expires();
  }

  /** Copies a small partition's key, and behind it its content, to a place in an array. */
  default void copyTo(byte[] target, int at) {
    byte[] content = view().content();
    if (content == null) {
      throw new IllegalStateException("a wide partition cannot be copied");
    }
    System.arraycopy(key(), 0, target, at, keyLength());
    System.arraycopy(content, 0, target, at + keyLength(), content.length);
  }

  /** Goes to the next partition. */
  void advance();

  /** Compares the partitions that two cursors are at. */
  static int compare(PartitionCursor a, PartitionCursor b) {
    int byToken = Long.compareUnsigned(a.token(), b.token());
    return byToken != 0 ? byToken : Arrays.compareUnsigned(a.key(), b.key());
  }
}
