// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.row;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one row. In normal form nothing that {@code deletion} shadows is there, cells
 * ascend by column id, and a row that says nothing is absent.
 *
 * @param clustering encoded clustering key, in byte order; empty in tables without clustering
 *     columns; not to be changed
 * @param liveness null when no INSERT marked the row
 * @param deletion null when the row as a whole was not deleted
 * @param cells ascending by column id, one for each column at most
 */
public record Row(
    byte[] clustering, @Nullable Liveness liveness, @Nullable Version deletion, List<Cell> cells) {
  /** The clustering key of the only row in a table without clustering columns. */
  public static final byte[] NO_CLUSTERING = {};

  /** Whether the row says nothing. */
  public boolean isEmpty() {
    return liveness == null && deletion == null && cells.isEmpty();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Row row
        && Arrays.equals(clustering, row.clustering)
        && java.util.Objects.equals(liveness, row.liveness)
        && java.util.Objects.equals(deletion, row.deletion)
        && cells.equals(row.cells);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(clustering) + cells.hashCode();
  }
}
