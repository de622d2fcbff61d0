// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.coordination;

import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.RangeTombstone;
import io.ringtail.protocol.row.Row;
import java.util.ArrayList;
import java.util.List;

/** Cuts partitions to a range of clustering keys, and finds what one lacks of another. Pure. */
public final class PartitionCut {
  private PartitionCut() {}

  /** What is known of a range; the partition's deletion is known of every range. */
  public static PartitionData to(ByteRange range, PartitionData data) {
    List<RangeTombstone> ranges = new ArrayList<>(data.ranges().size());
    for (RangeTombstone tombstone : data.ranges()) {
      ByteRange inside = tombstone.range().intersect(range);
      if (!inside.isEmpty()) {
        ranges.add(new RangeTombstone(inside, tombstone.version()));
      }
    }
    List<Row> rows = new ArrayList<>(data.rows().size());
    for (Row row : data.rows()) {
      if (range.contains(row.clustering())) {
        rows.add(row);
      }
    }
    return new PartitionData(data.deletion(), ranges, rows);
  }

  /**
   * What has to be merged into a replica's data so that it holds all of the merged: whole rows, and
   * all range tombstones where these differ.
   *
   * @param merged a merge of {@code known} with others
   */
  static PartitionData missing(PartitionData known, PartitionData merged) {
    List<Row> rows = new ArrayList<>();
    int i = 0;
    for (Row row : merged.rows()) {
      while (i < known.rows().size()
          && java.util.Arrays.compareUnsigned(known.rows().get(i).clustering(), row.clustering())
              < 0) {
        i++;
      }
      if (i == known.rows().size() || !known.rows().get(i).equals(row)) {
        rows.add(row);
      }
    }
    return new PartitionData(
        merged.deletion() != null && merged.deletion().equals(known.deletion())
            ? null
            : merged.deletion(),
        merged.ranges().equals(known.ranges()) ? List.of() : merged.ranges(),
        rows);
  }
}
