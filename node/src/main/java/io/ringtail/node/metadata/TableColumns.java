// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.metadata;

import io.ringtail.protocol.schema.Column;
import io.ringtail.protocol.schema.ColumnKind;
import io.ringtail.protocol.schema.SchemaChange.ColumnDefinition;
import io.ringtail.protocol.schema.TableName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Gives a new table's columns their order and their ids. */
final class TableColumns {
  /** Well below what a row of tombstones may have in one frame of 16 MiB. */
  static final int COLUMNS_MAX = 1_000;

  private TableColumns() {}

  /**
   * The columns of a new table: partition key, clustering key, others, each in the order given.
   *
   * @throws IllegalArgumentException with what is wrong
   */
  static List<Column> of(TableName table, List<ColumnDefinition> definitions) {
    if (definitions.size() > COLUMNS_MAX) {
      throw new IllegalArgumentException(
          "table "
              + table
              + " would have "
              + definitions.size()
              + " columns, but may have "
              + COLUMNS_MAX);
    }
    Set<String> names = new HashSet<>();
    List<Column> columns = new ArrayList<>(definitions.size());
    for (ColumnKind kind : ColumnKind.values()) {
      for (ColumnDefinition definition : definitions) {
        if (definition.kind() == kind) {
          String name = TableName.identifier(definition.name());
          if (!names.add(name)) {
            throw new IllegalArgumentException(
                "table " + table + " names column " + name + " twice");
          }
          if (definition.descending() && kind != ColumnKind.CLUSTERING) {
            throw new IllegalArgumentException(
                "column "
                    + name
                    + " of table "
                    + table
                    + " is no clustering column, so it has no order");
          }
          columns.add(
              new Column(columns.size(), name, definition.type(), kind, definition.descending()));
        }
      }
    }
    if (columns.isEmpty() || columns.getFirst().kind() != ColumnKind.PARTITION) {
      throw new IllegalArgumentException(
          "table " + table + " has no partition key: name at least one column in PRIMARY KEY");
    }
    return columns;
  }
}
