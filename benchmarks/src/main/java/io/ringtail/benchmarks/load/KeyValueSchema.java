// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.load;

import io.ringtail.driver.api.KeyValueTable;
import io.ringtail.driver.api.Session;
import io.ringtail.protocol.schema.ColumnKind;
import io.ringtail.protocol.schema.Keyspace;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.schema.TableOptions;
import io.ringtail.protocol.type.ScalarType;
import java.util.List;

/**
 * The table that loads run on: a key of bytes and one cell of bytes, in the default keyspace.
 * Stateless.
 */
public final class KeyValueSchema {
  private KeyValueSchema() {}

  /** Makes the table if it is not there. */
  public static KeyValueTable<byte[], byte[]> create(Session session, String name) {
    TableName table = new TableName(Keyspace.DEFAULT, name);
    session.changeBlocking(
        new SchemaChange.CreateTable(
            table,
            List.of(
                new SchemaChange.ColumnDefinition(
                    "id", ScalarType.VARBINARY, ColumnKind.PARTITION, false),
                new SchemaChange.ColumnDefinition(
                    "content", ScalarType.VARBINARY, ColumnKind.REGULAR, false)),
            TableOptions.DEFAULT,
            true));
    return session.keyValueTable(table, byte[].class, byte[].class);
  }
}
