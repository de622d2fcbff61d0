// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.ringtail.node.storage.sstable.Block;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The uncompressed blocks that were used most, off the heap, in a bounded number of bytes. Which
 * they are, Caffeine says (Einziger et al., "TinyLFU: A Highly Efficient Cache Admission Policy",
 * 2017); where they lie, {@link BlockMemory}. Confined to the shard's loop.
 */
public final class BlockCache implements AutoCloseable {
  /** What an entry takes on the heap beside its block. */
  private static final int ENTRY_BYTES = 256;

  /**
   * So much of the memory stays free, lest blocks of one size have to make room for those of
   * another all the time: one part in so many.
   */
  private static final int SPARE_PART = 16;

  private record Entry(Block block, BlockMemory.Slot slot) {}

  private final long bytesMax;
  private final BlockMemory memory;
  private final Cache<BlockKey, Entry> blocks;

  /** Slots of blocks that are not cached any more, though somebody may still look at them. */
  private final List<BlockMemory.Slot> leaving = new ArrayList<>();

  private long hits;
  private long misses;

  /**
   * An empty cache.
   *
   * @param bytesMax of memory off the heap; what finds blocks takes some 3 % of it on the heap
   */
  public BlockCache(long bytesMax) {
    this.bytesMax = bytesMax;
    this.memory = new BlockMemory(bytesMax);
    this.blocks =
        Caffeine.newBuilder()
            .maximumWeight(bytesMax - bytesMax / SPARE_PART)
            .weigher((BlockKey key, Entry entry) -> entry.slot().sizeBytes() + ENTRY_BYTES)
            .removalListener(this::removed)
            .executor(Runnable::run)
            .build();
  }

  private void removed(@Nullable BlockKey key, @Nullable Entry entry, RemovalCause cause) {
    if (entry != null) {
      leaving.add(entry.slot());
    }
  }

  /** A block, which is there until the next {@link #put}; null when it is not cached. */
  public @Nullable Block get(BlockKey key) {
    Entry entry = blocks.getIfPresent(key);
    if (entry == null) {
      misses++;
      return null;
    }
    hits++;
    return entry.block();
  }

  /**
   * Keeps a copy of a block, where there is room for it. Blocks got before are not valid any more.
   */
  public void put(BlockKey key, Block block) {
    blocks.invalidate(key);
    giveBack();
    BlockMemory.Slot slot = memory.take(key, block.sizeBytes());
    if (slot == null) {
      memory.leastUsed(block.sizeBytes()).forEach(blocks::invalidate);
      giveBack();
      slot = memory.take(key, block.sizeBytes());
    }
    if (slot != null) {
      blocks.put(key, new Entry(block.copyTo(slot.memory()), slot));
    }
  }

  private void giveBack() {
    leaving.forEach(memory::give);
    leaving.clear();
  }

  /** Gives all memory back. No block may be looked at any more. */
  @Override
  public void close() {
    memory.close();
  }

  /** What it takes now, and how often it was of use. */
  public CacheCounts counts() {
    return new CacheCounts(memory.sizeBytes(), bytesMax, hits, misses);
  }
}
