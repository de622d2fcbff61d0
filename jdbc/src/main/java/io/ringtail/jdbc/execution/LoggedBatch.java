// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.execution;

import io.ringtail.driver.api.Batch;
import io.ringtail.driver.api.RowWrite;
import io.ringtail.driver.api.Session;
import io.ringtail.driver.api.Table;
import io.ringtail.jdbc.error.DriverErrors;
import java.sql.SQLException;

/** Rows of any tables that are all written in the end, or none. One user. */
final class LoggedBatch implements RowBatch {
  private final Session session;
  private final Settings settings;
  private final Batch batch = Batch.logged();

  LoggedBatch(Session session, Settings settings) {
    this.session = session;
    this.settings = settings;
  }

  @Override
  public void add(Table table, RowWrite write) {
    batch.add(table, write);
  }

  @Override
  public void flush() throws SQLException {
    try {
      Await.result(session.write(batch, settings.options()))
          .warnings()
          .forEach(settings.warnings());
    } catch (RuntimeException e) {
      throw DriverErrors.toSql(e);
    }
  }
}
