// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.execution;

import io.ringtail.driver.api.Session;
import io.ringtail.driver.api.Table;
import io.ringtail.jdbc.error.SqlState;
import java.sql.SQLException;

/** The driver's table for the one that a plan was made for. */
final class PlannedTable {
  private PlannedTable() {}

  /**
   * Looks the table up.
   *
   * @throws SQLException 42S02 where the name means another table by now
   */
  static Table open(Session session, io.ringtail.protocol.schema.Table planned)
      throws SQLException {
    Table table = session.table(planned.name());
    if (!table.schema().columns().equals(planned.columns())) {
      throw SqlState.TABLE_UNKNOWN.exception(
          planned.name()
              + " was dropped and made anew meanwhile; run the statement again"
              + " (nothing was changed)");
    }
    return table;
  }
}
