// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.table;

import io.ringtail.driver.api.Level;
import io.ringtail.driver.coordination.Reconciler;
import io.ringtail.driver.routing.MapView;
import io.ringtail.protocol.schema.Column;
import io.ringtail.protocol.schema.ColumnKind;
import io.ringtail.protocol.schema.Keyspace;
import io.ringtail.protocol.schema.PlainWrites;
import io.ringtail.protocol.schema.Table;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A table as one map knows it, made ready for requests. Immutable. */
final class TableView {
  private final MapView map;
  private final Table schema;
  private final Keyspace keyspace;
  private final List<Column> partitionKey;
  private final List<Column> clusteringKey;
  private final @Nullable Column[] regularById;
  private final Projection all;

  TableView(MapView map, Table schema) {
    this.map = map;
    this.schema = schema;
    this.keyspace = map.keyspace(schema);
    this.partitionKey = schema.partitionKey();
    this.clusteringKey = schema.clusteringKey();
    int idMax = schema.columns().stream().mapToInt(Column::id).max().orElse(0);
    this.regularById = new Column[idMax + 1];
    for (Column column : schema.columns()) {
      if (column.kind() == ColumnKind.REGULAR) {
        regularById[column.id()] = column;
      }
    }
    this.all = new Projection(this, null);
  }

  MapView map() {
    return map;
  }

  Table schema() {
    return schema;
  }

  Keyspace keyspace() {
    return keyspace;
  }

  List<Column> partitionKey() {
    return partitionKey;
  }

  List<Column> clusteringKey() {
    return clusteringKey;
  }

  /** The column that is no part of the key and has this id; null when there is none. */
  @Nullable Column regular(int columnId) {
    return columnId < regularById.length ? regularById[columnId] : null;
  }

  int columnIdMax() {
    return regularById.length - 1;
  }

  /**
   * Whether a plain write at a level asks for the newest version first: at SERIAL, and where a
   * majority answers if the table's owner has chosen so.
   */
  boolean writesStrictly(Level level) {
    return level.isSerial()
        || (schema.options().writes() == PlainWrites.STRICT
            && map.replicas(keyspace, 0).tellers(level) != Reconciler.NOBODY_TELLS);
  }

  /** All columns. */
  Projection all() {
    return all;
  }
}
