// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.table;

import io.ringtail.driver.api.BlockingTable;
import io.ringtail.driver.api.Condition;
import io.ringtail.driver.api.ConditionalOutcome;
import io.ringtail.driver.api.Key;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.ResultRow;
import io.ringtail.driver.api.RowScan;
import io.ringtail.driver.api.RowWrite;
import io.ringtail.driver.api.Slice;
import io.ringtail.driver.api.Table;
import io.ringtail.driver.lane.Lanes;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The blocking face of a table. Immutable. */
record WaitingTable(Table table, Lanes lanes, RequestOptions options) implements BlockingTable {
  /** Rows fetched at a time while a table is walked through. */
  private static final int PAGE_ROWS = 500;

  @Override
  public @Nullable ResultRow get(Key key) {
    return Waiting.on(lanes, table.get(key, options));
  }

  @Override
  public Map<Key, ResultRow> getAll(Collection<Key> keys) {
    return Waiting.on(lanes, table.getAll(keys, options));
  }

  @Override
  public List<ResultRow> slice(Key partition, Slice slice) {
    return Waiting.on(lanes, table.slice(partition, slice, null, options));
  }

  @Override
  public void write(RowWrite write) {
    Waiting.on(lanes, table.write(write, options));
  }

  @Override
  public void writeAll(Collection<RowWrite> writes) {
    Waiting.on(lanes, table.writeAll(writes, options));
  }

  @Override
  public ConditionalOutcome writeIf(Collection<RowWrite> writes, Collection<Condition> conditions) {
    return Waiting.on(lanes, table.writeIf(writes, conditions, options));
  }

  @Override
  public @Nullable ResultRow update(
      Key key, Function<@Nullable ResultRow, @Nullable RowWrite> function) {
    return Waiting.<@Nullable ResultRow>on(lanes, table.update(key, function, options));
  }

  @Override
  public Iterable<ResultRow> scan() {
    return () -> new Walk(table.scan(null, PAGE_ROWS, options));
  }

  @Override
  public BlockingTable with(RequestOptions newOptions) {
    return new WaitingTable(table, lanes, newOptions);
  }

  /** One walk through the table. */
  private final class Walk implements Iterator<ResultRow> {
    private final RowScan scan;
    private Iterator<ResultRow> page = List.<ResultRow>of().iterator();
    private boolean ended;

    Walk(RowScan scan) {
      this.scan = scan;
    }

    @Override
    public boolean hasNext() {
      if (!page.hasNext() && !ended) {
        List<ResultRow> rows = Waiting.on(lanes, scan.nextPage());
        ended = rows.isEmpty();
        page = rows.iterator();
      }
      return page.hasNext();
    }

    @Override
    public ResultRow next() {
      if (!hasNext()) {
        throw new NoSuchElementException("the table has no more rows");
      }
      return page.next();
    }
  }
}
