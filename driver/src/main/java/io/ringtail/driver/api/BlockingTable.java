// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.api;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Table} whose calls wait for the answer, with the session's default options unless some
 * are given. Thread-safe.
 */
public interface BlockingTable {
  @Nullable ResultRow get(Key key);

  Map<Key, ResultRow> getAll(Collection<Key> keys);

  List<ResultRow> slice(Key partition, Slice slice);

  void write(RowWrite write);

  void writeAll(Collection<RowWrite> writes);

  /** As in {@link Table#writeIf}. */
  ConditionalOutcome writeIf(Collection<RowWrite> writes, Collection<Condition> conditions);

  /** As in {@link Table#update}. */
  @Nullable ResultRow update(Key key, Function<@Nullable ResultRow, @Nullable RowWrite> function);

  /** The rows of the whole table, fetched as they are walked through. */
  Iterable<ResultRow> scan();

  /** The same with other options. */
  BlockingTable with(RequestOptions options);
}
