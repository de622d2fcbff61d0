// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.execution;

import io.ringtail.driver.api.ResultRow;
import io.ringtail.jdbc.plan.SortKey;
import io.ringtail.jdbc.plan.TableRead;
import io.ringtail.jdbc.type.SqlType;
import io.ringtail.jdbc.type.TypeOrder;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** The order of the driver's rows that ORDER BY asks for. */
final class RowOrder {
  private RowOrder() {}

  static Comparator<ResultRow> of(TableRead read) {
    return read.shape().sort().stream()
        .map(key -> column(read, key))
        .reduce(Comparator::thenComparing)
        .orElseThrow(() -> new IllegalArgumentException("nothing to sort by"));
  }

  private static Comparator<ResultRow> column(TableRead read, SortKey key) {
    int position = key.columnIndex();
    Comparator<Object> ascending =
        TypeOrder.of(SqlType.of(read.table().columns().get(key.columnIndex()).type()));
    Comparator<Object> values = key.descending() ? ascending.reversed() : ascending;
    return (a, b) -> compare(a.get(position), b.get(position), values, key.nullsFirst());
  }

  private static int compare(
      @Nullable Object a, @Nullable Object b, Comparator<Object> values, boolean nullsFirst) {
    if (a != null && b != null) {
      return values.compare(a, b);
    }
    if (a == null && b == null) {
      return 0;
    }
    return (a == null) == nullsFirst ? -1 : 1;
  }
}
