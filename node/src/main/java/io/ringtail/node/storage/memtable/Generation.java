// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.memtable;

import io.ringtail.protocol.codec.PartitionScanner;
import io.ringtail.protocol.row.Mutation;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The memtables of all tables between two flushes: they fill, are frozen and are flushed together,
 * so that the log before them can go. Written by the loop alone; once it is frozen, read by any
 * thread, until it is released. It holds no memory to speak of while it is empty.
 */
public final class Generation {
  private final Slab slab;
  private final Overwrite overwrite = new Overwrite();
  private final SortedMap<Integer, Memtable> memtables = new TreeMap<>();
  private final long logStart;

  /** Bytes of the slab when {@link #sizeBytes} was last computed, and what it was. */
  private long slabBytes = -1;

  private long sizeBytes;

  /**
   * Begins an empty generation.
   *
   * @param logStart position of the log that all of its writes lie behind
   * @param memory where its bytes come from, and go back to
   */
  public Generation(long logStart, ChunkPool memory) {
    this.logStart = logStart;
    this.slab = new Slab(memory);
  }

  /** Position of the log that all writes in it lie behind. */
  public long logStart() {
    return logStart;
  }

  /**
   * Merges a mutation into its table's memtable.
   *
   * @param token of the mutation's key
   * @param scanned what the mutation's content holds: it was scanned last
   */
  public void merge(Mutation mutation, long token, PartitionScanner scanned) {
    Memtable memtable = memtables.get(mutation.tableId());
    if (memtable == null) {
      memtable = new Memtable(slab, overwrite);
      memtables.put(mutation.tableId(), memtable);
    }
    memtable.merge(token, mutation.key(), mutation.content(), scanned);
  }

  public @Nullable Memtable memtable(int tableId) {
    return memtables.get(tableId);
  }

  /** Memtables that hold something, by table id. */
  public Map<Integer, Memtable> memtables() {
    return memtables;
  }

  public boolean isEmpty() {
    return memtables.isEmpty();
  }

  /** Forgets what it knows of a table. Its bytes stay until the generation is flushed. */
  public void drop(int tableId) {
    memtables.remove(tableId);
  }

  /** Gives its memory back. Whoever reads it after that gets an IllegalStateException. */
  public void release() {
    slab.release();
  }

  /** Bytes of the entries of a table, and of what finds them. */
  public long sizeBytes(int tableId) {
    Memtable memtable = memtables.get(tableId);
    return memtable == null ? 0 : memtable.sizeBytes();
  }

  /** Bytes of what was written and of what finds it; less than the memory that holds it. */
  public long usedBytes() {
    return slab.usedBytes() + sizeBytes() - slab.allocatedBytes();
  }

  /** Bytes of memory taken, as of the last time that the slab grew; 0 when nothing was written. */
  public long sizeBytes() {
    if (slab.allocatedBytes() != slabBytes) {
      slabBytes = slab.allocatedBytes();
      sizeBytes = slabBytes;
      for (Memtable memtable : memtables.values()) {
        sizeBytes += memtable.indexBytes();
      }
    }
    return sizeBytes;
  }
}
