// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.memtable;

import io.ringtail.node.storage.memory.Chunk;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The memory that one generation of memtables gives back and the next one takes, so that a flush
 * does not cost the system calls and page faults of fresh memory. Confined to the shard's loop.
 */
public final class ChunkPool {
  /** What a chunk in the middle of a slab has: large enough that there are few of them. */
  static final int CHUNK_BYTES = 1 << 20;

  private final int chunksKept;
  private final Deque<Chunk> kept = new ArrayDeque<>();

  /**
   * An empty pool.
   *
   * @param bytesKept keeps no more memory than this that is not used
   */
  public ChunkPool(long bytesKept) {
    this.chunksKept = (int) Math.min(bytesKept / CHUNK_BYTES, Integer.MAX_VALUE);
  }

  /** Bytes that are kept for the next slab. */
  public long sizeBytes() {
    return (long) kept.size() * CHUNK_BYTES;
  }

  /** Memory of a size, holding whatever it held before. */
  Chunk take(int bytes) {
    Chunk again = bytes == CHUNK_BYTES ? kept.pollLast() : null;
    return again == null ? new Chunk(bytes) : again;
  }

  /** Takes back memory that nobody reads any more. */
  void give(Chunk chunk) {
    if (chunk.sizeBytes() == CHUNK_BYTES && kept.size() < chunksKept) {
      kept.addLast(chunk);
    } else {
      chunk.free();
    }
  }

  /** Frees what is kept. */
  public void close() {
    kept.forEach(Chunk::free);
    kept.clear();
  }
}
