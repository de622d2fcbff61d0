// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.ringtail.node.storage.sstable.Block;
import org.jspecify.annotations.Nullable;

/** The uncompressed blocks that were used most, up to a number of bytes. Confined to a loop. */
public final class BlockCache {
  /** What an entry takes beside its block. */
  private static final int ENTRY_BYTES = 128;

  private final Cache<BlockKey, Block> blocks;
  private final long bytesMax;
  private long hits;
  private long misses;

  public BlockCache(long bytesMax) {
    this.bytesMax = bytesMax;
    this.blocks =
        Caffeine.newBuilder()
            .maximumWeight(bytesMax)
            .weigher((BlockKey key, Block block) -> block.sizeBytes() + ENTRY_BYTES)
            .executor(Runnable::run)
            .build();
  }

  public @Nullable Block get(BlockKey key) {
    Block block = blocks.getIfPresent(key);
    if (block == null) {
      misses++;
    } else {
      hits++;
    }
    return block;
  }

  public void put(BlockKey key, Block block) {
    blocks.put(key, block);
  }

  /** What it takes now, and how often it was of use. */
  public CacheCounts counts() {
    long bytes = blocks.policy().eviction().orElseThrow().weightedSize().orElseThrow();
    return new CacheCounts(bytes, bytesMax, hits, misses);
  }
}
