// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.plan;

import io.ringtail.driver.api.RowWrite;
import io.ringtail.protocol.schema.Column;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.protocol.schema.Table;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a statement does when it runs. */
public sealed interface Plan {
  /** A SELECT that is nothing but a read of one table. */
  record Read(TableRead read) implements Plan {}

  /**
   * A query that Calcite planned and the client computes.
   *
   * @param reads the reads of tables that it will make, as far as they are known beforehand
   * @param explanation the physical plan, for people
   */
  record Compute(Computation computation, List<TableRead> reads, List<String> explanation)
      implements Plan {}

  /** Lines of text: what EXPLAIN shows. */
  record Explain(List<String> lines) implements Plan {}

  /**
   * INSERT of given rows, UPDATE or DELETE.
   *
   * @param columns the columns that are set, none of them part of the key
   * @param ttlSeconds null where none is named
   */
  record Write(
      Table table,
      RowWrite.Kind kind,
      List<Column> columns,
      List<RowTemplate> rows,
      @Nullable ValueSource ttlSeconds)
      implements Plan {}

  /**
   * INSERT of what a query gives.
   *
   * @param columns the columns that are set, key columns among them, in the query's order
   */
  record WriteComputed(
      Table table, List<Column> columns, Computation computation, @Nullable ValueSource ttlSeconds)
      implements Plan {}

  /** DDL. */
  record ChangeSchema(SchemaChange change) implements Plan {}

  /** Whether running it gives a result set rather than an update count. */
  default boolean query() {
    return this instanceof Read || this instanceof Compute || this instanceof Explain;
  }
}
