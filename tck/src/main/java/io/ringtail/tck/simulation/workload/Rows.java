// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.workload;

import io.ringtail.driver.api.ResultRow;
import java.util.List;

/** Reads columns out of rows. */
final class Rows {
  private Rows() {}

  /** A column's values, none of which may be missing, in the rows' order. */
  static long[] longs(List<ResultRow> rows, String column) {
    long[] values = new long[rows.size()];
    for (int i = 0; i < values.length; i++) {
      if (!(rows.get(i).get(column) instanceof Long value)) {
        throw new IllegalStateException("a row without " + column + ": " + rows.get(i));
      }
      values[i] = value;
    }
    return values;
  }
}
