// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.ringtail.node.storage.sstable.Block;
import org.jspecify.annotations.Nullable;

/** The uncompressed blocks that were used most, up to a number of bytes. */
public final class BlockCache {
  /** What an entry takes beside its block. */
  private static final int ENTRY_BYTES = 128;

  private final Cache<BlockKey, Block> blocks;

  public BlockCache(long bytesMax) {
    this.blocks =
        Caffeine.newBuilder()
            .maximumWeight(bytesMax)
            .weigher((BlockKey key, Block block) -> block.sizeBytes() + ENTRY_BYTES)
            .executor(Runnable::run)
            .build();
  }

  public @Nullable Block get(BlockKey key) {
    return blocks.getIfPresent(key);
  }

  public void put(BlockKey key, Block block) {
    blocks.put(key, block);
  }
}
