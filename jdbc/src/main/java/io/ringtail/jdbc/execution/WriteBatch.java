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
 * Rows of one table on their way, many in one request. A row that is in the batch already is not
 * put beside itself: the batch is sent first, so that the later write wins. One user.
 */
final class WriteBatch {
  /** Most rows in one request: at 1 kB each that is a megabyte for all shards together. */
  static final int ROWS_MAX = 1_000;

  private final Table table;
  private final Settings settings;
  private final List<RowWrite> writes = new ArrayList<>();
  private final Set<RowKey> keys = new HashSet<>();

  private record RowKey(ByteBuffer partition, ByteBuffer clustering) {}

  WriteBatch(Table table, Settings settings) {
    this.table = table;
    this.settings = settings;
  }

  void add(RowWrite write) throws SQLException {
    RowKey key = key(write);
    if (writes.size() == ROWS_MAX || keys.contains(key)) {
      flush();
    }
    keys.add(key);
    writes.add(write);
  }

  private RowKey key(RowWrite write) throws SQLException {
    try {
      return new RowKey(
          ByteBuffer.wrap(TableKeys.encode(table.schema().partitionKey(), write.key().partition())),
          ByteBuffer.wrap(
              TableKeys.encode(table.schema().clusteringKey(), write.key().clustering())));
    } catch (RuntimeException e) {
      throw DriverErrors.toSql(e);
    }
  }

  /** Sends what is there and waits for it. */
  void flush() throws SQLException {
    if (writes.isEmpty()) {
      return;
    }
    List<RowWrite> sent = List.copyOf(writes);
    writes.clear();
    keys.clear();
    try {
      Await.<@Nullable Void>result(table.writeAll(sent, settings.options()));
    } catch (RuntimeException e) {
      throw DriverErrors.toSql(e);
    }
  }
}
