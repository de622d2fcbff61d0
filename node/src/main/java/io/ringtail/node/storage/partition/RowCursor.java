// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.partition;

import io.ringtail.protocol.row.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of a partition, some at a time. */
@FunctionalInterface
public interface RowCursor {
  /**
   * The next rows; empty at the end; null when they are not in memory, and the cursor is of no use.
   */
  @Nullable List<Row> next();
}
