// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.api;

import io.ringtail.protocol.schema.Column;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A write to one row, or the deletion of what a key names. Immutable; made by {@link Table}, or
 * directly where speed matters.
 *
 * @param columns the columns that are set, none of them part of the key
 * @param values a value for each, of its type's Java class; null deletes the cell
 * @param ttl how long the values live; null for the table's default
 */
public record RowWrite(
    Kind kind, Key key, List<Column> columns, @Nullable Object[] values, @Nullable Duration ttl) {
  /** What is done to the row. */
  public enum Kind {
    /** Sets cells, and marks that the row exists. */
    INSERT,
    /** Sets cells only: a row whose cells are all null is not there. */
    UPDATE,
    /** Deletes the row, the rows, or the partition that the key names. */
    DELETE
  }

  private static final @Nullable Object[] NO_VALUES = {};

  /** The deletion of all that a key names. */
  public static RowWrite delete(Key key) {
    return new RowWrite(Kind.DELETE, key, List.of(), NO_VALUES, null);
  }

  public RowWrite withTtl(Duration newTtl) {
    return new RowWrite(kind, key, columns, values, newTtl);
  }
}
