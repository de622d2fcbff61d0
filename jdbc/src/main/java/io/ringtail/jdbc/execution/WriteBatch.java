// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.execution;

import io.ringtail.driver.api.RowWrite;
import io.ringtail.driver.api.Table;
import io.ringtail.jdbc.error.DriverErrors;
import io.ringtail.protocol.schema.TableKeys;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rows on their way, many in one request, each for itself. A row that is in the batch already is
 * not put beside itself: the batch is sent first, so that the later write wins; the same where a
 * row is of another table than those before.
 */
final class WriteBatch implements RowBatch {
  /** Most rows in one request: at 1 kB each that is a megabyte for all shards together. */
  static final int ROWS_MAX = 1_000;

  private final Settings settings;
  private @Nullable Table table;
  private final List<RowWrite> writes = new ArrayList<>();
  private final Set<RowKey> keys = new HashSet<>();

  private record RowKey(ByteBuffer partition, ByteBuffer clustering) {}

  WriteBatch(Settings settings) {
    this.settings = settings;
  }

  @Override
  public void add(Table of, RowWrite write) throws SQLException {
    RowKey key = key(of, write);
    if (writes.size() == ROWS_MAX || keys.contains(key) || table != of) {
      flush();
    }
    table = of;
    keys.add(key);
    writes.add(write);
  }

  private static RowKey key(Table table, RowWrite write) throws SQLException {
    try {
      return new RowKey(
          ByteBuffer.wrap(TableKeys.encode(table.schema().partitionKey(), write.key().partition())),
          ByteBuffer.wrap(
              TableKeys.encode(table.schema().clusteringKey(), write.key().clustering())));
    } catch (RuntimeException e) {
      throw DriverErrors.toSql(e);
    }
  }

  @Override
  public void flush() throws SQLException {
    Table to = table;
    if (to == null || writes.isEmpty()) {
      return;
    }
    List<RowWrite> sent = List.copyOf(writes);
    writes.clear();
    keys.clear();
    try {
      Await.<@Nullable Void>result(to.writeAll(sent, settings.options()));
    } catch (RuntimeException e) {
      throw DriverErrors.toSql(e);
    }
  }
}
