// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import io.ringtail.protocol.schema.CompactionStrategy;
import io.ringtail.protocol.schema.TableOptions;

/**
 * A table of the schema has a hidden one beside it, with the same partition keys, in which a
 * replica keeps what it knows of a partition's conditional writes. It comes with its first cell,
 * and whatever is done with the table is done with it as well: it has no name, no options, and no
 * end of its own.
 */
public final class HiddenTables {
  /** The ids of tables of the schema are below this. */
  public static final int FIRST_ID = 1 << 30;

  private HiddenTables() {}

  /** The id of the hidden table beside a table. */
  public static int beside(int tableId) {
    if (tableId < 0 || tableId >= FIRST_ID) {
      throw new IllegalArgumentException("a table of the schema has the id " + tableId);
    }
    return tableId | FIRST_ID;
  }

  public static boolean isHidden(int tableId) {
    return tableId >= FIRST_ID;
  }

  /** The id of the table that a table belongs to: for one of the schema its own. */
  public static int owner(int tableId) {
    return tableId & ~FIRST_ID;
  }

  /**
   * The options of a hidden table. Its versions count writes and tell no time, so that windows of
   * time would put all of it into one file again and again.
   */
  static TableOptions options(TableOptions owners) {
    return owners.compaction() instanceof CompactionStrategy.TimeWindow
        ? owners.withCompaction(CompactionStrategy.DEFAULT)
        : owners;
  }
}
