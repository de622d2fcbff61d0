// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.schema;

import io.ringtail.protocol.ring.Epoch;
import java.util.List;
import java.util.Optional;

/**
 * A table as one epoch knows it.
 *
 * @param id never used again in the cluster, also after the table is dropped or truncated
 * @param epoch of the map in which the table got its id and columns: what was made by an older map
 *     is refused; a change of options leaves it as it is
 * @param columns partition key columns first, then clustering columns, both in key order, then the
 *     others
 */
public record Table(
    int id, TableName name, Epoch epoch, List<Column> columns, TableOptions options) {
  public Table {
    columns = List.copyOf(columns);
  }

  /** The same table, empty: under another id. */
  public Table truncated(int newId, Epoch newEpoch) {
    return new Table(newId, name, newEpoch, columns, options);
  }

  public Table withOptions(TableOptions newOptions) {
    return new Table(id, name, epoch, columns, newOptions);
  }

  /** The column of a name, which is folded to lower case. */
  public Optional<Column> column(String columnName) {
    return columns.stream()
        .filter(column -> column.name().equalsIgnoreCase(columnName))
        .findFirst();
  }

  public List<Column> partitionKey() {
    return ofKind(ColumnKind.PARTITION);
  }

  public List<Column> clusteringKey() {
    return ofKind(ColumnKind.CLUSTERING);
  }

  public List<Column> regularColumns() {
    return ofKind(ColumnKind.REGULAR);
  }

  private List<Column> ofKind(ColumnKind kind) {
    return columns.stream().filter(column -> column.kind() == kind).toList();
  }
}
