// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration.consensus;

import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the cells of the partition are. Sets of cells are bits by their numbers. */
public enum Layout {
  ONE_CELL(1, 1),
  TWO_COLUMNS(2, 1),
  /** An operation on one cell neither asks for the other nor writes it back. */
  TWO_ROWS(2, 2);

  static final int CELLS_MAX = 2;

  /** The value of a cell that has none; no operation writes it. */
  static final int NOTHING = 0;

  /** Bits of a value where several are one number. */
  static final int VALUE_BITS = 4;

  private static final int VALUE_MASK = (1 << VALUE_BITS) - 1;

  final int cells;
  private final int rows;

  @SuppressWarnings("ImmutableEnumChecker") // never changed
  private final byte[][] clustering = {{1}, {2}};

  @SuppressWarnings("ImmutableEnumChecker") // never changed
  private final List<List<ByteRange>> slices = new ArrayList<>();

  @SuppressWarnings("ImmutableEnumChecker") // never changed
  private final List<Request.Read> reads = new ArrayList<>();

  Layout(int cells, int rows) {
    this.cells = cells;
    this.rows = rows;
    for (int some = 0; some <= all(); some++) {
      List<ByteRange> ranges = new ArrayList<>();
      for (int row = 0; row < rows; row++) {
        if ((some & cellsOf(row)) != 0) {
          ranges.add(ByteRange.single(clustering(row)));
        }
      }
      slices.add(List.copyOf(ranges));
      ByteRange slice = ranges.size() == 1 && rows > 1 ? ranges.getFirst() : ByteRange.ALL;
      reads.add(
          new Request.Read(
              1, List.of(new byte[] {7}), slice, null, Request.Read.ROWS_ALL, false, 0, false));
    }
  }

  int all() {
    return (1 << cells) - 1;
  }

  private int cellsOf(int row) {
    return rows == 1 ? all() : 1 << row;
  }

  /** All cells of the rows that hold some. */
  int widened(int some) {
    return rows == 1 && some != 0 ? all() : some;
  }

  byte[] clustering(int cell) {
    return clustering[rows == 1 ? 0 : cell];
  }

  int column(int cell) {
    return rows == 1 ? cell + 1 : 1;
  }

  List<ByteRange> slices(int some) {
    return slices.get(some);
  }

  Request.Read read(int some) {
    return reads.get(some);
  }

  /** One cell with a value, or its tombstone. */
  PartitionData write(int cell, Version version, int value) {
    byte @Nullable [] bytes = value == NOTHING ? null : new byte[] {(byte) value};
    Cell written = new Cell(column(cell), version, bytes, Expiry.NEVER);
    Row row = new Row(clustering(cell), null, null, List.of(written));
    return new PartitionData(null, List.of(), List.of(row));
  }

  /** A deletion that covers all cells. */
  PartitionData deletion(Version version) {
    return rows == 1
        ? new PartitionData(
            null, List.of(), List.of(new Row(clustering(0), null, version, List.of())))
        : new PartitionData(version, List.of(), List.of());
  }

  /** What a replica tells of some cells' rows. */
  PartitionData cut(PartitionData data, int some) {
    if (widened(some) == all()) {
      return data;
    }
    List<Row> kept = new ArrayList<>(1);
    for (int i = 0; i < data.rows().size(); i++) {
      Row row = data.rows().get(i);
      if ((some & 1 << (row.clustering()[0] - 1)) != 0) {
        kept.add(row);
      }
    }
    return new PartitionData(data.deletion(), data.ranges(), kept);
  }

  @Nullable Cell cell(PartitionData data, int cell) {
    List<Row> there = data.rows();
    for (int i = 0; i < there.size(); i++) {
      if (there.get(i).clustering()[0] == clustering(cell)[0]) {
        List<Cell> row = there.get(i).cells();
        for (int j = 0; j < row.size(); j++) {
          if (row.get(j).columnId() == column(cell)) {
            return row.get(j);
          }
        }
      }
    }
    return null;
  }

  int value(PartitionData data, int cell) {
    Cell found = cell(data, cell);
    byte[] value = found == null ? null : found.value();
    return value == null ? NOTHING : value[0];
  }

  /** The values of all cells as one number. */
  int values(PartitionData data) {
    int values = 0;
    for (int cell = 0; cell < cells; cell++) {
      values |= value(data, cell) << (VALUE_BITS * cell);
    }
    return values;
  }

  static int valueOf(int values, int cell) {
    return (values >> (VALUE_BITS * cell)) & VALUE_MASK;
  }

  static int with(int values, int cell, int value) {
    int shift = VALUE_BITS * cell;
    return (values & ~(VALUE_MASK << shift)) | (value << shift);
  }

  /** In words. */
  String text(PartitionData data) {
    StringBuilder text = new StringBuilder("(");
    for (int cell = 0; cell < cells; cell++) {
      Cell found = cell(data, cell);
      text.append(cell == 0 ? "" : " | ");
      if (found == null) {
        text.append('-');
      } else {
        text.append(found.isTombstone() ? "x" : String.valueOf(value(data, cell)))
            .append(text(found.version()));
      }
    }
    for (Row row : data.rows()) {
      text.append(row.deletion() == null ? "" : " row deleted" + text(row.deletion()));
    }
    Version deletion = data.deletion();
    return text.append(deletion == null ? "" : " deleted" + text(deletion)).append(')').toString();
  }

  private static String text(Version version) {
    return "@" + version.timestamp() + "." + version.writer() + "." + version.count();
  }
}
