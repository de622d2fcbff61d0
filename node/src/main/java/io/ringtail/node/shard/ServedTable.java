// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.shard;

import io.ringtail.node.storage.HiddenTables;
import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.map.Placement;
import io.ringtail.protocol.ring.NodeId;
import io.ringtail.protocol.schema.Column;
import io.ringtail.protocol.schema.ColumnKind;
import io.ringtail.protocol.schema.Replication;
import io.ringtail.protocol.schema.Table;
import java.util.HashMap;
import java.util.Map;

/** A table as one node serves it under one map; immutable, for look-ups without hashing. */
final class ServedTable {
  private final Table table;
  private final boolean[] owned;
  private final long[] epochOfVnode;
  private final boolean[] writable;

  private ServedTable(Table table, boolean[] owned, long[] epochOfVnode) {
    this.table = table;
    this.owned = owned;
    this.epochOfVnode = epochOfVnode;
    int idMax = table.columns().stream().mapToInt(Column::id).max().orElse(-1);
    this.writable = new boolean[idMax + 1];
    for (Column column : table.columns()) {
      writable[column.id()] = column.kind() == ColumnKind.REGULAR;
    }
  }

  /** All tables of a map, by id; null where there is none. */
  static ServedTable[] all(ClusterMap map, NodeId self) {
    Map<Replication, boolean[]> ownedBy = new HashMap<>();
    map.placements()
        .forEach((replication, placement) -> ownedBy.put(replication, owned(placement, self)));
    if (map.schema().tableIdNext() > HiddenTables.FIRST_ID) {
      throw new IllegalStateException(
          "table ids up to " + map.schema().tableIdNext() + " reach those of hidden tables");
    }
    ServedTable[] tables = new ServedTable[map.schema().tableIdNext()];
    for (Table table : map.schema().tablesInOrder()) {
      Placement placement = map.placement(table);
      boolean[] owned = ownedBy.get(placement.replication());
      if (owned == null) {
        throw new IllegalStateException("no placement for table " + table.name());
      }
      tables[table.id()] = new ServedTable(table, owned, placement.epochOfVnode());
    }
    return tables;
  }

  Table table() {
    return table;
  }

  long epoch() {
    return table.epoch().number();
  }

  boolean owns(int vnode) {
    return owned[vnode];
  }

  long epochOfVnode(int vnode) {
    return epochOfVnode[vnode];
  }

  /** Whether rows may have cells of a column. */
  boolean isWritable(int columnId) {
    return columnId >= 0 && columnId < writable.length && writable[columnId];
  }

  private static boolean[] owned(Placement placement, NodeId self) {
    boolean[] ownedSet = new boolean[placement.sets().size()];
    for (int i = 0; i < ownedSet.length; i++) {
      ownedSet[i] = placement.sets().get(i).nodes().contains(self);
    }
    boolean[] owned = new boolean[placement.vnodes()];
    for (int vnode = 0; vnode < owned.length; vnode++) {
      owned[vnode] = ownedSet[placement.setOfVnode()[vnode]];
    }
    return owned;
  }
}
