// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import io.ringtail.node.storage.cache.BlockCache;
import io.ringtail.node.storage.cache.BlockKey;
import io.ringtail.node.storage.sstable.Block;
import io.ringtail.node.storage.sstable.BlockHandle;
import io.ringtail.node.storage.sstable.BlockKind;
import io.ringtail.node.storage.sstable.BlockSource;
import io.ringtail.node.storage.sstable.SsTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The blocks that a read finds in memory: those that were loaded for it, and those in the cache.
 * Notes what is missing. Confined to the loop.
 */
final class MemoryBlocks implements BlockSource {
  /** A block that was asked for and is not in memory. */
  record Missing(SsTable table, BlockHandle handle, BlockKind kind) {
    BlockKey key() {
      return new BlockKey(table.fileId(), handle.offset());
    }
  }

  private final BlockCache cache;
  private Map<BlockKey, Block> loaded = Map.of();
  private List<Missing> missing = List.of();

  MemoryBlocks(BlockCache cache) {
    this.cache = cache;
  }

  @Override
  public @Nullable Block get(SsTable table, BlockHandle handle, BlockKind kind) {
    BlockKey key = new BlockKey(table.fileId(), handle.offset());
    Block block = loaded.isEmpty() ? null : loaded.get(key);
    if (block == null) {
      block = cache.get(key);
      if (block == null) {
        note(new Missing(table, handle, kind));
      }
    }
    return block;
  }

  private void note(Missing which) {
    if (missing.isEmpty()) {
      missing = new ArrayList<>();
    }
    missing.add(which);
  }

  /** What was missing since the last call. */
  List<Missing> takeMissing() {
    List<Missing> taken = missing;
    missing = List.of();
    return taken;
  }

  /** Keeps a block for this read, whatever the cache does with it. */
  void add(Missing which, Block block) {
    if (loaded.isEmpty()) {
      loaded = new HashMap<>();
    }
    loaded.put(which.key(), block);
  }
}
