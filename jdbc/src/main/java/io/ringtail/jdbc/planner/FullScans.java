// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.planner;

import io.ringtail.jdbc.plan.Plan;
import io.ringtail.jdbc.plan.TableRead;
import java.sql.SQLException;

/** Refuses statements that would read a whole table. */
final class FullScans {
  private FullScans() {}

  /**
   * Looks at all reads of a plan.
   *
   * @throws SQLException 42R01, naming the key column without a value
   */
  static void refuse(Plan plan) throws SQLException {
    if (plan instanceof Plan.Read read) {
      read.read().refuseFullScan();
    } else if (plan instanceof Plan.Compute compute) {
      for (TableRead read : compute.reads()) {
        read.refuseFullScan();
      }
    }
  }
}
