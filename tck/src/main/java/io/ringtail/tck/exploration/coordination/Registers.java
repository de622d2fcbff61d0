// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration.coordination;

import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.RangeTombstone;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a reader sees of a partition of two rows with two columns: for each of the four cells the
 * version of the newest write or deletion known, and the value if there is one. Worked out anew,
 * without the product's merge.
 */
final class Registers {
  static final int COLUMNS = 2;
  static final int COUNT = 4;

  /** The value of a register that has none; no write uses it. */
  static final int NOTHING = 0;

  final @Nullable Version[] versions = new Version[COUNT];
  final int[] values = new int[COUNT];

  private Registers() {}

  static Registers empty() {
    return new Registers();
  }

  static Registers of(Response.ReadDone answer) {
    return of(PartitionCodec.decode(answer.partitions().get(0).content()));
  }

  /**
   * What a partition shows.
   *
   * @throws io.ringtail.tck.exploration.BrokenPromise when it shows what it says is deleted
   */
  static Registers of(PartitionData data) {
    Registers seen = new Registers();
    List<RangeTombstone> ranges = data.ranges();
    for (int row = 0; row < COUNT / COLUMNS; row++) {
      Version deletion = data.deletion();
      for (int i = 0; i < ranges.size(); i++) {
        if (contains(ranges.get(i), row + 1)) {
          deletion = newer(deletion, ranges.get(i).version());
        }
      }
      for (int column = 0; column < COLUMNS; column++) {
        seen.versions[row * COLUMNS + column] = deletion;
      }
    }
    List<Row> rows = data.rows();
    for (int i = 0; i < rows.size(); i++) {
      seen.add(rows.get(i));
    }
    return seen;
  }

  private void add(Row row) {
    int first = (row.clustering()[0] - 1) * COLUMNS;
    for (int column = 0; column < COLUMNS; column++) {
      versions[first + column] = newer(versions[first + column], row.deletion());
    }
    List<Cell> cells = row.cells();
    for (int i = 0; i < cells.size(); i++) {
      Cell cell = cells.get(i);
      int register = first + cell.columnId() - 1;
      Version wider = versions[register];
      byte[] value = cell.value();
      if (wider == null || cell.version().compareTo(wider) > 0) {
        versions[register] = cell.version();
      } else if (value != null) {
        throw new io.ringtail.tck.exploration.BrokenPromise(
            "a value of " + cell.version() + " is shown under a deletion of " + wider);
      }
      values[register] = value == null ? NOTHING : value[0];
    }
  }

  private static boolean contains(RangeTombstone tombstone, int clustering) {
    byte[] start = tombstone.range().start();
    byte[] end = tombstone.range().end();
    return (start.length == 0 || start[0] <= clustering) && (end == null || clustering < end[0]);
  }

  static @Nullable Version newer(@Nullable Version a, @Nullable Version b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.compareTo(b) >= 0 ? a : b;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("(");
    for (int i = 0; i < COUNT; i++) {
      Version version = versions[i];
      text.append(i == 0 ? "" : " | ")
          .append(values[i] == NOTHING ? "-" : String.valueOf(values[i]))
          .append(version == null ? "" : "@" + version.timestamp() + "." + version.writer());
    }
    return text.append(')').toString();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Registers seen
        && Arrays.equals(versions, seen.versions)
        && Arrays.equals(values, seen.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(versions);
  }
}
