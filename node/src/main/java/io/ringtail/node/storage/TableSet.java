// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import io.ringtail.node.disk.Disk;
import io.ringtail.node.storage.sstable.SsTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The open tables of a shard, by their table in the schema. A table that was replaced is closed and
 * deleted when its last reader is done. Confined to the loop.
 */
final class TableSet {
  private static final Comparator<SsTable> NEWEST_FIRST =
      Comparator.<SsTable>comparingLong(table -> table.statistics().timestampMax())
          .thenComparingLong(SsTable::fileId)
          .reversed();

  private final Disk disk;
  private final Background background;
  private final StorageFailure failure;
  private final SortedMap<Integer, List<SsTable>> tables = new TreeMap<>();
  private final Map<SsTable, Integer> readers = new HashMap<>();
  private final Set<SsTable> retired = new HashSet<>();

  TableSet(Disk disk, Background background, StorageFailure failure) {
    this.disk = disk;
    this.background = background;
    this.failure = failure;
  }

  /**
   * The tables of a table of the schema, those with the greatest timestamps first. Not to be kept
   * over turns without {@link #retain}.
   */
  List<SsTable> of(int tableId) {
    return tables.getOrDefault(tableId, List.of());
  }

  Set<Integer> tableIds() {
    return tables.keySet();
  }

  void add(SsTable table) {
    int tableId = table.statistics().tableId();
    List<SsTable> all = new ArrayList<>(of(tableId));
    all.add(table);
    all.sort(NEWEST_FIRST);
    tables.put(tableId, List.copyOf(all));
  }

  /** Puts tables in the place of others, which are not in the manifest any more. */
  void replace(List<SsTable> removed, List<SsTable> added) {
    added.forEach(this::add);
    removed.forEach(this::retire);
  }

  /** Takes a table away that is not in the manifest any more. */
  void retire(SsTable table) {
    int tableId = table.statistics().tableId();
    List<SsTable> left = new ArrayList<>(of(tableId));
    left.remove(table);
    if (left.isEmpty()) {
      tables.remove(tableId);
    } else {
      tables.put(tableId, List.copyOf(left));
    }
    retired.add(table);
    deleteIfUnused(table);
  }

  /** Keeps a table open until {@link #release}. */
  void retain(SsTable table) {
    readers.merge(table, 1, Integer::sum);
  }

  void release(SsTable table) {
    readers.computeIfPresent(table, (key, count) -> count == 1 ? null : count - 1);
    deleteIfUnused(table);
  }

  private void deleteIfUnused(SsTable table) {
    if (!readers.containsKey(table) && retired.remove(table)) {
      delete(table);
    }
  }

  /** Closes and deletes a table that nobody reads. */
  void delete(SsTable table) {
    background.run(
        () -> {
          table.close();
          disk.delete(table.path());
          return table;
        },
        (done, cause) -> {
          if (cause != null) {
            failure.fail("cannot delete " + table.path(), cause);
          }
        });
  }

  /** Closes all files. */
  void close() throws IOException {
    for (Collection<SsTable> each : tables.values()) {
      for (SsTable table : each) {
        table.close();
      }
    }
  }
}
