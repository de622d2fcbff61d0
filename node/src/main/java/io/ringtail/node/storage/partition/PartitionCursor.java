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

  /** Goes to the next partition. */
  void advance();

  /** Compares the partitions that two cursors are at. */
  static int compare(PartitionCursor a, PartitionCursor b) {
    int byToken = Long.compareUnsigned(a.token(), b.token());
    return byToken != 0 ? byToken : Arrays.compareUnsigned(a.key(), b.key());
  }
}
