// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.table;

import io.ringtail.driver.api.BlockingKeyValueTable;
import io.ringtail.driver.api.Decision;
import io.ringtail.driver.api.KeyValueTable;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.api.Table;
import io.ringtail.driver.lane.Lane;
import io.ringtail.driver.lane.ReadOperation;
import io.ringtail.driver.lane.WriteOperation;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.ring.Token;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Mutation;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import io.ringtail.protocol.schema.Column;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.type.KeyWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A table with one key column and one value column as a map. A put writes one cell and no row
 * marker: the row is there as long as its value is. Thread-safe.
 */
public final class ClusterKeyValueTable<K, V> implements KeyValueTable<K, V> {
  private final Requests requests;
  private final TableHandle handle;
  private final Table table;
  private final Class<K> keyClass;
  private final Class<V> valueClass;

  /**
   * A view of a table.
   *
   * @throws RingtailException.InvalidRequest when the table is not of these two columns
   */
  public ClusterKeyValueTable(
      Requests requests, TableName name, Class<K> keyClass, Class<V> valueClass) {
    this.requests = requests;
    this.handle = new TableHandle(requests, name);
    this.table = new ClusterTable(requests, name);
    this.keyClass = keyClass;
    this.valueClass = valueClass;
    TableView view = handle.view();
    List<Column> columns = view.schema().columns();
    if (columns.size() != 2 || view.partitionKey().size() != 1 || !view.clusteringKey().isEmpty()) {
      throw new RingtailException.InvalidRequest(
          "table "
              + name
              + " is not one key column and one value column, but "
              + columns.stream().map(Column::name).toList());
    }
    check(columns.get(0), keyClass);
    check(columns.get(1), valueClass);
  }

  private static void check(Column column, Class<?> javaClass) {
    if (column.type().javaClass() != javaClass) {
      throw new RingtailException.InvalidRequest(
          "column "
              + column.name()
              + " is "
              + column.type().sqlName()
              + " ("
              + column.type().javaClass().getSimpleName()
              + " in Java), not "
              + javaClass.getSimpleName());
    }
  }

  private static Column valueColumn(TableView view) {
    return view.schema().columns().get(1);
  }

  private byte[] encodedKey(TableView view, K key) {
    if (!keyClass.isInstance(key)) {
      throw new RingtailException.InvalidRequest("a key has to be a " + keyClass.getSimpleName());
    }
    KeyWriter out = new KeyWriter();
    view.partitionKey().get(0).type().encodeKey(key, out, false);
    return RowEncoder.checkKey(out.toBytes());
  }

  private V decoded(TableView view, byte[] value) {
    return valueClass.cast(valueColumn(view).type().decodeValue(value));
  }

  private static Request.Read read(TableView view, List<byte[]> keys, long nowMillis) {
    return new Request.Read(
        view.schema().id(),
        keys,
        ByteRange.ALL,
        null,
        Request.Read.ROWS_ALL,
        false,
        nowMillis,
        false);
  }

  @Override
  public CompletionStage<@Nullable V> get(K key) {
    return get(key, requests.defaults());
  }

