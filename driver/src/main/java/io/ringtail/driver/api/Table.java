// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.api;

import io.ringtail.protocol.schema.Column;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A table of rows. Thread-safe. Every stage ends with a {@link RingtailException} where the request
 * failed; it is completed on a lane's thread, which must not be blocked: use {@link #blocking()} to
 * wait.
 */
public interface Table {
  /** The table as this session knows it now. */
  io.ringtail.protocol.schema.Table schema();

  /**
   * A write that sets the given columns of a row by name and marks that it exists; to be handed to
   * {@link #write}.
   */
  RowWrite insert(Key key, Map<String, ? extends @Nullable Object> values);

  /** A write that sets the given columns of a row by name. */
  RowWrite update(Key key, Map<String, ? extends @Nullable Object> values);

  /** Ends with the row, or null where there is none. */
  CompletionStage<@Nullable ResultRow> get(Key key, RequestOptions options);

  /**
   * Reads one row's chosen columns.
   *
   * @param columns what is wanted beside the key; null for all
   */
  CompletionStage<@Nullable ResultRow> get(
      Key key, @Nullable List<Column> columns, RequestOptions options);

  /** Reads many rows at once, one frame for each shard; the answer holds those that exist. */
  CompletionStage<Map<Key, ResultRow>> getAll(Collection<Key> keys, RequestOptions options);

  /**
   * Reads rows of one partition; the answer holds them all, so give a limit where there may be
   * many.
   */
  CompletionStage<List<ResultRow>> slice(
      Key partition, Slice slice, @Nullable List<Column> columns, RequestOptions options);

  /** Ends when the level has acknowledged the write. */
  CompletionStage<@Nullable Void> write(RowWrite write, RequestOptions options);

  /**
   * Writes rows of one partition if all conditions on rows of that partition hold, as one and in
   * one order with all other conditional writes of it; ends with whether they did, and with the
   * rows if not. Two round trips, at {@link Level#SERIAL} whatever the options name. A condition
   * guards against other conditional writes, and its own cells against plain ones: what a plain
   * write does to a cell that is neither looked at nor written is another matter.
   */
  CompletionStage<ConditionalOutcome> writeIf(
      Collection<RowWrite> writes, Collection<Condition> conditions, RequestOptions options);

  /**
   * Makes the write that a function makes of a row as it is, as {@link #writeIf} does; ends with
   * the row as it is then.
   *
   * @param function given null where there is no row, and returns null where nothing is to be
   *     written; called again whenever somebody else came in between, on a lane's thread: it has to
   *     be quick and to have no effects of its own
   */
  CompletionStage<@Nullable ResultRow> update(
      Key key, Function<@Nullable ResultRow, @Nullable RowWrite> function, RequestOptions options);

  /**
   * Writes many rows at once, one frame for each shard. Rows of one partition are taken together;
   * of the others some may be written where it fails.
   */
  CompletionStage<@Nullable Void> writeAll(Collection<RowWrite> writes, RequestOptions options);

  /**
   * Reads the whole table in token order, page by page.
   *
   * @param columns what is wanted beside the key; null for all
   * @param pageRows most rows of a page
   */
  RowScan scan(@Nullable List<Column> columns, int pageRows, RequestOptions options);

  /** The same table for callers that wait; safe on virtual threads, refused on a lane's thread. */
  BlockingTable blocking();
}
