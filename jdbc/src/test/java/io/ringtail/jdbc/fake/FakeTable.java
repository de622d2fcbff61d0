// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.fake;

import io.ringtail.driver.api.BlockingTable;
import io.ringtail.driver.api.Condition;
import io.ringtail.driver.api.ConditionalOutcome;
import io.ringtail.driver.api.Key;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.ResultRow;
import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.api.RowScan;
import io.ringtail.driver.api.RowWrite;
import io.ringtail.driver.api.Slice;
import io.ringtail.driver.api.Table;
import io.ringtail.protocol.ring.Token;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.schema.Column;
import io.ringtail.protocol.schema.ColumnKind;
import io.ringtail.protocol.schema.TableKeys;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A table in memory: rows by token, partition key and clustering key, all in bytes. */
final class FakeTable implements Table {
  private record RowKey(byte[] partition, byte[] clustering) {
    static final Comparator<RowKey> ORDER =
        Comparator.comparing((RowKey key) -> Token.hash(key.partition), Long::compareUnsigned)
            .thenComparing(RowKey::partition, Arrays::compareUnsigned)
            .thenComparing(RowKey::clustering, Arrays::compareUnsigned);
  }

  private record FakeCell(Object value, long expiresMillis) {}

  private static final class FakeRow {
    final List<Object> key = new ArrayList<>();
    final Map<Integer, FakeCell> cells = new HashMap<>();
    long liveUntilMillis = Long.MIN_VALUE;
  }

  private final FakeCluster cluster;
  private final io.ringtail.protocol.schema.Table schema;
  private final TreeMap<RowKey, FakeRow> rows = new TreeMap<>(RowKey.ORDER);

  FakeTable(FakeCluster cluster, io.ringtail.protocol.schema.Table schema) {
    this.cluster = cluster;
    this.schema = schema;
  }

  @Override
  public io.ringtail.protocol.schema.Table schema() {
    return schema;
  }

  @Override
  public RowWrite insert(Key key, Map<String, ? extends @Nullable Object> values) {
    throw new UnsupportedOperationException("insert");
  }

  @Override
  public RowWrite update(Key key, Map<String, ? extends @Nullable Object> values) {
    throw new UnsupportedOperationException("update");
  }

