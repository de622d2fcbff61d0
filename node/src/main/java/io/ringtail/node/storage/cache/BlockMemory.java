// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.cache;

import io.ringtail.node.storage.memory.Chunk;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A bounded number of bytes off the heap, cut into slots. A chunk of memory is cut into slots of
 * one size, of which there are eight for each doubling, so that less than an eighth of a slot is
 * wasted (as in Bonwick, "The Slab Allocator", 1994). A size's first chunk is small, and each next
 * one as large as those before it together, up to a limit. A chunk without blocks may go to another
 * size. Confined to the shard's loop.
 */
final class BlockMemory {
  /** Where the memory is at least {@link #CHUNKS_MIN} times as large. */
  private static final int CHUNK_BYTES_MAX = 1 << 20;

  private static final int CHUNK_BYTES_MIN = 1 << 16;
  private static final int CHUNKS_MIN = 32;

  /** The least slot; the sizes of slots are multiples of an eighth of a power of two from it on. */
  private static final int SLOT_BYTES_MIN = 512;

  private static final int SIZES_BITS = 3;

  private final long bytesMax;
  private final int chunkBytesMax;

  @SuppressWarnings("MustBeClosedChecker") // by close()
  private final Arena arena = Arena.ofShared();

  private final List<Cut> chunks = new ArrayList<>();

  /** By bytes of a slot. */
  private final Map<Integer, Size> sizes = new HashMap<>();

  private long sizeBytes;

  /** Memory of at most so many bytes, none of which is taken yet. */
  BlockMemory(long bytesMax) {
    this.bytesMax = bytesMax;
    long part = Long.highestOneBit(bytesMax / CHUNKS_MIN);
    this.chunkBytesMax = Math.clamp(part, CHUNK_BYTES_MIN, CHUNK_BYTES_MAX);
  }

  /** A place for one block. */
  static final class Slot {
    private final Cut chunk;
    private final int index;
    private final MemorySegment memory;

    private Slot(Cut chunk, int index, MemorySegment memory) {
      this.chunk = chunk;
      this.index = index;
      this.memory = memory;
    }

    /** As many bytes as were asked for. */
    MemorySegment memory() {
      return memory;
    }

    /** Bytes of the slot. */
    int sizeBytes() {
      return chunk.slotBytes;
    }
  }

  /** The chunks that are cut into slots of a size. */
  private static final class Size {
    /** Those with a free slot. */
    final Deque<Cut> open = new ArrayDeque<>();

    long sizeBytes;
  }

  /** A chunk that is cut into slots. */
  private static final class Cut {
    final Chunk chunk;
    final MemorySegment memory;
    final int slotBytes;

    /** Which block lies in each slot. */
    final @Nullable BlockKey[] keys;

    final int[] free;
    int freeCount;

    Cut(Chunk chunk, MemorySegment memory, int slotBytes) {
      this.chunk = chunk;
      this.memory = memory;
      this.slotBytes = slotBytes;
      this.keys = new BlockKey[chunk.sizeBytes() / slotBytes];
      this.free = new int[keys.length];
      for (int i = keys.length - 1; i >= 0; i--) {
        free[freeCount] = i;
        freeCount++;
      }
    }

    boolean isEmpty() {
      return freeCount == keys.length;
    }
  }

  /** Bytes of a slot for a block of a size. */
  static int slotBytes(int bytes) {
    if (bytes <= SLOT_BYTES_MIN) {
      return SLOT_BYTES_MIN;
    }
    int step = Integer.highestOneBit(bytes - 1) >> SIZES_BITS;
    return (bytes + step - 1) & -step;
  }

  private Size size(int slotBytes) {
    return sizes.computeIfAbsent(slotBytes, bytes -> new Size());
  }

  /** Bytes of the next chunk for slots of a size; of one slot where that is large. */
  private int chunkBytes(int slotBytes) {
    long usual = Math.clamp(size(slotBytes).sizeBytes, CHUNK_BYTES_MIN, chunkBytesMax);
    return (int) Math.max(1, usual / slotBytes) * slotBytes;
  }

  /** Takes a slot for a block; null when all that there is for its size is taken. */
  @Nullable Slot take(BlockKey key, int bytes) {
    int slotBytes = slotBytes(bytes);
    Size size = size(slotBytes);
    Cut cut = size.open.peekLast();
    if (cut == null) {
      cut = cut(slotBytes);
      if (cut == null) {
        return null;
      }
      size.open.addLast(cut);
    }
    cut.freeCount--;
    int index = cut.free[cut.freeCount];
    cut.keys[index] = key;
    if (cut.freeCount == 0) {
      size.open.removeLast();
    }
    return new Slot(cut, index, cut.memory.asSlice((long) index * slotBytes, bytes));
  }

  private @Nullable Cut cut(int slotBytes) {
    int chunkBytes = chunkBytes(slotBytes);
    if (sizeBytes + chunkBytes > bytesMax) {
      freeEmpty();
    }
    if (sizeBytes + chunkBytes > bytesMax) {
      return null;
    }
    Chunk chunk = new Chunk(chunkBytes);
    Cut cut = new Cut(chunk, chunk.view(arena), slotBytes);
    sizeBytes += chunkBytes;
    size(slotBytes).sizeBytes += chunkBytes;
    chunks.add(cut);
    return cut;
  }

  private void freeEmpty() {
    for (Cut cut : List.copyOf(chunks)) {
      if (cut.isEmpty()) {
        chunks.remove(cut);
        Size size = size(cut.slotBytes);
        size.open.remove(cut);
        size.sizeBytes -= cut.chunk.sizeBytes();
        sizeBytes -= cut.chunk.sizeBytes();
        cut.chunk.free();
      }
    }
  }

  /** Gives a slot back, at which nobody looks any more. */
  void give(Slot slot) {
    Cut cut = slot.chunk;
    cut.keys[slot.index] = null;
    if (cut.freeCount == 0) {
      size(cut.slotBytes).open.addLast(cut);
    }
    cut.free[cut.freeCount] = slot.index;
    cut.freeCount++;
  }

  /**
   * The blocks that have to go for a block of a size to find room: those of the chunks in which the
   * least bytes are used. None when no number of them is enough.
   */
  List<BlockKey> leastUsed(int bytes) {
    int needed = chunkBytes(slotBytes(bytes));
    List<BlockKey> keys = new ArrayList<>();
    if (needed > bytesMax) {
      return keys;
    }
    List<Cut> byUse = new ArrayList<>(chunks);
    byUse.sort((a, b) -> Integer.compare(usedBytes(a), usedBytes(b)));
    long freed = bytesMax - sizeBytes;
    for (int i = 0; i < byUse.size() && freed < needed; i++) {
      Cut cut = byUse.get(i);
      freed += cut.chunk.sizeBytes();
      for (BlockKey key : cut.keys) {
        if (key != null) {
          keys.add(key);
        }
      }
    }
    return keys;
  }

  private static int usedBytes(Cut cut) {
    return (cut.keys.length - cut.freeCount) * cut.slotBytes;
  }

  /** Bytes of all chunks. */
  long sizeBytes() {
    return sizeBytes;
  }

  /** Gives all chunks back. */
  void close() {
    arena.close();
    chunks.forEach(cut -> cut.chunk.free());
    chunks.clear();
    sizes.clear();
    sizeBytes = 0;
  }
}
