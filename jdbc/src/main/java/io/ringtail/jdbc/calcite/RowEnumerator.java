// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.calcite;

import io.ringtail.jdbc.plan.Rows;
import java.sql.SQLException;
import org.apache.calcite.linq4j.Enumerator;
import org.jspecify.annotations.Nullable;

/** A table's rows on their way into Calcite. One user. */
final class RowEnumerator implements Enumerator<@Nullable Object[]> {
  private final Rows rows;
  private @Nullable Object @Nullable [] current;

  RowEnumerator(Rows rows) {
    this.rows = rows;
  }

  @Override
  public @Nullable Object[] current() {
    if (current == null) {
      throw new IllegalStateException("there is no current row");
    }
    return current;
  }

  @Override
  public boolean moveNext() {
    @Nullable Object @Nullable [] row;
    try {
      row = rows.next();
    } catch (SQLException e) {
      throw new ReadFailure(e);
    }
    if (row != null) {
      for (int i = 0; i < row.length; i++) {
        row[i] = QueryValues.in(row[i]);
      }
    }
    current = row;
    return row != null;
  }

  @Override
  public void reset() {
    throw new UnsupportedOperationException("a table's rows are read once");
  }

  @Override
  public void close() {
    rows.close();
  }

  /** Carries a SQL exception through Calcite's generated code. */
  static final class ReadFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final SQLException failure;

    ReadFailure(SQLException failure) {
      super(failure);
      this.failure = failure;
    }

    SQLException failure() {
      return failure;
    }
  }
}
