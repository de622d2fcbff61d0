// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.partition;

import io.ringtail.protocol.row.Row;
import java.util.List;

/** Rows that are all there. */
public final class ListCursor implements RowCursor {
  private List<Row> rows;

  public ListCursor(List<Row> rows) {
    this.rows = rows;
  }

  @Override
  public List<Row> next() {
    List<Row> batch = rows;
    rows = List.of();
    return batch;
  }
}
