// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.execution;

import io.ringtail.driver.api.ResultRow;
import io.ringtail.driver.api.RowScan;
import io.ringtail.jdbc.error.SqlState;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a scan. While the second half of a page is taken, the next one is on its way. One
 * user.
 */
final class ScanStream implements RowStream {
  private final RowScan scan;
  private final AtomicBoolean cancelled;
  private List<ResultRow> page = List.of();
  private int position;
  private @Nullable CompletionStage<List<ResultRow>> coming;
  private boolean ended;

  ScanStream(RowScan scan, AtomicBoolean cancelled) {
    this.scan = scan;
    this.cancelled = cancelled;
  }

  @Override
  public @Nullable ResultRow next() throws SQLException {
    if (position == page.size() && !turn()) {
      return null;
    }
    if (position == page.size() / 2 && coming == null) {
      coming = scan.nextPage();
    }
    return page.get(position++);
  }

  private boolean turn() throws SQLException {
    if (ended) {
      return false;
    }
    if (cancelled.get()) {
      throw SqlState.CANCELLED.exception("the statement was cancelled");
    }
    CompletionStage<List<ResultRow>> next = coming == null ? scan.nextPage() : coming;
    coming = null;
    page = Await.result(next);
    position = 0;
    ended = page.isEmpty();
    return !ended;
  }
}
