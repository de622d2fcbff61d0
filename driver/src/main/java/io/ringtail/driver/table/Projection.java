// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.table;

import io.ringtail.driver.api.ResultRow;
import io.ringtail.driver.api.RingtailException;
import io.ringtail.protocol.merge.Merge;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.schema.Column;
import io.ringtail.protocol.schema.ColumnKind;
import io.ringtail.protocol.schema.TableKeys;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The columns that a read wants, and how rows are made of what replicas hold: by column id, so that
 * a change of the schema cannot shift them. Replicas are asked for whole rows all the same: whether
 * a row is there at all may hang on a column that is not wanted. Immutable.
 */
final class Projection {
  private final TableView table;
  private final List<Column> columns;

  /** By column id: the index of a regular column's value in a row; -1 where it is not wanted. */
  private final int[] indexById;

  /**
   * The key columns and some others.
   *
   * @param wanted null for all
   */
  Projection(TableView table, @Nullable List<Column> wanted) {
    this.table = table;
    if (wanted == null) {
      this.columns = table.schema().columns();
    } else {
      Set<Integer> wantedIds = wantedIds(table, wanted);
      this.columns =
          table.schema().columns().stream()
              .filter(
                  column -> column.kind() != ColumnKind.REGULAR || wantedIds.contains(column.id()))
              .toList();
    }
    this.indexById = new int[table.columnIdMax() + 1];
    Arrays.fill(indexById, -1);
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).kind() == ColumnKind.REGULAR) {
        indexById[columns.get(i).id()] = i;
      }
    }
  }

  private static Set<Integer> wantedIds(TableView table, List<Column> wanted) {
    Set<Integer> ids = new HashSet<>();
    for (Column column : wanted) {
      if (column.kind() != ColumnKind.REGULAR) {
        continue;
      }
      if (table.regular(column.id()) == null) {
        throw new RingtailException.InvalidRequest(
            "table " + table.schema().name() + " has no column '" + column.name() + "'");
      }
      ids.add(column.id());
    }
    return ids;
  }

  /** The rows of a partition that a reader at a moment sees, in clustering order. */
  List<ResultRow> rows(List<?> partitionKey, PartitionData data, long nowMillis) {
    List<ResultRow> rows = new ArrayList<>(data.rows().size());
    for (Row row : data.rows()) {
      if (Merge.isLive(row, nowMillis)) {
        rows.add(row(partitionKey, TableKeys.decode(table.clusteringKey(), row.clustering()), row));
      }
    }
    return rows;
  }

  /** The only row of what was read; null when a reader at that moment sees none. */
  @Nullable ResultRow row(
      List<?> partitionKey, List<?> clustering, PartitionData data, long nowMillis) {
    for (Row row : data.rows()) {
      if (Merge.isLive(row, nowMillis)) {
        return row(partitionKey, clustering, row);
      }
    }
    return null;
  }

  private ResultRow row(List<?> partitionKey, List<?> clustering, Row row) {
    @Nullable Object[] values = new Object[columns.size()];
    int index = 0;
    for (int i = 0; i < partitionKey.size(); i++) {
      values[index++] = partitionKey.get(i);
    }
    for (int i = 0; i < clustering.size(); i++) {
      values[index++] = clustering.get(i);
    }
    for (Cell cell : row.cells()) {
      byte[] bytes = cell.value();
      int at = cell.columnId() < indexById.length ? indexById[cell.columnId()] : -1;
      // What has expired arrives as a tombstone: the replicas judged it by the read's moment.
      if (bytes != null && at >= 0) {
        values[at] = columns.get(at).type().decodeValue(bytes);
      }
    }
    return new ResultRow(columns, values);
  }

  /** The value of a column in the only row of what was read; null where there is none. */
  static byte @Nullable [] value(PartitionData data, int columnId, long nowMillis) {
    if (data.rows().isEmpty()) {
      return null;
    }
    for (Cell cell : data.rows().get(0).cells()) {
      if (cell.columnId() == columnId) {
        return Expiry.expired(cell.expiryMillis(), nowMillis) ? null : cell.value();
      }
    }
    return null;
  }
}