  private <T extends @Nullable Object> CompletionStage<T> answer(
      String request, Supplier<T> supplier) {
    try {
      cluster.note(request);
      synchronized (rows) {
        return CompletableFuture.completedFuture(supplier.get());
      }
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private RowKey rowKey(Key key) {
    try {
      return new RowKey(
          TableKeys.encode(schema.partitionKey(), key.partition()),
          TableKeys.encode(schema.clusteringKey(), key.clustering()));
    } catch (IllegalArgumentException e) {
      throw new RingtailException.InvalidRequest(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public CompletionStage<@Nullable ResultRow> get(Key key, RequestOptions options) {
    return get(key, null, options);
  }

  @Override
  public CompletionStage<@Nullable ResultRow> get(
      Key key, @Nullable List<Column> columns, RequestOptions options) {
    return answer("get " + options.level(), () -> result(rows.get(rowKey(key)), columns));
  }

  private @Nullable ResultRow result(@Nullable FakeRow row, @Nullable List<Column> wanted) {
    long now = cluster.wallMillis();
    if (row == null
        || (row.liveUntilMillis <= now
            && row.cells.values().stream().allMatch(cell -> cell.expiresMillis <= now))) {
      return null;
    }
    List<Column> columns = new ArrayList<>();
    List<@Nullable Object> values = new ArrayList<>();
    for (Column column : schema.columns()) {
      boolean isKey = column.kind() != ColumnKind.REGULAR;
      if (isKey || wanted == null || wanted.contains(column)) {
        columns.add(column);
        FakeCell cell = row.cells.get(column.id());
        values.add(
            isKey
                ? row.key.get(schema.columns().indexOf(column))
                : cell == null || cell.expiresMillis <= now ? null : cell.value);
      }
    }
    return new ResultRow(columns, values.toArray());
  }

  @Override
  public CompletionStage<Map<Key, ResultRow>> getAll(Collection<Key> keys, RequestOptions options) {
    return answer(
        "getAll " + keys.size(),
        () -> {
          Map<Key, ResultRow> found = new LinkedHashMap<>();
          for (Key key : keys) {
            ResultRow row = result(rows.get(rowKey(key)), null);
            if (row != null) {
              found.put(key, row);
            }
          }
          return found;
        });
  }

  @Override
  public CompletionStage<List<ResultRow>> slice(
      Key partition, Slice slice, @Nullable List<Column> columns, RequestOptions options) {
    return answer(
        "slice " + (slice.limit() == Integer.MAX_VALUE ? "all" : slice.limit()),
        () -> {
          byte[] key = rowKey(partition).partition;
          ByteRange range = range(slice);
          List<ResultRow> found = new ArrayList<>();
          rows.forEach((rowKey, row) -> {
            ResultRow result = result(row, columns);
            if (result != null
                && Arrays.equals(rowKey.partition, key)
                && range.contains(rowKey.clustering)) {
              found.add(result);
            }
          });
          if (slice.reverse()) {
            Collections.reverse(found);
          }
          return List.copyOf(found.subList(0, Math.min(found.size(), slice.limit())));
        });
  }

  private ByteRange range(Slice slice) {
    byte[] start = new byte[0];
    byte[] end = null;
    if (slice.from() != null) {
      byte[] from = TableKeys.encode(schema.clusteringKey(), slice.from().clustering());
      byte[] behind = ByteRange.afterPrefix(from);
      if (!slice.from().inclusive() && behind == null) {
        return new ByteRange(new byte[] {0}, new byte[] {0});
      }
      start = slice.from().inclusive() || behind == null ? from : behind;
    }
    if (slice.to() != null) {
      byte[] to = TableKeys.encode(schema.clusteringKey(), slice.to().clustering());
      end = slice.to().inclusive() ? ByteRange.afterPrefix(to) : to;
    }
    return new ByteRange(start, end);
  }

  @Override
  public CompletionStage<@Nullable Void> write(RowWrite write, RequestOptions options) {
    return answer(
        "write " + write.kind(),
        () -> {
          apply(write);
          return null;
        });
  }

  @Override
  public CompletionStage<@Nullable Void> writeAll(
      Collection<RowWrite> writes, RequestOptions options) {
    return answer(
        "writeAll " + writes.size(),
        () -> {
          writes.forEach(this::apply);
          return null;
        });
  }

  void apply(RowWrite write) {
    RowKey key = rowKey(write.key());
    if (write.kind() == RowWrite.Kind.DELETE) {
      rows.remove(key);
      return;
    }
    FakeRow row = rows.computeIfAbsent(key, missing -> new FakeRow());
    if (row.key.isEmpty()) {
      row.key.addAll(write.key().partition());
      row.key.addAll(write.key().clustering());
    }
    long ttlMillis =
        write.ttl() == null ? schema.options().defaultTtlMillis() : write.ttl().toMillis();
    long expires = ttlMillis == 0 ? Long.MAX_VALUE : cluster.wallMillis() + ttlMillis;
    if (write.kind() == RowWrite.Kind.INSERT) {
      row.liveUntilMillis = expires;
    }
    for (int i = 0; i < write.values().length; i++) {
      Column column = write.columns().get(i);
      Object value = write.values()[i];
      if (value == null) {
        row.cells.remove(column.id());
      } else {
        row.cells.put(
            column.id(),
            new FakeCell(column.type().decodeValue(column.type().encodeValue(value)), expires));
      }
    }
  }

  @Override
  public RowScan scan(@Nullable List<Column> columns, int pageRows, RequestOptions options) {
    List<ResultRow> all = new ArrayList<>();
    synchronized (rows) {
      for (FakeRow row : rows.values()) {
        ResultRow result = result(row, columns);
        if (result != null) {
          all.add(result);
        }
      }
    }
    return new RowScan() {
      private int position;

      @Override
      public CompletionStage<List<ResultRow>> nextPage() {
        return answer(
            "scan " + pageRows,
            () -> {
              int end = Math.min(all.size(), position + pageRows);
              List<ResultRow> page = List.copyOf(all.subList(position, end));
              position = end;
              return page;
            });
      }
    };
  }

  @Override
  public BlockingTable blocking() {
    throw new UnsupportedOperationException("blocking");
  }

  @Override
  public CompletionStage<ConditionalOutcome> writeIf(
      Collection<RowWrite> writes, Collection<Condition> conditions, RequestOptions options) {
    throw new UnsupportedOperationException("no statement is conditional");
  }

  @Override
  public CompletionStage<@Nullable ResultRow> update(
      Key key, Function<@Nullable ResultRow, @Nullable RowWrite> function, RequestOptions options) {
    throw new UnsupportedOperationException("no statement is conditional");
  }
}
