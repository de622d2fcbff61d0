// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.execution;

import io.ringtail.driver.api.Key;
import io.ringtail.driver.api.ResultRow;
import io.ringtail.driver.api.Slice;
import io.ringtail.driver.api.Table;
import io.ringtail.jdbc.error.SqlState;
import io.ringtail.jdbc.plan.TableRead;
import io.ringtail.protocol.schema.Column;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of a slice, page by page: each page begins behind the last row of the one before. */
final class SliceStream implements RowStream {
  private final Table table;
  private final TableRead read;
  private final Key partition;
  private final Settings settings;
  private Slice rest;
  private long left;
  private List<ResultRow> page = List.of();
  private int position;
  private boolean ended;

  /**
   * A stream.
   *
   * @param limit how many rows are wanted at most
   */
  SliceStream(
      Table table, TableRead read, Key partition, Slice slice, long limit, Settings settings) {
    this.table = table;
    this.read = read;
    this.partition = partition;
    this.rest = slice;
    this.left = limit;
    this.settings = settings;
  }

  @Override
  public @Nullable ResultRow next() throws SQLException {
    if (position == page.size() && !turn()) {
      return null;
    }
    return page.get(position++);
  }

  private boolean turn() throws SQLException {
    if (ended || left <= 0) {
      return false;
    }
    if (settings.cancelled().get()) {
      throw SqlState.CANCELLED.exception("the statement was cancelled");
    }
    int wanted = (int) Math.min(settings.pageRows(), left);
    page = Await.result(table.slice(partition, rest.withLimit(wanted), null, settings.options()));
    position = 0;
    left -= page.size();
    ended = page.size() < wanted;
    if (!page.isEmpty()) {
      rest = behind(page.get(page.size() - 1));
    }
    return !page.isEmpty();
  }

  private Slice behind(ResultRow last) {
    int first = read.table().partitionKey().size();
    List<Column> clustering = read.table().clusteringKey();
    List<Object> values = new ArrayList<>(clustering.size());
    for (int i = 0; i < clustering.size(); i++) {
      Object value = last.get(first + i);
      if (value == null) {
        throw new IllegalStateException(
            "a row came without key column " + clustering.get(i).name());
      }
      values.add(value);
    }
    Slice.Bound bound = new Slice.Bound(values, false);
    return rest.reverse()
        ? new Slice(rest.from(), bound, rest.limit(), true)
        : new Slice(bound, rest.to(), rest.limit(), false);
  }
}
