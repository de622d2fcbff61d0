// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jcache;

import io.ringtail.driver.api.Batch;
import io.ringtail.driver.api.BatchOutcome;
import io.ringtail.driver.api.KeyValueTable;
import io.ringtail.driver.api.NodeMetrics;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.api.Session;
import io.ringtail.driver.api.SessionOptions;
import io.ringtail.driver.api.Table;
import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.schema.Schema;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A cluster in memory behind the driver's interface, with a clock that tests turn. Confined to one
 * thread.
 */
final class FakeCluster {
  final Map<String, FakeTable> tables = new TreeMap<>();
  final Time time = new Time();
  int sessionsOpen;
  @Nullable SessionOptions lastOptions;
  @Nullable RingtailException failure;

  CompletionStage<Session> open(SessionOptions options) {
    lastOptions = options;
    sessionsOpen++;
    return CompletableFuture.completedFuture(new FakeSession());
  }

  /** What a call ends with: its result, or the failure that the test has set. */
  <T extends @Nullable Object> CompletionStage<T> answer(T result) {
    return failure == null
        ? CompletableFuture.completedFuture(result)
        : CompletableFuture.failedFuture(failure);
  }

  static final class Time implements Clock {
    long millis = 1_000_000;

    @Override
    public long wallMillis() {
      return millis;
    }

    @Override
    public long nanos() {
      return millis * 1_000_000;
    }
  }

  private final class FakeSession implements Session {
    @Override
    public ClusterMap map() {
      throw new UnsupportedOperationException("map");
    }

    @Override
    public RequestOptions defaultOptions() {
      return RequestOptions.DEFAULT;
    }

    @Override
    public Table table(TableName name) {
      throw new UnsupportedOperationException("table");
    }

    @Override
    @SuppressWarnings("unchecked")
    public <K, V> KeyValueTable<K, V> keyValueTable(
        TableName name, Class<K> keyClass, Class<V> valueClass) {
      FakeTable table = tables.get(name.toString());
      if (table == null || table.otherColumns) {
        throw new RingtailException.InvalidRequest("table " + name + " has other columns");
      }
      return (KeyValueTable<K, V>) table;
    }

    @Override
    public CompletionStage<BatchOutcome> write(Batch batch, RequestOptions options) {
      throw new AssertionError("nobody makes batches here");
    }

    @Override
    public CompletionStage<Schema> change(SchemaChange change) {
      if (change instanceof SchemaChange.CreateTable create) {
        tables.computeIfAbsent(create.name().toString(), unused -> new FakeTable(FakeCluster.this));
      } else if (change instanceof SchemaChange.DropTable drop) {
        tables.remove(drop.name().toString());
      } else {
        throw new UnsupportedOperationException(change.toString());
      }
      return answer(Schema.of(List.of(), List.of(), 1));
    }

    @Override
    public Schema changeBlocking(SchemaChange change) {
      return change(change).toCompletableFuture().join();
    }

    @Override
    public List<Executor> lanes() {
      return List.of();
    }

    @Override
    public List<NodeMetrics> metrics() {
      return List.of();
    }

    @Override
    public void close() {
      sessionsOpen--;
    }
  }
}
