// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import io.ringtail.node.storage.partition.ListCursor;
import io.ringtail.node.storage.partition.PartitionView;
import io.ringtail.node.storage.partition.RowCursor;
import io.ringtail.node.storage.partition.Slices;
import io.ringtail.node.storage.sstable.ColumnSet;
import io.ringtail.node.storage.sstable.TableStatistics;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.merge.Merge;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.RangeTombstone;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The read of one row: what the sources asked so far know of it together, and whether a table could
 * add anything to that. Confined to the loop.
 *
 * <p>A table adds nothing when a part of what is known, with a timestamp above all of the table's,
 * stands over each part that the table may have. Where timestamps are equal, writers decide, which
 * statistics do not tell: such a table is read.
 *
 * <ol>
 *   <li>A deletion of the partition stands over everything.
 *   <li>Nothing else stands over deletions of partitions and ranges, which are part of the answer,
 *       whatever they shadow: replicas that know the same have to answer with the same bytes.
 *   <li>A deletion of the row, or of a range around it, stands over everything else.
 *   <li>Nothing else stands over deletions of rows.
 *   <li>An INSERT mark stands over INSERT marks, and a cell (a value that expires or has expired
 *       and a tombstone, too) over cells of its column. Columns of which the table has no cells, or
 *       which are not wanted, need none.
 * </ol>
 */
final class PointRead {
  private final ByteRange slice;
  private final byte[] clustering;
  private final int @Nullable [] columns;
  private PartitionData known = PartitionData.EMPTY;

  /**
   * Begins to read a row.
   *
   * @param slice holds no other row of the tables that are asked
   * @param clustering key of the row
   * @param columns ids of the columns that are wanted, ascending; null for all
   */
  PointRead(ByteRange slice, byte[] clustering, int @Nullable [] columns) {
    this.slice = slice;
    this.clustering = clustering;
    this.columns = columns;
  }

  /** Adds what a source knows; false when that is not in memory. */
  boolean add(PartitionView view) {
    byte[] content = view.content();
    PartitionData data = content == null ? read(view) : PartitionCodec.decode(content);
    if (data == null) {
      return false;
    }
    if (!Slices.isAll(slice)) {
      data =
          new PartitionData(
              data.deletion(),
              Slices.ranges(data.ranges(), slice),
              Slices.rows(data.rows(), slice));
    }
    known = Merge.partitions(known, data);
    return true;
  }

  private @Nullable PartitionData read(PartitionView view) {
    List<Row> rows = new ArrayList<>();
    RowCursor cursor = view.rows(slice, false);
    while (true) {
      List<Row> batch = cursor.next();
      if (batch == null) {
        return null;
      }
      if (batch.isEmpty()) {
        // Rows of wide partitions may be shadowed by the head still.
        return Merge.partitions(view.head(), new PartitionData(null, List.of(), rows));
      }
      rows.addAll(batch);
    }
  }

  /** Whether a table can add nothing to what is known. */
  boolean isAbove(TableStatistics table) {
    long newest = table.timestampMax();
    if (isAbove(newest, known.deletion())) {
      return true;
    }
    TableStatistics.Counts counts = table.counts();
    if (counts.wideDeletions() > 0) {
      return false;
    }
    for (RangeTombstone range : known.ranges()) {
      if (range.range().contains(clustering) && isAbove(newest, range.version())) {
        return true;
      }
    }
    List<Row> found = Slices.rows(known.rows(), ByteRange.single(clustering));
    return !found.isEmpty() && isAbove(table, found.getFirst());
  }

  private boolean isAbove(TableStatistics table, Row row) {
    long newest = table.timestampMax();
    if (isAbove(newest, row.deletion())) {
      return true;
    }
    if (!mayBeSettled(table)) {
      return false;
    }
    boolean marked = row.liveness() != null && isAbove(newest, row.liveness().version());
    return (marked || table.counts().marks() == 0) && isAbove(newest, row.cells(), table.columns());
  }

  private boolean isAbove(long newest, List<Cell> cells, ColumnSet tableColumns) {
    if (!tableColumns.isKnown()) {
      return false;
    }
    int at = 0;
    for (int id = tableColumns.nextId(0); id >= 0; id = tableColumns.nextId(id + 1)) {
      if (columns != null && Arrays.binarySearch(columns, id) < 0) {
        continue;
      }
      while (at < cells.size() && cells.get(at).columnId() < id) {
        at++;
      }
      if (at == cells.size()
          || cells.get(at).columnId() != id
          || !isAbove(newest, cells.get(at).version())) {
        return false;
      }
    }
    return true;
  }

  private static boolean isAbove(long newest, @Nullable Version version) {
    return version != null && version.timestamp() > newest;
  }

  /** Whether values alone, if they are new enough, could make it needless to read a table. */
  static boolean mayBeSettled(TableStatistics table) {
    return table.counts().wideDeletions() == 0 && table.counts().rowDeletions() == 0;
  }

  /** What is known, as one source. */
  PartitionView view() {
    return new Known(known);
  }

  private record Known(PartitionData data) implements PartitionView {
    @Override
    public byte @Nullable [] content() {
      return null;
    }

    @Override
    public boolean expires() {
      return Slices.expires(data);
    }

    @Override
    public PartitionData head() {
      return Slices.head(data);
    }

    @Override
    public RowCursor rows(ByteRange slice, boolean reverse) {
      List<Row> rows = Slices.rows(data.rows(), slice);
      return new ListCursor(reverse ? rows.reversed() : rows);
    }
  }
}
