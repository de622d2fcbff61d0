// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.consensus;

import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Liveness;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.RangeTombstone;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The versions that a conditional write gives to what it writes: each stands directly behind the
 * version that the write is based on, deletions that cover it included, so that it shadows no plain
 * write that it did not see. Pure. Source: "carstamps" in Burke, Cheng, Lloyd, "Gryff", NSDI 2020,
 * section 4.
 */
public final class Successors {
  /** What stands before something of which nothing is known. */
  private static final Version NOTHING = new Version(0, 0, 0);

  private Successors() {}

  /**
   * The version behind that of a cell.
   *
   * @param known what the majority's answers say together
   */
  public static Version of(PartitionData known, byte[] clustering, int columnId) {
    Row row = row(known, clustering);
    Version newest = newestDeletion(known, row, clustering);
    if (row != null) {
      for (Cell cell : row.cells()) {
        newest = cell.columnId() == columnId ? greater(newest, cell.version()) : newest;
      }
    }
    return behind(newest);
  }

  /** The version behind that of a row's marker. */
  public static Version ofMarker(PartitionData known, byte[] clustering) {
    Row row = row(known, clustering);
    Version newest = newestDeletion(known, row, clustering);
    if (row != null && row.liveness() != null) {
      newest = greater(newest, row.liveness().version());
    }
    return behind(newest);
  }

  /**
   * A change whose cells and markers stand above all deletions that replicas may have forgotten.
   * Another replica may still know of one; what was written without having seen it would be
   * shadowed by it.
   *
   * @param purgedBelow timestamp; forgotten deletions are older
   */
  public static PartitionData above(PartitionData change, long purgedBelow) {
    if (purgedBelow == 0) {
      return change;
    }
    List<Row> rows = new ArrayList<>(change.rows().size());
    for (Row row : change.rows()) {
      List<Cell> cells = new ArrayList<>(row.cells().size());
      for (Cell cell : row.cells()) {
        cells.add(
            new Cell(
                cell.columnId(),
                above(cell.version(), purgedBelow),
                cell.value(),
                cell.expiryMillis()));
      }
      Liveness mark = row.liveness();
      rows.add(
          new Row(
              row.clustering(),
              mark == null
                  ? null
                  : new Liveness(above(mark.version(), purgedBelow), mark.expiryMillis()),
              row.deletion(),
              cells));
    }
    return new PartitionData(change.deletion(), change.ranges(), rows);
  }

  private static Version above(Version version, long purgedBelow) {
    return version.timestamp() >= purgedBelow
        ? version
        : new Version(purgedBelow, version.writer(), version.count());
  }

  private static Version newestDeletion(PartitionData known, @Nullable Row row, byte[] clustering) {
    Version newest = greater(NOTHING, known.deletion());
    for (RangeTombstone tombstone : known.ranges()) {
      if (tombstone.range().contains(clustering)) {
        newest = greater(newest, tombstone.version());
      }
    }
    return row == null ? newest : greater(newest, row.deletion());
  }

  private static @Nullable Row row(PartitionData known, byte[] clustering) {
    int low = 0;
    int high = known.rows().size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      Row candidate = known.rows().get(middle);
      int order = Arrays.compareUnsigned(candidate.clustering(), clustering);
      if (order == 0) {
        return candidate;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return null;
  }

  private static Version greater(Version a, @Nullable Version b) {
    return b == null || a.compareTo(b) >= 0 ? a : b;
  }

  /**
   * The next version. A counter that is full goes on at the next timestamp, with 1, since 0 there
   * may be a plain write's.
   */
  private static Version behind(Version version) {
    return version.count() == Integer.MAX_VALUE
        ? new Version(version.timestamp() + 1, version.writer(), 1)
        : new Version(version.timestamp(), version.writer(), version.count() + 1);
  }
}
