// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.plan;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A query that the client computes over rows of tables. Immutable; run from any thread. */
@FunctionalInterface
public interface Computation {
  /**
   * Starts to compute.
   *
   * @param parameters converted, one for each question mark
   */
  Rows run(RowSource source, @Nullable Object[] parameters) throws SQLException;
}
