// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.api;

import io.ringtail.protocol.schema.Column;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** A row as it was read: values by column, null where there is none. Immutable. */
public final class ResultRow {
  private final List<Column> columns;
  private final @Nullable Object[] values;

  /**
   * Takes the values over; the caller does not change them any more.
   *
   * @param values one for each column
   */
  public ResultRow(List<Column> columns, @Nullable Object[] values) {
    if (columns.size() != values.length) {
      throw new IllegalArgumentException(
          values.length + " values for " + columns.size() + " columns");
    }
    this.columns = columns;
    this.values = values;
  }

  /**
   * The columns that were asked for, or all of the table's, in the table's order; key columns are
   * always there.
   */
  public List<Column> columns() {
    return columns;
  }

  public @Nullable Object get(int index) {
    return values[index];
  }

  /**
   * The value of a column; its name matches without regard to case.
   *
   * @throws NoSuchElementException when the row has no such column
   */
  public @Nullable Object get(String columnName) {
    for (int i = 0; i < values.length; i++) {
      if (columns.get(i).name().equalsIgnoreCase(columnName)) {
        return values[i];
      }
    }
    throw new NoSuchElementException(
        "no column '"
            + columnName
            + "' was read; there are "
            + columns.stream().map(Column::name).toList());
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < values.length; i++) {
      text.append(i == 0 ? "" : ", ").append(columns.get(i).name()).append('=').append(values[i]);
    }
    return text.append('}').toString();
  }
}
