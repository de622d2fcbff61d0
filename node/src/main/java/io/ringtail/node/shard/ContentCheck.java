// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.shard;

import io.ringtail.protocol.codec.PartitionScanner;
import org.jspecify.annotations.Nullable;

/**
 * Whether what a write holds may be written to its table: columns and sizes. Told by the scanner,
 * used again and again; confined to the shard's loop.
 */
final class ContentCheck implements PartitionScanner.Visitor {
  private final int valueBytesMax;
  private @Nullable ServedTable table;
  private @Nullable String problem;

  ContentCheck(int valueBytesMax) {
    this.valueBytesMax = valueBytesMax;
  }

  /** Begins with a write to a table. */
  ContentCheck of(ServedTable next) {
    table = next;
    problem = null;
    return this;
  }

  /** What is wrong; null when nothing is. */
  @Nullable String problem() {
    return problem;
  }

  @Override
  public void row(int clusteringLength) {
    if (clusteringLength > ShardLimits.KEY_BYTES_MAX) {
      problem =
          "a clustering key of "
              + clusteringLength
              + " bytes; it may have "
              + ShardLimits.KEY_BYTES_MAX;
    }
  }

  @Override
  public void cell(int columnId, int valueLength) {
    ServedTable written = table;
    if (written == null) {
      throw new IllegalStateException("a cell of no table");
    }
    if (!written.isWritable(columnId)) {
      problem = "table " + written.table().name() + " has no column to write with id " + columnId;
    }
    if (valueLength > valueBytesMax) {
      problem =
          "a value of "
              + valueLength
              + " bytes for table "
              + written.table().name()
              + "; it may have "
              + valueBytesMax
              + " (node.value_bytes_max)";
    }
  }
}
