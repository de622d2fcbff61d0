// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.table;

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
import io.ringtail.driver.lane.Lane;
import io.ringtail.driver.lane.ReadOperation;
import io.ringtail.driver.lane.WriteOperation;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.merge.Merge;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.ring.Token;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.Mutation;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.schema.Column;
import io.ringtail.protocol.schema.ColumnKind;
import io.ringtail.protocol.schema.TableName;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A table of a cluster. Thread-safe. */
public final class ClusterTable implements Table {
  /** Most bytes of a mutation, so that it fits into a frame with its headers. */
  private static final int MUTATION_BYTES_MAX = 15 << 20;

  private final Requests requests;
  private final TableHandle handle;

  /** A table by name, which has to be there when it is used. */
  public ClusterTable(Requests requests, TableName name) {
    this.requests = requests;
    this.handle = new TableHandle(requests, name);
  }

  @Override
  public io.ringtail.protocol.schema.Table schema() {
    return handle.view().schema();
  }

  @Override
  public RowWrite insert(Key key, Map<String, ? extends @Nullable Object> values) {
    return write(RowWrite.Kind.INSERT, key, values);
  }

  @Override
  public RowWrite update(Key key, Map<String, ? extends @Nullable Object> values) {
    return write(RowWrite.Kind.UPDATE, key, values);
  }

  private RowWrite write(
      RowWrite.Kind kind, Key key, Map<String, ? extends @Nullable Object> values) {
    io.ringtail.protocol.schema.Table schema = schema();
    List<Column> columns = new ArrayList<>(values.size());
    @Nullable Object[] encoded = new Object[values.size()];
    for (Map.Entry<String, ? extends @Nullable Object> each : values.entrySet()) {
      Column column = schema.column(each.getKey()).orElse(null);
      if (column == null || column.kind() != ColumnKind.REGULAR) {
        throw new RingtailException.InvalidRequest(
            "table " + schema.name() + " has no column '" + each.getKey() + "' beside its key");
      }
      encoded[columns.size()] = each.getValue();
      columns.add(column);
    }
    return new RowWrite(kind, key, columns, encoded, null);
  }

  @Override
  public CompletionStage<@Nullable ResultRow> get(Key key, RequestOptions options) {
    return get(key, null, options);
  }

