// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import io.ringtail.node.storage.memtable.Generation;
import io.ringtail.node.storage.memtable.Memtable;
import io.ringtail.node.storage.partition.PartitionCursor;
import io.ringtail.node.storage.partition.PartitionView;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The generation of memtables that is written to, and those that are being flushed. Confined to the
 * loop.
 */
final class Memtables {
  private final Deque<Generation> frozen = new ArrayDeque<>();
  private Generation active;

  Memtables(Generation active) {
    this.active = active;
  }

  Generation active() {
    return active;
  }

  /** Freezes the generation that was written to, and begins another. */
  Generation freeze(long logPosition) {
    Generation full = active;
    frozen.addLast(full);
    active = new Generation(logPosition);
    return full;
  }

  /** Forgets a generation that is in tables now. */
  void flushed(Generation generation) {
    frozen.remove(generation);
  }

  boolean isFlushing() {
    return !frozen.isEmpty();
  }

  long sizeBytes() {
    long bytes = active.sizeBytes();
    for (Generation generation : frozen) {
      bytes += generation.sizeBytes();
    }
    return bytes;
  }

  /** Adds what the memtables say of a partition. */
  void find(int tableId, long token, byte[] key, List<PartitionView> views) {
    find(active, tableId, token, key, views);
    if (!frozen.isEmpty()) {
      for (Generation generation : frozen) {
        find(generation, tableId, token, key, views);
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

  /** Adds a cursor over each memtable of a table. */
  void cursors(int tableId, long fromToken, List<PartitionCursor> cursors) {
    addCursor(active, tableId, fromToken, cursors);
    for (Generation generation : frozen) {
      addCursor(generation, tableId, fromToken, cursors);
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
    for (Generation generation : frozen) {
      least = Math.min(least, timestampMin(generation, tableId));
    }
    return least;
  }

  private static long timestampMin(Generation generation, int tableId) {
    Memtable memtable = generation.memtable(tableId);
    return memtable == null || memtable.partitions() == 0
        ? Long.MAX_VALUE
        : memtable.timestamps().min();
  }

  /** Ids of the tables that were written to. */
  Set<Integer> tableIds() {
    Set<Integer> ids = new TreeSet<>(active.memtables().keySet());
    frozen.forEach(generation -> ids.addAll(generation.memtables().keySet()));
    return ids;
  }

  /** About how many bytes a table takes. */
  long sizeBytes(int tableId) {
    long bytes = active.sizeBytes(tableId);
    for (Generation generation : frozen) {
      bytes += generation.sizeBytes(tableId);
    }
    return bytes;
  }
}
