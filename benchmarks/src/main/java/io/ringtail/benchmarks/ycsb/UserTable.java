// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.ycsb;

import io.ringtail.driver.api.Session;
import io.ringtail.protocol.schema.ColumnKind;
import io.ringtail.protocol.schema.Keyspace;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.schema.TableOptions;
import io.ringtail.protocol.type.ScalarType;
import java.util.ArrayList;
import java.util.List;

/**
 * The table of the YCSB runs, the same for the driver and for SQL: a key and ten fields of text.
 * Stateless.
 */
final class UserTable {
  static final String KEY = "ycsb_key";
  static final int FIELDS = 10;
  static final TableName NAME = new TableName(Keyspace.DEFAULT, "usertable");

  private UserTable() {}

  /** Drops the table with what an earlier run left in it. */
  static void drop(Session session) {
    session.changeBlocking(new SchemaChange.DropTable(NAME, true));
  }

  static void create(Session session) {
    List<SchemaChange.ColumnDefinition> columns = new ArrayList<>();
    columns.add(
        new SchemaChange.ColumnDefinition(KEY, ScalarType.VARCHAR, ColumnKind.PARTITION, false));
    for (int field = 0; field < FIELDS; field++) {
      columns.add(
          new SchemaChange.ColumnDefinition(
              "field" + field, ScalarType.VARCHAR, ColumnKind.REGULAR, false));
    }
    session.changeBlocking(
        new SchemaChange.CreateTable(NAME, columns, TableOptions.DEFAULT, false));
  }

  /**
   * The statement by which YCSB's own JDBC binding has its table made, its types and its semicolon
   * included.
   */
  static String createStatement() {
    StringBuilder sql = new StringBuilder("CREATE TABLE usertable (YCSB_KEY VARCHAR PRIMARY KEY");
    for (int field = 0; field < FIELDS; field++) {
      sql.append(", FIELD").append(field).append(" TEXT");
    }
    return sql.append(");").toString();
  }
}
