// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.plan;

import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Result rows, one after the other, read from the cluster as they are asked for. One user. */
public interface Rows extends AutoCloseable {
  /** The next row, or null behind the last. */
  @Nullable Object @Nullable [] next() throws SQLException;

  @Override
  default void close() {}

  /** Rows that are there already. */
  static Rows of(List<@Nullable Object[]> rows) {
    Iterator<@Nullable Object[]> iterator = rows.iterator();
    return () -> iterator.hasNext() ? iterator.next() : null;
  }
}
