// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.result;

import io.ringtail.jdbc.plan.Rows;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.List;
import org.apache.calcite.avatica.ColumnMetaData;
import org.apache.calcite.avatica.util.ArrayImpl;
import org.apache.calcite.avatica.util.Cursor;
import org.jspecify.annotations.Nullable;

/** Walks through rows; knows the current one and whether its last value read was null. */
final class RowCursor implements Cursor {
  private final Rows rows;
  private @Nullable Object @Nullable [] current;
  private boolean lastWasNull;

  RowCursor(Rows rows) {
    this.rows = rows;
  }

  @Override
  public List<Accessor> createAccessors(
      List<ColumnMetaData> types, Calendar localCalendar, ArrayImpl.Factory factory) {
    List<Accessor> accessors = new ArrayList<>(types.size());
    for (int i = 0; i < types.size(); i++) {
      accessors.add(new ColumnAccessor(this, i));
    }
    return accessors;
  }

  @Override
  public boolean next() throws SQLException {
    current = rows.next();
    return current != null;
  }

  /** A value of the current row; null also where there is no row. */
  @Nullable Object value(int index) {
    @Nullable Object value = current == null ? null : current[index];
    lastWasNull = value == null;
    return value;
  }

  boolean onRow() {
    return current != null;
  }

  @Override
  public void close() {
    current = null;
    rows.close();
  }

  @Override
  public boolean wasNull() {
    return lastWasNull;
  }
}
