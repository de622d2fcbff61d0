// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.merge;

import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Expiry;
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
 * The one place that decides what two replicas, or two tables of one, know together. Associative,
 * commutative and idempotent: each part is the greater of the two in a total order, and what a
 * deletion shadows never comes back as long as the deletion is there. Arguments and results are in
 * normal form.
 */
public final class Merge {
  private Merge() {}

  /** What two replicas know of a partition together. */
  public static PartitionData partitions(PartitionData a, PartitionData b) {
    if (a.isEmpty() || b.isEmpty()) {
      return a.isEmpty() ? b : a;
    }
    Version deletion = greater(a.deletion(), b.deletion());
    List<RangeTombstone> ranges = RangeMerge.merge(a.ranges(), b.ranges(), deletion);
    List<Row> rows = new ArrayList<>(a.rows().size() + b.rows().size());
    int i = 0;
    int j = 0;
    while (i < a.rows().size() || j < b.rows().size()) {
      int order = order(a.rows(), i, b.rows(), j);
      Row row =
          order < 0
              ? a.rows().get(i++)
              : order > 0 ? b.rows().get(j++) : rows(a.rows().get(i++), b.rows().get(j++));
      Row left = shadowedBy(greater(deletion, RangeMerge.covering(ranges, row.clustering())), row);
      if (!left.isEmpty()) {
        rows.add(left);
      }
    }
    return new PartitionData(deletion, ranges, rows);
  }

  /** What two replicas know together of a row, whose clustering keys are the same. */
  public static Row rows(Row a, Row b) {
    Version deletion = greater(a.deletion(), b.deletion());
    List<Cell> cells = new ArrayList<>(Math.max(a.cells().size(), b.cells().size()));
    int i = 0;
    int j = 0;
    while (i < a.cells().size() || j < b.cells().size()) {
      Cell left = i < a.cells().size() ? a.cells().get(i) : null;
      Cell right = j < b.cells().size() ? b.cells().get(j) : null;
      if (right == null || (left != null && left.columnId() < right.columnId())) {
        cells.add(left);
        i++;
      } else if (left == null || right.columnId() < left.columnId()) {
        cells.add(right);
        j++;
      } else {
        cells.add(cells(left, right));
        i++;
        j++;
      }
    }
    return withoutShadowed(
        new Row(a.clustering(), liveness(a.liveness(), b.liveness()), deletion, cells));
  }

  /**
   * The cell of two for the same column that wins: by version, then a tombstone, then the greater
   * bytes, then the later expiry.
   */
  public static Cell cells(Cell a, Cell b) {
    int order = a.version().compareTo(b.version());
    if (order == 0) {
      order = Boolean.compare(a.isTombstone(), b.isTombstone());
    }
    if (order == 0) {
      order = Arrays.compareUnsigned(a.value(), b.value());
    }
    if (order == 0) {
      order = compareExpiry(a.expiryMillis(), b.expiryMillis());
    }
    return order >= 0 ? a : b;
  }

  /**
   * The same knowledge as a reader at a moment may see it: cells that have expired by then are
   * tombstones.
   */
  public static PartitionData at(long nowMillis, PartitionData data) {
    boolean expired = false;
    for (Row row : data.rows()) {
      for (Cell cell : row.cells()) {
        expired |= Expiry.expired(cell.expiryMillis(), nowMillis);
      }
    }
    if (!expired) {
      return data;
    }
    List<Row> rows =
        data.rows().stream()
            .map(row ->
                new Row(
                    row.clustering(),
                    row.liveness(),
                    row.deletion(),
                    cellsAt(nowMillis, row.cells())))
            .toList();
    return new PartitionData(data.deletion(), data.ranges(), rows);
  }

  /** Whether a reader at a moment sees a row: it has a value, or an INSERT's mark that lives. */
  public static boolean isLive(Row row, long nowMillis) {
    if (row.liveness() != null && !Expiry.expired(row.liveness().expiryMillis(), nowMillis)) {
      return true;
    }
    for (Cell cell : row.cells()) {
      if (!cell.isTombstone() && !Expiry.expired(cell.expiryMillis(), nowMillis)) {
        return true;
      }
    }
    return false;
  }

  private static List<Cell> cellsAt(long nowMillis, List<Cell> cells) {
    return cells.stream()
        .map(cell ->
            Expiry.expired(cell.expiryMillis(), nowMillis)
                ? Cell.tombstone(cell.columnId(), cell.version())
                : cell)
        .toList();
  }

  /** The row without what its own deletion shadows. */
  private static Row withoutShadowed(Row row) {
    return row.deletion() == null
        ? row
        : new Row(
            row.clustering(),
            leftOf(row.liveness(), row.deletion()),
            row.deletion(),
            leftOf(row.cells(), row.deletion()));
  }

  /**
   * What is left of a row under a wider deletion: at equal versions the wider one says it all, so
   * that the row's own is dropped.
   */
  private static Row shadowedBy(@Nullable Version wider, Row row) {
    if (wider == null) {
      return row;
    }
    Version own = row.deletion() != null && wider.shadows(row.deletion()) ? null : row.deletion();
    return new Row(
        row.clustering(), leftOf(row.liveness(), wider), own, leftOf(row.cells(), wider));
  }

  private static @Nullable Liveness leftOf(@Nullable Liveness liveness, Version deletion) {
    return liveness != null && deletion.shadows(liveness.version()) ? null : liveness;
  }

  private static List<Cell> leftOf(List<Cell> cells, Version deletion) {
    for (Cell cell : cells) {
      if (deletion.shadows(cell.version())) {
        return cells.stream().filter(each -> !deletion.shadows(each.version())).toList();
      }
    }
    return cells;
  }

  private static @Nullable Liveness liveness(@Nullable Liveness a, @Nullable Liveness b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    int order = a.version().compareTo(b.version());
    if (order == 0) {
      order = compareExpiry(a.expiryMillis(), b.expiryMillis());
    }
    return order >= 0 ? a : b;
  }

  private static int compareExpiry(long a, long b) {
    return Long.compare(
        a == Expiry.NEVER ? Long.MAX_VALUE : a, b == Expiry.NEVER ? Long.MAX_VALUE : b);
  }

  private static int order(List<Row> a, int i, List<Row> b, int j) {
    if (i == a.size() || j == b.size()) {
      return i == a.size() ? 1 : -1;
    }
    return Arrays.compareUnsigned(a.get(i).clustering(), b.get(j).clustering());
  }

  static @Nullable Version greater(@Nullable Version a, @Nullable Version b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.compareTo(b) >= 0 ? a : b;
  }
}
