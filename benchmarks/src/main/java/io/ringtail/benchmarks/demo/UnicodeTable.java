// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.demo;

import io.ringtail.driver.api.Key;
import io.ringtail.driver.api.ResultRow;
import io.ringtail.driver.api.RowWrite;
import io.ringtail.driver.api.Session;
import io.ringtail.driver.api.Table;
import io.ringtail.protocol.schema.ColumnKind;
import io.ringtail.protocol.schema.Keyspace;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.schema.TableOptions;
import io.ringtail.protocol.type.ScalarType;
import java.util.List;
import java.util.Map;

/** The demo's table of code points. Stateless. */
final class UnicodeTable {
  static final TableName NAME = new TableName(Keyspace.DEFAULT, "unicode");
  static final String CHARACTER_NAME = "char_name";

  private UnicodeTable() {}

  static Table create(Session session) {
    session.changeBlocking(
        new SchemaChange.CreateTable(
            NAME,
            List.of(
                new SchemaChange.ColumnDefinition(
                    "code_point", ScalarType.INT, ColumnKind.PARTITION, false),
                text(CHARACTER_NAME),
                text("block"),
                text("script"),
                text("category")),
            TableOptions.DEFAULT,
            false));
    return session.table(NAME);
  }

  private static SchemaChange.ColumnDefinition text(String name) {
    return new SchemaChange.ColumnDefinition(name, ScalarType.VARCHAR, ColumnKind.REGULAR, false);
  }

  static RowWrite insert(Table table, CodePoint codePoint) {
    return table.insert(
        Key.of(codePoint.value()),
        Map.of(
            CHARACTER_NAME,
            codePoint.name(),
            "block",
            codePoint.block(),
            "script",
            codePoint.script(),
            "category",
            codePoint.category()));
  }

  /** Sets a character's name, as the steps with a stopped node do. */
  static RowWrite rename(Table table, int codePoint, String name) {
    return table.update(Key.of(codePoint), Map.of(CHARACTER_NAME, name));
  }

  /** The code point of a row. */
  static int codePoint(ResultRow row) {
    if (row.get(0) instanceof Integer value) {
      return value;
    }
    throw new IllegalStateException("a row without code point: " + row);
  }
}
