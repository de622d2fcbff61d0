// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.schema;

import io.ringtail.protocol.type.KeyReader;
import io.ringtail.protocol.type.KeyWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Encodes the key columns of a table: all partition key columns, or a prefix of the clustering
 * columns, one behind the other.
 */
public final class TableKeys {
  private TableKeys() {}

  /**
   * Encodes values of the leading columns of a list.
   *
   * @throws IllegalArgumentException when there are more values than columns, a value is null, or
   *     of the wrong type
   */
  public static byte[] encode(List<Column> columns, List<?> values) {
    if (values.size() > columns.size()) {
      throw new IllegalArgumentException(
          values.size() + " key values for " + columns.size() + " key columns");
    }
    KeyWriter out = new KeyWriter();
    for (int i = 0; i < values.size(); i++) {
      Column column = columns.get(i);
      Object value = values.get(i);
      if (value == null || !column.type().javaClass().isInstance(value)) {
        throw new IllegalArgumentException(
            "key column "
                + column.name()
                + " is "
                + column.type().sqlName()
                + ", but got "
                + (value == null ? "null" : value.getClass().getSimpleName()));
      }
      column.type().encodeKey(value, out, column.descending());
    }
    return out.toBytes();
  }

  /** Reads what {@link #encode} wrote with a value for each column. */
  public static List<Object> decode(List<Column> columns, byte[] key) {
    KeyReader in = new KeyReader(key);
    List<Object> values = new ArrayList<>(columns.size());
    for (Column column : columns) {
      values.add(column.type().decodeKey(in, column.descending()));
    }
    if (!in.atEnd()) {
      throw new IllegalArgumentException(
          "bytes are left over behind the last of " + columns.size() + " key columns");
    }
    return values;
  }
}
