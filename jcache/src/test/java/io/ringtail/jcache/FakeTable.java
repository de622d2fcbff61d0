// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jcache;

import io.ringtail.driver.api.BlockingKeyValueTable;
import io.ringtail.driver.api.Decision;
import io.ringtail.driver.api.KeyValueTable;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.ResultRow;
import io.ringtail.driver.api.RowScan;
import io.ringtail.driver.api.Table;
import io.ringtail.protocol.schema.Column;
import io.ringtail.protocol.type.ScalarType;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A table of two byte columns in memory. Confined to one thread. */
final class FakeTable implements KeyValueTable<byte[], byte[]> {
  private static final List<Column> COLUMNS =
      List.of(
          Column.partition(0, "key", ScalarType.VARBINARY),
          Column.regular(1, "value", ScalarType.VARBINARY));

  private record Stored(byte[] value, long expiryMillis) {}

  private final FakeCluster cluster;
  private final TreeMap<byte[], Stored> rows = new TreeMap<>(Arrays::compareUnsigned);
  boolean otherColumns;
  int reads;
  RequestOptions lastOptions = RequestOptions.DEFAULT;

  FakeTable(FakeCluster cluster) {
    this.cluster = cluster;
  }

  int size() {
    dropExpired();
    return rows.size();
  }

  private void dropExpired() {
    rows.values().removeIf(stored -> stored.expiryMillis() <= cluster.time.wallMillis());
  }

  @Override
  public CompletionStage<byte @Nullable []> get(byte[] key, RequestOptions options) {
    reads++;
    lastOptions = options;
    dropExpired();
    Stored stored = rows.get(key);
    return cluster.answer(stored == null ? null : stored.value());
  }

  @Override
  public CompletionStage<byte @Nullable []> get(byte[] key) {
    return get(key, RequestOptions.DEFAULT);
  }

  @Override
  public CompletionStage<@Nullable Void> put(byte[] key, byte[] value, RequestOptions options) {
    rows.put(key, new Stored(value, Long.MAX_VALUE));
    return cluster.answer(null);
  }

  @Override
  public CompletionStage<@Nullable Void> put(byte[] key, byte[] value) {
    return put(key, value, RequestOptions.DEFAULT);
  }

  @Override
  public CompletionStage<@Nullable Void> put(
      byte[] key, byte[] value, Duration ttl, RequestOptions options) {
    rows.put(key, new Stored(value, cluster.time.wallMillis() + ttl.toMillis()));
    return cluster.answer(null);
  }

  @Override
  public CompletionStage<@Nullable Void> remove(byte[] key, RequestOptions options) {
    rows.remove(key);
    return cluster.answer(null);
  }

  @Override
  public CompletionStage<@Nullable Void> remove(byte[] key) {
    return remove(key, RequestOptions.DEFAULT);
  }

  @Override
  public CompletionStage<Map<byte[], byte[]>> getAll(
      Collection<byte[]> keys, RequestOptions options) {
    dropExpired();
    Map<byte[], byte[]> found = new TreeMap<>(Arrays::compareUnsigned);
    for (byte[] key : keys) {
      Stored stored = rows.get(key);
      if (stored != null) {
        found.put(key, stored.value());
      }
    }
    return cluster.answer(found);
  }

  @Override
  public CompletionStage<@Nullable Void> putAll(
      Map<byte[], byte[]> entries, RequestOptions options) {
    return putAll(entries, null, options);
  }

  @Override
  public CompletionStage<@Nullable Void> putAll(
      Map<byte[], byte[]> entries, @Nullable Duration ttl, RequestOptions options) {
    long expiry = ttl == null ? Long.MAX_VALUE : cluster.time.wallMillis() + ttl.toMillis();
    entries.forEach((key, value) -> rows.put(key, new Stored(value, expiry)));
    return cluster.answer(null);
  }

  @Override
  public CompletionStage<@Nullable Void> removeAll(
      Collection<byte[]> keys, RequestOptions options) {
    keys.forEach(rows::remove);
    return cluster.answer(null);
  }

  /**
   * A view that can be scanned, and nothing else; pages have two rows, so that there are several.
   */
  @Override
  public BlockingKeyValueTable<byte[], byte[]> blocking() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Table table() {
    return (Table)
        Proxy.newProxyInstance(
            FakeTable.class.getClassLoader(),
            new Class<?>[] {Table.class},
            (proxy, method, arguments) -> {
              if (!method.getName().equals("scan")) {
                throw new UnsupportedOperationException(method.getName());
              }
              return scan();
            });
  }

  private RowScan scan() {
    dropExpired();
    List<ResultRow> left = new ArrayList<>();
    rows.forEach(
        (key, stored) -> left.add(new ResultRow(COLUMNS, new Object[] {key, stored.value()})));
    return () -> {
      List<ResultRow> page = List.copyOf(left.subList(0, Math.min(2, left.size())));
      left.subList(0, page.size()).clear();
      return cluster.answer(page);
    };
  }

  @Override
  public <A extends @Nullable Object> CompletionStage<A> decide(
      byte[] key,
      Function<byte @Nullable [], Decision<byte[], A>> function,
      RequestOptions options) {
    dropExpired();
    Stored stored = rows.get(key);
    Decision<byte[], A> decision = function.apply(stored == null ? null : stored.value());
    byte[] value = decision.value();
    if (value != null) {
      rows.put(key, new Stored(value, Long.MAX_VALUE));
    } else if (decision.kind() == Decision.Kind.REMOVE) {
      rows.remove(key);
    }
    return cluster.answer(decision.answer());
  }
}
