// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.connection;

import io.ringtail.jdbc.error.SqlState;
import java.sql.SQLException;

/** Checks of numbers that applications set. */
final class Limits {
  private Limits() {}

  static int notNegative(int value, String name) throws SQLException {
    if (value < 0) {
      throw SqlState.INVALID_VALUE.exception("the " + name + " is " + value + ", less than 0");
    }
    return value;
  }
}
