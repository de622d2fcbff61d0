// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.schema;

import io.ringtail.protocol.type.DataType;

/**
 * A column of a table.
 *
 * @param id what cells are known by: counts up within the table from 0 and is never used again, so
 *     that a schema change can never shift columns
 * @param name in lower case
 * @param descending whether rows are ordered from the greatest to the least value; only for
 *     clustering columns
 */
public record Column(int id, String name, DataType type, ColumnKind kind, boolean descending) {
  public static Column partition(int id, String name, DataType type) {
    return new Column(id, name, type, ColumnKind.PARTITION, false);
  }

  public static Column clustering(int id, String name, DataType type, boolean descending) {
    return new Column(id, name, type, ColumnKind.CLUSTERING, descending);
  }

  public static Column regular(int id, String name, DataType type) {
    return new Column(id, name, type, ColumnKind.REGULAR, false);
  }
}
