// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.partition;

import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.RangeTombstone;
import io.ringtail.protocol.row.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parts of partitions. */
public final class Slices {
  private Slices() {}

  /** Whether a range holds every key. */
  public static boolean isAll(ByteRange range) {
    return range.start().length == 0 && range.end() == null;
  }

  /** Whether a range holds one key. */
  public static boolean isSingle(ByteRange range) {
    byte[] start = range.start();
    byte[] end = range.end();
    return end != null
        && end.length == start.length + 1
        && end[start.length] == 0
        && Arrays.equals(start, 0, start.length, end, 0, start.length);
  }

  /** The deletions of a partition without its rows. */
  public static PartitionData head(PartitionData data) {
    return data.rows().isEmpty()
        ? data
        : new PartitionData(data.deletion(), data.ranges(), List.of());
  }

  /** The rows whose keys lie in a range. */
  public static List<Row> rows(List<Row> rows, ByteRange range) {
    int from = firstAtOrAfter(rows, range.start());
    byte[] end = range.end();
    int to = end == null ? rows.size() : firstAtOrAfter(rows, end);
    return from >= to ? List.of() : rows.subList(from, to);
  }

  /** The parts of range tombstones that lie in a range. */
  public static List<RangeTombstone> ranges(List<RangeTombstone> ranges, ByteRange range) {
    if (ranges.isEmpty() || isAll(range)) {
      return ranges;
    }
    List<RangeTombstone> clipped = new ArrayList<>();
    for (RangeTombstone tombstone : ranges) {
      ByteRange common = tombstone.range().intersect(range);
      if (!common.isEmpty()) {
        clipped.add(new RangeTombstone(common, tombstone.version()));
      }
    }
    return clipped;
  }

  /**
   * A row with the wanted cells only.
   *
   * @param columns ids, ascending; null for all
   */
  public static Row project(Row row, int @Nullable [] columns) {
    if (columns == null) {
      return row;
    }
    List<Cell> cells = new ArrayList<>(row.cells().size());
    for (Cell cell : row.cells()) {
      if (Arrays.binarySearch(columns, cell.columnId()) >= 0) {
        cells.add(cell);
      }
    }
    return new Row(row.clustering(), row.liveness(), row.deletion(), cells);
  }

  /** Whether a cell expires some time. */
  public static boolean expires(PartitionData data) {
    for (Row row : data.rows()) {
      for (Cell cell : row.cells()) {
        if (cell.expiryMillis() != Expiry.NEVER) {
          return true;
        }
      }
    }
    return false;
  }

  /** About what a row takes encoded: 16 bytes for its frame, and for that of each cell. */
  public static long sizeBytes(Row row) {
    long bytes = 16L + row.clustering().length;
    for (Cell cell : row.cells()) {
      byte[] value = cell.value();
      bytes += 16 + (value == null ? 0 : value.length);
    }
    return bytes;
  }

  private static int firstAtOrAfter(List<Row> rows, byte[] clustering) {
    int low = 0;
    int high = rows.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Arrays.compareUnsigned(rows.get(middle).clustering(), clustering) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
