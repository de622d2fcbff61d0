// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.partition;

import io.ringtail.protocol.merge.Merge;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is wanted of a partition, and how it is made from what several sources say.
 *
 * @param columns ids of the columns wanted, ascending; null for all
 * @param rowLimit most rows, at least 1
 * @param bytesLimit about how many bytes of values at most, but at least one row
 * @param reverse whether the limit counts from the slice's end
 * @param nowMillis the reader's moment
 */
public record SliceRead(
    ByteRange slice,
    int @Nullable [] columns,
    int rowLimit,
    long bytesLimit,
    boolean reverse,
    long nowMillis) {
  /**
   * What was read: normal form at the reader's moment.
   *
   * @param covered the key at which the limit cut the slice: the data speaks of the keys before it
   *     (from it on, in reverse); null when it speaks of the whole slice
   */
  public record Part(PartitionData data, byte @Nullable [] covered) {}

  /** Whether all of a partition is wanted, whatever it holds. */
  public boolean wantsAll() {
    return Slices.isAll(slice)
        && columns == null
        && rowLimit == Integer.MAX_VALUE
        && bytesLimit == Long.MAX_VALUE;
  }

  /** Reads several sources as one; null when something is not in memory. */
  public @Nullable Part of(List<PartitionView> views) {
    PartitionData head = RowMerge.head(views);
    RowMerge rows = RowMerge.of(head, views, slice, reverse);
    List<Row> taken = new ArrayList<>();
    long bytes = 0;
    while (true) {
      List<Row> batch = rows.next();
      if (batch == null) {
        return null;
      }
      if (batch.isEmpty()) {
        return part(head, taken, null);
      }
      for (Row row : batch) {
        Row projected = Slices.project(row, columns);
        if (projected.isEmpty()) {
          continue;
        }
        if (taken.size() >= rowLimit || bytes >= bytesLimit) {
          return part(head, taken, cut(taken));
        }
        taken.add(projected);
        bytes += Slices.sizeBytes(projected);
      }
    }
  }

  private byte @Nullable [] cut(List<Row> taken) {
    byte[] last = taken.getLast().clustering();
    return reverse ? last : ByteRange.after(last);
  }

  private Part part(PartitionData head, List<Row> taken, byte @Nullable [] covered) {
    ByteRange range = slice;
    if (covered != null) {
      range =
          reverse
              ? slice.intersect(new ByteRange(covered, null))
              : new ByteRange(slice.start(), covered);
    }
    PartitionData data =
        new PartitionData(
            head.deletion(),
            Slices.ranges(head.ranges(), range),
            reverse ? taken.reversed() : taken);
    return new Part(Merge.at(nowMillis, data), covered);
  }
}
