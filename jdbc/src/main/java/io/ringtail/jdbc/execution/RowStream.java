// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.execution;

import io.ringtail.driver.api.ResultRow;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The driver's rows, one after the other. One user. */
@FunctionalInterface
interface RowStream {
  /** No rows. */
  RowStream EMPTY = () -> null;

  /** The next row, or null behind the last. */
  @Nullable ResultRow next() throws SQLException;

  /** One row, or none. */
  static RowStream of(@Nullable ResultRow row) {
    return new RowStream() {
      private @Nullable ResultRow left = row;

      @Override
      public @Nullable ResultRow next() {
        ResultRow next = left;
        left = null;
        return next;
      }
    };
  }
}
