// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.row;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one partition, or of a slice of it: an element of the lattice that {@code Merge}
 * joins.
 *
 * <p>Normal form, in which equal knowledge is equal content: range tombstones ascend, do not
 * overlap, are not adjacent with equal versions, and none lies under the partition's deletion; rows
 * ascend by clustering key, none is empty, and nothing shadowed by a deletion is there.
 *
 * @param deletion null when the partition as a whole was not deleted
 */
public record PartitionData(
    @Nullable Version deletion, List<RangeTombstone> ranges, List<Row> rows) {
  /** Knows nothing: the neutral element of the merge. */
  public static final PartitionData EMPTY = new PartitionData(null, List.of(), List.of());

  public PartitionData {
    ranges = List.copyOf(ranges);
    rows = List.copyOf(rows);
  }

  public boolean isEmpty() {
    return deletion == null && ranges.isEmpty() && rows.isEmpty();
  }
}
