// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import org.jspecify.annotations.Nullable;

/** Where a reader of a table gets its blocks from. */
@FunctionalInterface
public interface BlockSource {
  /** A block of a table; null when it is not in memory. */
  @Nullable Block get(SsTable table, BlockHandle handle, BlockKind kind);
}
