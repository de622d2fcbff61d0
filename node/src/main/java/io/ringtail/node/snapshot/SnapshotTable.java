// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.snapshot;

import io.ringtail.protocol.schema.Table;

/**
 * A table of the schema that a snapshot holds.
 *
 * @param name keyspace and table; "?" where the node did not know it any more
 * @param definition the statement that makes a table like it; empty where it is not known
 */
public record SnapshotTable(int id, String name, String definition) {
  public static SnapshotTable of(Table table) {
    return new SnapshotTable(table.id(), table.name().toString(), TableDefinition.of(table));
  }

  public static SnapshotTable unknown(int id) {
    return new SnapshotTable(id, "?", "");
  }
}
