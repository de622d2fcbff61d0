// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import java.io.UncheckedIOException;

/**
 * Reads every block from the file, as {@link DirectSource} does, for one walk over one table: each
 * block of partitions takes the place of the one before, so that a compaction leaves no garbage
 * behind. Confined to one thread.
 */
public final class WalkSource implements BlockSource {
  private byte[] partitions = {};

  @Override
  public Block get(SsTable table, BlockHandle handle, BlockKind kind) {
    try {
      return kind == BlockKind.PARTITIONS
          ? table.read(handle, kind, this::reuse)
          : table.read(handle, kind);
    } catch (DamagedException damaged) {
      throw new UncheckedIOException(damaged);
    }
  }

  private byte[] reuse(int length) {
    if (partitions.length < length) {
      partitions = new byte[Math.max(length, 2 * TableFormat.BLOCK_BYTES)];
    }
    return partitions;
  }
}