  @Override
  public CompletionStage<@Nullable V> get(K key, RequestOptions options) {
    try {
      TableView view = handle.view();
      byte[] partition = encodedKey(view, key);
      long nowMillis = requests.clock().wallMillis();
      Get call = new Get(view, nowMillis);
      requests
          .lanes()
          .pick()
          .submit(
              ReadOperation.of(
                  Requests.aim(view, Token.hash(partition), options),
                  read(view, List.of(partition), nowMillis),
                  call));
      return call;
    } catch (RingtailException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public CompletionStage<@Nullable Void> put(K key, V value) {
    return put(key, value, null, requests.defaults(), false);
  }

  @Override
  public CompletionStage<@Nullable Void> put(K key, V value, RequestOptions options) {
    return put(key, value, null, options, false);
  }

  @Override
  public CompletionStage<@Nullable Void> put(K key, V value, Duration ttl, RequestOptions options) {
    return put(key, value, ttl, options, false);
  }

  @Override
  public CompletionStage<@Nullable Void> remove(K key) {
    return put(key, null, null, requests.defaults(), true);
  }

  @Override
  public CompletionStage<@Nullable Void> remove(K key, RequestOptions options) {
    return put(key, null, null, options, true);
  }

  private CompletionStage<@Nullable Void> put(
      K key, @Nullable V value, @Nullable Duration ttl, RequestOptions options, boolean remove) {
    try {
      TableView view = handle.view();
      Lane lane = requests.lanes().pick();
      if (view.writesStrictly(options.level())) {
        return StrictWrite.of(
            requests,
            view,
            lane,
            encodedKey(view, key),
            versions -> data(view, versions.get(), value, ttl, remove),
            options);
      }
      Mutation mutation =
          mutation(view, key, data(view, requests.version(lane), value, ttl, remove));
      WriteCall call = new WriteCall();
      lane.submit(
          new WriteOperation(
              Requests.aim(view, Token.hash(mutation.key()), options), List.of(mutation), call));
      return call;
    } catch (RingtailException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public <A extends @Nullable Object> CompletionStage<A> decide(
      K key, Function<@Nullable V, Decision<V, A>> function, RequestOptions options) {
    try {
      TableView view = handle.view();
      byte[] partition = encodedKey(view, key);
      return requests.conditional(
          view,
          partition,
          new ValueWrite<>(view, valueColumn(view), valueClass, function),
          options);
    } catch (RingtailException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private PartitionData data(
      TableView view, Version version, @Nullable V value, @Nullable Duration ttl, boolean remove) {
    if (remove) {
      return ofRow(new Row(Row.NO_CLUSTERING, null, version, List.of()));
    }
    if (value == null) {
      throw new RingtailException.InvalidRequest("a value has to be there; use remove");
    }
    Column column = valueColumn(view);
    long expiry = RowEncoder.expiryMillis(view, ttl, requests.clock().wallMillis());
    Cell cell = new Cell(column.id(), version, RowEncoder.value(column, value), expiry);
    return ofRow(new Row(Row.NO_CLUSTERING, null, null, List.of(cell)));
  }

  private static PartitionData ofRow(Row row) {
    return new PartitionData(null, List.of(), List.of(row));
  }

  private Mutation mutation(TableView view, K key, PartitionData data) {
    return new Mutation(view.schema().id(), encodedKey(view, key), PartitionCodec.encode(data));
  }

  @Override
  public CompletionStage<Map<K, V>> getAll(Collection<K> keys, RequestOptions options) {
    try {
      TableView view = handle.view();
      List<K> wanted = List.copyOf(new LinkedHashSet<>(keys));
      List<MultiRead.Item> items = new ArrayList<>(wanted.size());
      for (K key : wanted) {
        items.add(new MultiRead.Item(encodedKey(view, key), ByteRange.ALL));
      }
      return new MultiRead<Map<K, V>>(requests, view, items, null, options) {
        @Override
        Map<K, V> decode(@Nullable PartitionData[] data) {
          Map<K, V> found = new LinkedHashMap<>();
          for (int i = 0; i < data.length; i++) {
            PartitionData one = data[i];
            byte[] value =
                one == null ? null : Projection.value(one, valueColumn(view).id(), nowMillis());
            if (value != null) {
              found.put(wanted.get(i), decoded(view, value));
            }
          }
          return found;
        }
      }.start();
    } catch (RingtailException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public CompletionStage<@Nullable Void> putAll(Map<K, V> entries, RequestOptions options) {
    return putAll(entries, null, options);
  }

  @Override
  public CompletionStage<@Nullable Void> putAll(
      Map<K, V> entries, @Nullable Duration ttl, RequestOptions options) {
    try {
      TableView view = handle.view();
      if (view.writesStrictly(options.level())) {
        List<CompletableFuture<@Nullable Void>> all = new ArrayList<>(entries.size());
        entries.forEach(
            (key, value) -> all.add(put(key, value, ttl, options, false).toCompletableFuture()));
        return StrictWrite.all(all);
      }
      Lane lane = requests.lanes().pick();
      List<Mutation> mutations = new ArrayList<>(entries.size());
      for (Map.Entry<K, V> entry : entries.entrySet()) {
        mutations.add(
            mutation(
                view,
                entry.getKey(),
                data(view, requests.version(lane), entry.getValue(), ttl, false)));
      }
      return new MultiWrite(requests, lane, view, mutations, options).start();
    } catch (RingtailException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public CompletionStage<@Nullable Void> removeAll(Collection<K> keys, RequestOptions options) {
    try {
      TableView view = handle.view();
      if (view.writesStrictly(options.level())) {
        List<CompletableFuture<@Nullable Void>> all = new ArrayList<>(keys.size());
        keys.forEach(key -> all.add(put(key, null, null, options, true).toCompletableFuture()));
        return StrictWrite.all(all);
      }
      Lane lane = requests.lanes().pick();
      List<Mutation> mutations = new ArrayList<>(keys.size());
      for (K key : new LinkedHashSet<>(keys)) {
        mutations.add(mutation(view, key, data(view, requests.version(lane), null, null, true)));
      }
      return new MultiWrite(requests, lane, view, mutations, options).start();
    } catch (RingtailException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public Table table() {
    return table;
  }

  @Override
  public BlockingKeyValueTable<K, V> blocking() {
    return new WaitingKeyValueTable<>(this, requests.lanes(), requests.defaults());
  }

  /** A read of one value. */
  private final class Get extends ReadCall<V> {
    private final TableView view;
    private final long nowMillis;

    Get(TableView view, long nowMillis) {
      this.view = view;
      this.nowMillis = nowMillis;
    }

    @Override
    @Nullable V decode(PartitionData data) {
      byte[] value = Projection.value(data, valueColumn(view).id(), nowMillis);
      return value == null ? null : decoded(view, value);
    }
  }
}
