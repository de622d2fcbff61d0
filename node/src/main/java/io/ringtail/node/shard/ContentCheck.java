// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.shard;

import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks through what a write holds, once: its columns, sizes, and greatest timestamp. */
final class ContentCheck {
  private final ServedTable table;
  private final int valueBytesMax;
  private long greatest;
  private @Nullable String problem;

  ContentCheck(ServedTable table, int valueBytesMax) {
    this.table = table;
    this.valueBytesMax = valueBytesMax;
  }

  /** What is wrong; null when nothing is. */
  @Nullable String problem() {
    return problem;
  }

  long greatestTimestamp() {
    return greatest;
  }

  void check(PartitionData data) {
    version(data.deletion());
    for (int i = 0; i < data.ranges().size(); i++) {
      version(data.ranges().get(i).version());
    }
    List<Row> rows = data.rows();
    for (int i = 0; i < rows.size(); i++) {
      row(rows.get(i));
    }
  }

  private void row(Row row) {
    version(row.deletion());
    if (row.liveness() != null) {
      version(row.liveness().version());
    }
    if (row.clustering().length > ShardLimits.KEY_BYTES_MAX) {
      problem =
          "a clustering key of "
              + row.clustering().length
              + " bytes; it may have "
              + ShardLimits.KEY_BYTES_MAX;
    }
    List<Cell> cells = row.cells();
    for (int i = 0; i < cells.size(); i++) {
      cell(cells.get(i));
    }
  }

  private void cell(Cell cell) {
    version(cell.version());
    if (!table.isWritable(cell.columnId())) {
      problem =
          "table " + table.table().name() + " has no column to write with id " + cell.columnId();
    }
    byte[] value = cell.value();
    if (value != null && value.length > valueBytesMax) {
      problem =
          "a value of "
              + value.length
              + " bytes for table "
              + table.table().name()
              + "; it may have "
              + valueBytesMax
              + " (node.value_bytes_max)";
    }
  }

  private void version(@Nullable Version version) {
    if (version != null && version.timestamp() > greatest) {
      greatest = version.timestamp();
    }
  }
}
