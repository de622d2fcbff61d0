// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.plan;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Whoever can read tables: the way from a computation back to the cluster. */
@FunctionalInterface
public interface RowSource {
  /** Begins a read; the rows are fetched as they are taken. */
  Rows read(TableRead read, @Nullable Object[] parameters) throws SQLException;
}
