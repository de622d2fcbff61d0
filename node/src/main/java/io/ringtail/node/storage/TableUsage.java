// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import io.ringtail.node.storage.sstable.SsTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What a table takes in one shard. */
public record TableUsage(int tableId, long memtableBytes, int sstables, long sstableBytes) {
  /** What each table takes that was not dropped, ascending by id. */
  static List<TableUsage> of(Memtables memtables, TableSet tables, Set<Integer> dropped) {
    Set<Integer> ids = new TreeSet<>(tables.tableIds());
    ids.addAll(memtables.tableIds());
    ids.removeAll(dropped);
    List<TableUsage> usage = new ArrayList<>();
    for (int id : ids) {
      long bytes = 0;
      for (SsTable table : tables.of(id)) {
        bytes += table.fileBytes();
      }
      usage.add(new TableUsage(id, memtables.sizeBytes(id), tables.of(id).size(), bytes));
    }
    return usage;
  }
}
