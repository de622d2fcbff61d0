// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.calcite;

import io.ringtail.jdbc.plan.Rows;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Some fields of other rows. One user. */
final class ProjectedRows implements Rows {
  private final Rows rows;
  private final int[] fields;

  ProjectedRows(Rows rows, int[] fields) {
    this.rows = rows;
    this.fields = fields;
  }

  @Override
  public @Nullable Object @Nullable [] next() throws SQLException {
    @Nullable Object[] row = rows.next();
    if (row == null) {
      return null;
    }
    @Nullable Object[] projected = new Object[fields.length];
    for (int i = 0; i < fields.length; i++) {
      projected[i] = row[fields[i]];
    }
    return projected;
  }

  @Override
  public void close() {
    rows.close();
  }
}
