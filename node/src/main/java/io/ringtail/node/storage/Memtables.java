// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import io.ringtail.node.storage.memtable.ChunkPool;
import io.ringtail.node.storage.memtable.Generation;
import io.ringtail.node.storage.memtable.Memtable;
import io.ringtail.node.storage.partition.PartitionCursor;
import io.ringtail.node.storage.partition.PartitionView;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The generation of memtables that is written to, and those that wait to be flushed, in the order
 * in which they were frozen. Confined to the loop.
 */
final class Memtables {
  /** More generations do not wait: the one that is written to grows instead, until writes stop. */
  static final int FROZEN_MAX = 4;

  private record Frozen(Generation generation, CompletableFuture<Void> flushed) {}

  private final ChunkPool memory;
  private final Deque<Frozen> frozen = new ArrayDeque<>();
  private Generation active;

  /**
   * Begins with a generation.
   *
   * @param memory what the generations take their memory from
   */
  Memtables(Generation active, ChunkPool memory) {
    this.active = active;
    this.memory = memory;
  }

  Generation active() {
    return active;
  }

  /** Freezes the generation that was written to, and begins another. */
  void freeze(long logPosition) {
    if (!mayFreeze()) {
      throw new IllegalStateException(frozen.size() + " generations wait to be flushed");
    }
    frozen.addLast(new Frozen(active, new CompletableFuture<>()));
    active = new Generation(logPosition, memory);
  }

  boolean mayFreeze() {
    return frozen.size() < FROZEN_MAX;
  }

  /** The generation to be flushed next; null when none waits. */
  @Nullable Generation oldestFrozen() {
    Frozen oldest = frozen.peekFirst();
    return oldest == null ? null : oldest.generation();
  }

  /** Where the log begins to count once the oldest frozen generation is in tables. */
  long logStartBehindOldest() {
    Iterator<Frozen> each = frozen.iterator();
    each.next();
    return each.hasNext() ? each.next().generation().logStart() : active.logStart();
  }

  /** Completes when all that is frozen now is in tables; null when nothing is. */
  @Nullable CompletableFuture<Void> allFlushed() {
    Frozen newest = frozen.peekLast();
    return newest == null ? null : newest.flushed();
  }

  /**
   * Forgets the oldest frozen generation, which is in tables now, and gives its memory back.
   *
   * @return to be completed when the tables are read
   */
  CompletableFuture<Void> flushedOldest() {
    Frozen oldest = frozen.removeFirst();
    oldest.generation().release();
    return oldest.flushed();
  }

  /** Generations that are being flushed or wait for it. */
  int flushesWaiting() {
    return frozen.size();
  }

  boolean isFlushing() {
    return !frozen.isEmpty();
  }

  /** Bytes of what is in no table yet. */
  long usedBytes() {
    long bytes = active.usedBytes();
    for (Frozen each : frozen) {
      bytes += each.generation().usedBytes();
    }
    return bytes;
  }

  /** Gives all memory back. Nothing may be read any more. */
  void close() {
    active.release();
    frozen.forEach(each -> each.generation().release());
    memory.close();
  }

  /** Adds what the memtables say of a partition, the newest first. */
  void find(int tableId, long token, byte[] key, List<PartitionView> views) {
    find(active, tableId, token, key, views);
    if (!frozen.isEmpty()) {
      for (Iterator<Frozen> each = frozen.descendingIterator(); each.hasNext(); ) {
        find(each.next().generation(), tableId, token, key, views);
      }
    }
  }

  private static void find(
      Generation generation, int tableId, long token, byte[] key, List<PartitionView> views) {
    Memtable memtable = generation.memtable(tableId);
    if (memtable != null) {
      PartitionView view = memtable.find(token, key);
      if (view != null) {
        views.add(view);
      }
    }
  }

  /** Adds a cursor over each memtable of a table, the newest first. */
  void cursors(int tableId, long fromToken, List<PartitionCursor> cursors) {
    addCursor(active, tableId, fromToken, cursors);
    for (Iterator<Frozen> each = frozen.descendingIterator(); each.hasNext(); ) {
      addCursor(each.next().generation(), tableId, fromToken, cursors);
    }
  }

  private static void addCursor(
      Generation generation, int tableId, long fromToken, List<PartitionCursor> cursors) {
    Memtable memtable = generation.memtable(tableId);
    if (memtable != null) {
      cursors.add(memtable.cursor(fromToken));
    }
  }

  /** Forgets what was written to a table since the last freeze. */
  void drop(int tableId) {
    active.drop(tableId);
  }

  /** No version of a table is older; the greatest number when there is none. */
  long timestampMin(int tableId) {
    long least = timestampMin(active, tableId);
    for (Frozen each : frozen) {
      least = Math.min(least, timestampMin(each.generation(), tableId));
    }
    return least;
  }

  private static long timestampMin(Generation generation, int tableId) {
    Memtable memtable = generation.memtable(tableId);
    return memtable == null || memtable.partitions() == 0
        ? Long.MAX_VALUE
        : memtable.timestamps().min();
  }

  /** Whether a table was written to. */
  boolean holds(int tableId) {
    if (active.memtable(tableId) != null) {
      return true;
    }
    for (Frozen each : frozen) {
      if (each.generation().memtable(tableId) != null) {
        return true;
      }
    }
    return false;
  }

  /** Ids of the tables that were written to. */
  Set<Integer> tableIds() {
    Set<Integer> ids = new TreeSet<>(active.memtables().keySet());
    frozen.forEach(each -> ids.addAll(each.generation().memtables().keySet()));
    return ids;
  }

  /** About how many bytes a table takes. */
  long sizeBytes(int tableId) {
    long bytes = active.sizeBytes(tableId);
    for (Frozen each : frozen) {
      bytes += each.generation().sizeBytes(tableId);
    }
    return bytes;
  }
}
