// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import io.ringtail.node.storage.sstable.SsTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What a table takes in one shard, with what is hidden beside it. */
public record TableUsage(int tableId, long memtableBytes, int sstables, long sstableBytes) {
  /** What each table of the schema takes that was not dropped, ascending by id. */
  static List<TableUsage> of(Memtables memtables, TableSet tables, Set<Integer> dropped) {
    Set<Integer> ids = new TreeSet<>();
    tables.tableIds().forEach(id -> ids.add(HiddenTables.owner(id)));
    memtables.tableIds().forEach(id -> ids.add(HiddenTables.owner(id)));
    ids.removeAll(dropped);
    List<TableUsage> usage = new ArrayList<>();
    for (int id : ids) {
      int hidden = HiddenTables.beside(id);
      List<SsTable> files = new ArrayList<>(tables.of(id));
      files.addAll(tables.of(hidden));
      long bytes = 0;
      for (SsTable file : files) {
        bytes += file.fileBytes();
      }
      usage.add(
          new TableUsage(
              id, memtables.sizeBytes(id) + memtables.sizeBytes(hidden), files.size(), bytes));
    }
    return usage;
  }
}
