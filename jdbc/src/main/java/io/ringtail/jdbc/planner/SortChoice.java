// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.planner;

import io.ringtail.jdbc.plan.Access;
import io.ringtail.jdbc.plan.SortKey;
import io.ringtail.jdbc.plan.TableRead.Shape;
import io.ringtail.jdbc.plan.ValueSource;
import io.ringtail.protocol.schema.Column;
import io.ringtail.protocol.schema.Table;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds out whether the rows come in the wanted order by themselves. */
final class SortChoice {
  private SortChoice() {}

  /**
   * The cheapest shape: a slice has its clustering order or, walked backwards, the opposite; a
   * single row has any order.
   */
  static Shape shape(
      Table table,
      Access access,
      List<SortKey> sort,
      @Nullable ValueSource limit,
      @Nullable ValueSource offset) {
    if (sort.isEmpty() || access instanceof Access.Point || access instanceof Access.Nothing) {
      return new Shape(List.of(), false, limit, offset);
    }
    if (access instanceof Access.Slice slice) {
      Boolean reverse = direction(table, slice.prefix().size(), sort);
      if (reverse != null) {
        return new Shape(List.of(), reverse, limit, offset);
      }
    }
    return new Shape(sort, false, limit, offset);
  }

  /** Whether the slice has to be walked backwards, or null where walking does not help. */
  private static @Nullable Boolean direction(Table table, int prefix, List<SortKey> sort) {
    List<Column> clustering = table.clusteringKey();
    Boolean reverse = null;
    int next = prefix;
    for (SortKey key : sort) {
      Column column = table.columns().get(key.columnIndex());
      if (fixed(table, column, prefix)) {
        continue;
      }
      if (next >= clustering.size() || clustering.get(next).id() != column.id()) {
        return null;
      }
      boolean backwards = key.descending() != column.descending();
      if (reverse != null && reverse != backwards) {
        return null;
      }
      reverse = backwards;
      next++;
    }
    return reverse == null ? Boolean.FALSE : reverse;
  }

  /** Whether all rows of the slice have the same value there. */
  private static boolean fixed(Table table, Column column, int prefix) {
    return table.partitionKey().contains(column)
        || table.clusteringKey().subList(0, prefix).contains(column);
  }
}
