// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.planner;

import io.ringtail.jdbc.error.SqlState;
import io.ringtail.protocol.schema.Column;
import io.ringtail.protocol.schema.Schema;
import io.ringtail.protocol.schema.Table;
import io.ringtail.protocol.schema.TableName;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.sql.SqlIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * The one table that a statement by key names, and its columns by name.
 *
 * @param alias what the statement calls the table; its own name without one
 */
record TableScope(Table table, String alias) {

  /**
   * Looks a table up.
   *
   * @throws SQLException 3F000 or 42S02 where it is not there
   */
  static TableScope of(SqlIdentifier name, @Nullable String alias, String keyspace, Schema schema)
      throws SQLException {
    TableName tableName = tableName(name, keyspace);
    Table table = schema.tablesByName().get(tableName);
    if (table == null) {
      if (!schema.keyspaces().containsKey(tableName.keyspace())) {
        throw SqlState.KEYSPACE_UNKNOWN.exception(
            "there is no keyspace " + tableName.keyspace() + Values.at(name));
      }
      throw SqlState.TABLE_UNKNOWN.exception("there is no table " + tableName + Values.at(name));
    }
    return new TableScope(table, alias == null ? tableName.table() : alias);
  }

  /** The full name of a table. */
  static TableName tableName(SqlIdentifier name, String keyspace) throws SQLException {
    List<String> names = name.names;
    if (names.size() > 2) {
      throw SqlState.SYNTAX.exception(
          "a table is named table or keyspace.table, not " + name + Values.at(name));
    }
    try {
      return names.size() == 2
          ? new TableName(names.get(0), names.get(1))
          : new TableName(keyspace, names.get(0));
    } catch (IllegalArgumentException e) {
      throw SqlState.SYNTAX.exception(e.getMessage() + Values.at(name), e);
    }
  }

  /** Where a column stands in the table, or -1 when the name is none of this table's. */
  int find(SqlIdentifier name) {
    List<String> names = name.names;
    if (names.size() > 2 || name.isStar()) {
      return -1;
    }
    if (names.size() == 2 && !names.get(0).equalsIgnoreCase(alias)) {
      return -1;
    }
    String column = names.get(names.size() - 1).toLowerCase(Locale.ROOT);
    List<Column> columns = table.columns();
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(column)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Where a column stands in the table.
   *
   * @throws SQLException 42S22 where it is not there
   */
  int index(SqlIdentifier name) throws SQLException {
    int index = find(name);
    if (index < 0) {
      throw SqlState.COLUMN_UNKNOWN.exception(
          "there is no column "
              + name
              + " in "
              + table.name()
              + Values.at(name)
              + "; it has "
              + table.columns().stream().map(Column::name).toList());
    }
    return index;
  }

  Column column(int index) {
    return table.columns().get(index);
  }
}
