// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.plan;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Some rows out of others: after an offset, up to a limit. One user. */
public final class LimitedRows implements Rows {
  private final Rows rows;
  private long skip;
  private long left;

  public LimitedRows(Rows rows, long offset, long limit) {
    this.rows = rows;
    this.skip = offset;
    this.left = limit;
  }

  @Override
  public @Nullable Object @Nullable [] next() throws SQLException {
    for (; skip > 0; skip--) {
      if (rows.next() == null) {
        left = 0;
        skip = 0;
        return null;
      }
    }
    if (left <= 0) {
      return null;
    }
    left--;
    return rows.next();
  }

  @Override
  public void close() {
    rows.close();
  }
}
