// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration.coordination;

import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.Liveness;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.RangeTombstone;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an operation does to a partition of two rows with two columns each. */
public enum Action {
  READ,
  /** Writes one row's columns a and b = -a. */
  PUT,
  /** The same to both rows at once. */
  PUT_ROWS,
  /** Writes column a of a row alone. */
  PUT_COLUMN,
  PUT_EXPIRING,
  DELETE_CELLS,
  DELETE_ROW,
  DELETE_RANGE,
  DELETE_PARTITION;

  private static final byte[][] CLUSTERING = {{1}, {2}};

  /** Begins at the first row, ends behind the second. */
  private static final ByteRange BOTH = new ByteRange(CLUSTERING[0], new byte[] {3});

  boolean deletes() {
    return compareTo(DELETE_CELLS) >= 0;
  }

  /** The registers that it writes, a bit for each. */
  int registers(int row) {
    int ofRow = ((1 << Registers.COLUMNS) - 1) << (row * Registers.COLUMNS);
    return switch (this) {
      case READ -> 0;
      case PUT, PUT_EXPIRING, DELETE_CELLS, DELETE_ROW -> ofRow;
      case PUT_COLUMN -> 1 << (row * Registers.COLUMNS);
      case PUT_ROWS, DELETE_RANGE, DELETE_PARTITION -> (1 << Registers.COUNT) - 1;
    };
  }

  /**
   * What it writes.
   *
   * @param value unlike that of all others, greater than 0
   */
  PartitionData data(int row, Version version, int value, long expiryMillis) {
    return switch (this) {
      case READ -> PartitionData.EMPTY;
      case PUT, PUT_EXPIRING, DELETE_CELLS -> rows(whole(row, version, value, expiryMillis));
      case PUT_ROWS ->
          rows(whole(0, version, value, expiryMillis), whole(1, version, value, expiryMillis));
      case PUT_COLUMN ->
          rows(
              new Row(CLUSTERING[row], null, null, List.of(cell(1, version, value, Expiry.NEVER))));
      case DELETE_ROW -> rows(new Row(CLUSTERING[row], null, version, List.of()));
      case DELETE_RANGE ->
          new PartitionData(null, List.of(new RangeTombstone(BOTH, version)), List.of());
      case DELETE_PARTITION -> new PartitionData(version, List.of(), List.of());
    };
  }

  private Row whole(int row, Version version, int value, long expiryMillis) {
    Liveness mark = this == PUT_ROWS ? new Liveness(version, expiryMillis) : null;
    return new Row(
        CLUSTERING[row],
        mark,
        null,
        List.of(cell(1, version, value, expiryMillis), cell(2, version, -value, expiryMillis)));
  }

  private Cell cell(int column, Version version, int value, long expiryMillis) {
    byte @Nullable [] bytes = this == DELETE_CELLS ? null : new byte[] {(byte) value};
    return new Cell(column, version, bytes, bytes == null ? Expiry.NEVER : expiryMillis);
  }

  private static PartitionData rows(Row... rows) {
    return new PartitionData(null, List.of(), List.of(rows));
  }
}
