// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.partition;

import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.RangeTombstone;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import org.jspecify.annotations.Nullable;

/** The least and the greatest timestamp of what was seen. Confined to one thread. */
public final class TimestampRange {
  private long min = Long.MAX_VALUE;
  private long max;

  /** 0 when nothing was seen. */
  public long min() {
    return max == 0 ? 0 : min;
  }

  /** 0 when nothing was seen. */
  public long max() {
    return max;
  }

  public void add(long timestamp) {
    min = Math.min(min, timestamp);
    max = Math.max(max, timestamp);
  }

  private void add(@Nullable Version version) {
    if (version != null) {
      add(version.timestamp());
    }
  }

  /** Sees all versions of a partition. */
  public void add(PartitionData data) {
    add(data.deletion());
    for (RangeTombstone range : data.ranges()) {
      add(range.version());
    }
    for (Row row : data.rows()) {
      add(row);
    }
  }

  /** Sees all versions of a row. */
  public void add(Row row) {
    add(row.deletion());
    if (row.liveness() != null) {
      add(row.liveness().version());
    }
    for (Cell cell : row.cells()) {
      add(cell.version());
    }
  }
}
