// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import org.jspecify.annotations.Nullable;

/** Where a reader of a table gets its blocks from. */
public interface BlockSource {
  /** A block of partitions; null when it is not in memory. */
  @Nullable Block partitions(SsTable table, BlockHandle handle);

  /** A block of rows; null when it is not in memory. */
  @Nullable Block rows(SsTable table, BlockHandle handle);
}
