// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.calcite;

import io.ringtail.protocol.schema.Keyspace;
import io.ringtail.protocol.schema.Schema;
import io.ringtail.protocol.schema.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.calcite.config.CalciteConnectionConfigImpl;
import org.apache.calcite.config.CalciteConnectionProperty;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.jdbc.JavaTypeFactoryImpl;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.schema.SchemaPlus;
import org.apache.calcite.schema.impl.AbstractSchema;

/** A schema as Calcite looks it up: a sub-schema for each keyspace. */
final class Catalog {
  private Catalog() {}

  /** A reader that finds the tables of one keyspace without its name. */
  static CalciteCatalogReader reader(Schema schema, String keyspace, JavaTypeFactoryImpl types) {
    SchemaPlus root = CalciteSchema.createRootSchema(false, false).plus();
    for (Keyspace each : schema.keyspaces().values()) {
      Map<String, org.apache.calcite.schema.Table> tables = new HashMap<>();
      for (Table table : schema.tablesByName().values()) {
        if (table.name().keyspace().equals(each.name())) {
          tables.put(table.name().table(), new QueryTable(table));
        }
      }
      root.add(each.name(), new KeyspaceSchema(tables));
    }
    Properties properties = new Properties();
    properties.setProperty(CalciteConnectionProperty.CASE_SENSITIVE.camelName(), "false");
    return new CalciteCatalogReader(
        CalciteSchema.from(root),
        List.of(keyspace),
        types,
        new CalciteConnectionConfigImpl(properties));
  }

  private static final class KeyspaceSchema extends AbstractSchema {
    private final Map<String, org.apache.calcite.schema.Table> tables;

    KeyspaceSchema(Map<String, org.apache.calcite.schema.Table> tables) {
      this.tables = tables;
    }

    @Override
    protected Map<String, org.apache.calcite.schema.Table> getTableMap() {
      return tables;
    }
  }
}