  @Override
  public CompletionStage<@Nullable ResultRow> get(
      Key key, @Nullable List<Column> columns, RequestOptions options) {
    try {
      TableView table = handle.view();
      Projection projection = columns == null ? table.all() : new Projection(table, columns);
      byte[] partition = RowEncoder.partitionKey(table, key);
      long nowMillis = requests.clock().wallMillis();
      Request.Read read =
          new Request.Read(
              table.schema().id(),
              List.of(partition),
              rowSlice(table, key),
              null,
              Request.Read.ROWS_ALL,
              false,
              nowMillis,
              false);
      ReadCall<ResultRow> call =
          new ReadCall<>() {
            @Override
            @Nullable ResultRow decode(PartitionData data) {
              return projection.row(key.partition(), key.clustering(), data, nowMillis);
            }
          };
      requests
          .lanes()
          .pick()
          .submit(
              ReadOperation.of(Requests.aim(table, Token.hash(partition), options), read, call));
      return call;
    } catch (RingtailException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** The slice that holds just the row of a key. */
  private static ByteRange rowSlice(TableView table, Key key) {
    byte[] clustering = RowEncoder.clusteringKey(table, key);
    return clustering.length == 0 ? ByteRange.ALL : ByteRange.single(clustering);
  }

  @Override
  public CompletionStage<Map<Key, ResultRow>> getAll(Collection<Key> keys, RequestOptions options) {
    try {
      TableView table = handle.view();
      List<Key> wanted = List.copyOf(keys);
      List<MultiRead.Item> items = new ArrayList<>(wanted.size());
      for (Key key : wanted) {
        items.add(new MultiRead.Item(RowEncoder.partitionKey(table, key), rowSlice(table, key)));
      }
      return new MultiRead<Map<Key, ResultRow>>(requests, table, items, null, options) {
        @Override
        Map<Key, ResultRow> decode(@Nullable PartitionData[] data) {
          Map<Key, ResultRow> found = new LinkedHashMap<>();
          for (int i = 0; i < data.length; i++) {
            Key key = wanted.get(i);
            PartitionData one = data[i];
            ResultRow row =
                one == null
                    ? null
                    : table.all().row(key.partition(), key.clustering(), one, nowMillis());
            if (row != null) {
              found.put(key, row);
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
  public CompletionStage<List<ResultRow>> slice(
      Key partition, Slice slice, @Nullable List<Column> columns, RequestOptions options) {
    try {
      TableView table = handle.view();
      Projection projection = columns == null ? table.all() : new Projection(table, columns);
      return new SliceRead(
              requests,
              projection,
              table,
              partition.partition(),
              RowEncoder.partitionKey(table, partition),
              slice,
              options)
          .start();
    } catch (RingtailException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public CompletionStage<@Nullable Void> write(RowWrite write, RequestOptions options) {
    try {
      TableView table = handle.view();
      Lane lane = requests.lanes().pick();
      byte[] partition = RowEncoder.partitionKey(table, write.key());
      long nowMillis = requests.clock().wallMillis();
      if (table.writesStrictly(options.level())) {
        return StrictWrite.of(
            requests,
            table,
            lane,
            partition,
            versions -> RowEncoder.data(table, write, versions.get(), nowMillis),
            options);
      }
      PartitionData data = RowEncoder.data(table, write, requests.version(lane), nowMillis);
      Mutation mutation = mutation(table, partition, data);
      WriteCall call = new WriteCall();
      lane.submit(
          new WriteOperation(
              Requests.aim(table, Token.hash(partition), options), List.of(mutation), call));
      return call;
    } catch (RingtailException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public CompletionStage<ConditionalOutcome> writeIf(
      Collection<RowWrite> writes, Collection<Condition> conditions, RequestOptions options) {
    try {
      TableView table = handle.view();
      RowsWrite write = new RowsWrite(table, writes, conditions, requests.clock().wallMillis());
      return requests.conditional(table, write.partition(), write, options);
    } catch (RingtailException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public CompletionStage<@Nullable ResultRow> update(
      Key key, Function<@Nullable ResultRow, @Nullable RowWrite> function, RequestOptions options) {
    try {
      TableView table = handle.view();
      byte[] clustering = RowEncoder.clusteringKey(table, key);
      return requests.<@Nullable ResultRow>conditional(
          table,
          RowEncoder.partitionKey(table, key),
          new RowUpdate(table, key, clustering, function),
          options);
    } catch (RingtailException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public CompletionStage<@Nullable Void> writeAll(
      Collection<RowWrite> writes, RequestOptions options) {
    try {
      TableView table = handle.view();
      Lane lane = requests.lanes().pick();
      long nowMillis = requests.clock().wallMillis();
      if (table.writesStrictly(options.level())) {
        return strictly(table, lane, writes, nowMillis, options);
      }
      Map<ByteBuffer, PartitionData> partitions = new HashMap<>();
      for (RowWrite write : writes) {
        // Each has a timestamp of its own, so that of two for one cell the later one stays.
        partitions.merge(
            ByteBuffer.wrap(RowEncoder.partitionKey(table, write.key())),
            RowEncoder.data(table, write, requests.version(lane), nowMillis),
            Merge::partitions);
      }
      List<Mutation> mutations = new ArrayList<>(partitions.size());
      for (Map.Entry<ByteBuffer, PartitionData> each : partitions.entrySet()) {
        mutations.add(mutation(table, each.getKey().array(), each.getValue()));
      }
      return new MultiWrite(requests, lane, table, mutations, options).start();
    } catch (RingtailException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletionStage<@Nullable Void> strictly(
      TableView table,
      Lane lane,
      Collection<RowWrite> writes,
      long nowMillis,
      RequestOptions options) {
    Map<ByteBuffer, List<RowWrite>> partitions = new HashMap<>();
    for (RowWrite write : writes) {
      partitions
          .computeIfAbsent(
              ByteBuffer.wrap(RowEncoder.partitionKey(table, write.key())),
              partition -> new ArrayList<>())
          .add(write);
    }
    List<CompletableFuture<@Nullable Void>> all = new ArrayList<>(partitions.size());
    for (List<RowWrite> rows : partitions.values()) {
      byte[] partition = RowEncoder.partitionKey(table, rows.get(0).key());
      all.add(
          StrictWrite.of(
              requests,
              table,
              lane,
              partition,
              versions -> {
                PartitionData data = PartitionData.EMPTY;
                for (RowWrite row : rows) {
                  data =
                      Merge.partitions(
                          data, RowEncoder.data(table, row, versions.get(), nowMillis));
                }
                return data;
              },
              options));
    }
    return StrictWrite.all(all);
  }

  static Mutation mutation(TableView table, byte[] partition, PartitionData data) {
    byte[] content = PartitionCodec.encode(data);
    if (content.length > MUTATION_BYTES_MAX) {
      throw new RingtailException.InvalidRequest(
          "a write of "
              + content.length
              + " bytes to one partition is larger than the "
              + MUTATION_BYTES_MAX
              + " allowed");
    }
    return new Mutation(table.schema().id(), partition, content);
  }

  @Override
  public RowScan scan(@Nullable List<Column> columns, int pageRows, RequestOptions options) {
    TableView table = handle.view();
    Projection projection = columns == null ? table.all() : new Projection(table, columns);
    return new TableScan(requests, table, projection, pageRows, options);
  }

  @Override
  public BlockingTable blocking() {
    return new WaitingTable(this, requests.lanes(), requests.defaults());
  }
}
