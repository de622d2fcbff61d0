// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.partition;

import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.PartitionData;
import org.jspecify.annotations.Nullable;

/**
 * What one source says of one partition. It is either small, and held as one canonical encoding, or
 * wide: deletions, and rows that are read in batches. Valid until its source changes.
 */
public interface PartitionView {
  /** The canonical encoding of all of it; null when it is wide. */
  byte @Nullable [] content();

  /**
   * Whether a cell of it expires, so that what a reader sees depends on the reader's moment. May be
   * true of wide partitions without one.
   */
  boolean expires();

  /** The deletions that cover more than a row, without rows. */
  PartitionData head();

  /**
   * The rows of a slice in clustering order, or in the opposite order. Not merged with the head.
   */
  RowCursor rows(ByteRange slice, boolean reverse);
}
