// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.schema;

import io.ringtail.protocol.type.DataType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change of the schema that a client asks for. Ids and epochs are given by the node that turns it
 * into the next cluster map.
 */
public sealed interface SchemaChange {
  /**
   * Makes a keyspace; {@code ifNotExists} makes an existing one a success.
   *
   * @param home the data center whose replicas alone decide conditional writes; null for none
   */
  record CreateKeyspace(
      String name, Replication replication, @Nullable String home, boolean ifNotExists)
      implements SchemaChange {
    /** A keyspace with so many replicas in every data center. */
    public CreateKeyspace(String name, int replicas, boolean ifNotExists) {
      this(name, Replication.each(replicas), null, ifNotExists);
    }
  }

  /** Drops a keyspace, which has to be empty; {@code ifExists} makes a missing one a success. */
  record DropKeyspace(String name, boolean ifExists) implements SchemaChange {}

  /** Makes a table; {@code ifNotExists} makes an existing one, whatever its columns, a success. */
  record CreateTable(
      TableName name, List<ColumnDefinition> columns, TableOptions options, boolean ifNotExists)
      implements SchemaChange {
    public CreateTable {
      columns = List.copyOf(columns);
    }
  }

  /** Drops a table and its data; {@code ifExists} makes a missing one a success. */
  record DropTable(TableName name, boolean ifExists) implements SchemaChange {}

  /**
   * Changes options of a table while it is used; {@code ifExists} makes a missing one a success.
   */
  record AlterTable(TableName name, OptionChanges options, boolean ifExists)
      implements SchemaChange {}

  /**
   * Empties a table: in the next map it has another id, and nothing that was meant for the one
   * before is taken any more.
   */
  record TruncateTable(TableName name) implements SchemaChange {}

  /** A column that does not have its id yet; key columns come in key order. */
  record ColumnDefinition(String name, DataType type, ColumnKind kind, boolean descending) {}
}
