// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.table;

import io.ringtail.driver.api.RowWrite;
import io.ringtail.driver.consensus.Successors;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Liveness;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a write does to rows when it is decided on a condition: every cell and marker gets the
 * version behind the one that is there. A deletion is one tombstone for each cell that is there,
 * and a marker that has expired for each marker: a deletion of the whole row would hide what nobody
 * saw. Immutable.
 *
 * @param slice of the clustering keys that it writes
 * @param written the rows that it sets, with versions that say nothing; null for a deletion
 */
record RowChange(ByteRange slice, @Nullable PartitionData written) {
  private static final Version UNKNOWN = new Version(0, 0, 0);

  /** Long ago: such a marker marks nothing. */
  private static final long EXPIRED_MILLIS = 1;

  /** Checks and encodes a write. */
  static RowChange of(TableView table, RowWrite write, long nowMillis) {
    byte[] prefix = RowEncoder.clusteringPrefix(table, write.key().clustering());
    boolean single = write.key().clustering().size() == table.clusteringKey().size();
    ByteRange slice =
        prefix.length == 0
            ? ByteRange.ALL
            : single ? ByteRange.single(prefix) : ByteRange.prefix(prefix);
    return new RowChange(
        slice,
        write.kind() == RowWrite.Kind.DELETE
            ? null
            : RowEncoder.data(table, write, UNKNOWN, nowMillis));
  }

  /** What is to be merged into what is there. */
  PartitionData on(PartitionData known) {
    List<Row> rows = new ArrayList<>();
    if (written == null) {
      for (Row row : known.rows()) {
        if (slice.contains(row.clustering())) {
          addIfAny(rows, deletion(known, row));
        }
      }
    } else {
      for (Row row : written.rows()) {
        addIfAny(rows, stacked(known, row));
      }
    }
    return new PartitionData(null, List.of(), rows);
  }

  private static void addIfAny(List<Row> rows, Row row) {
    if (!row.isEmpty()) {
      rows.add(row);
    }
  }

  private static Row stacked(PartitionData known, Row row) {
    byte[] clustering = row.clustering();
    List<Cell> cells = new ArrayList<>(row.cells().size());
    for (Cell cell : row.cells()) {
      cells.add(
          new Cell(
              cell.columnId(),
              Successors.of(known, clustering, cell.columnId()),
              cell.value(),
              cell.expiryMillis()));
    }
    Liveness mark = row.liveness();
    return new Row(
        clustering,
        mark == null
            ? null
            : new Liveness(Successors.ofMarker(known, clustering), mark.expiryMillis()),
        null,
        cells);
  }

  private static Row deletion(PartitionData known, Row row) {
    byte[] clustering = row.clustering();
    List<Cell> cells = new ArrayList<>(row.cells().size());
    for (Cell cell : row.cells()) {
      if (!cell.isTombstone()) {
        cells.add(
            Cell.tombstone(cell.columnId(), Successors.of(known, clustering, cell.columnId())));
      }
    }
    Liveness mark = row.liveness();
    boolean marked = mark != null && mark.expiryMillis() != EXPIRED_MILLIS;
    return new Row(
        clustering,
        marked ? new Liveness(Successors.ofMarker(known, clustering), EXPIRED_MILLIS) : null,
        null,
        cells);
  }

  /** A cell that is set behind what is there. */
  static PartitionData cell(PartitionData known, int columnId, byte[] value, long expiryMillis) {
    Version version = Successors.of(known, Row.NO_CLUSTERING, columnId);
    Cell cell = new Cell(columnId, version, value, expiryMillis);
    return new PartitionData(
        null, List.of(), List.of(new Row(Row.NO_CLUSTERING, null, null, List.of(cell))));
  }

  /** The deletion of all that is there. */
  static PartitionData deletion(PartitionData known) {
    return new RowChange(ByteRange.ALL, null).on(known);
  }
}
