// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.execution;

import io.ringtail.driver.api.RowWrite;
import io.ringtail.driver.api.Table;
import java.sql.SQLException;

/** Rows on their way. One user. */
interface RowBatch {
  /** Adds a row; may send those before it. */
  void add(Table table, RowWrite write) throws SQLException;

  /** Sends what is there and waits for it. */
  void flush() throws SQLException;
}
