// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.fake;

import io.ringtail.driver.api.Batch;
import io.ringtail.driver.api.BatchOutcome;
import io.ringtail.driver.api.KeyValueTable;
import io.ringtail.driver.api.NodeMetrics;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.Session;
import io.ringtail.driver.api.Table;
import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.schema.Schema;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.protocol.schema.TableName;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** A session on a {@link FakeCluster}. */
final class FakeSession implements Session {
  private final FakeCluster cluster;
  private final Runnable onClose;

  FakeSession(FakeCluster cluster, Runnable onClose) {
    this.cluster = cluster;
    this.onClose = onClose;
  }

  @Override
  public ClusterMap map() {
    return cluster.map();
  }

  @Override
  public RequestOptions defaultOptions() {
    return RequestOptions.DEFAULT;
  }

  @Override
  public Table table(TableName name) {
    return cluster.table(name);
  }

  @Override
  public <K, V> KeyValueTable<K, V> keyValueTable(
      TableName name, Class<K> keyClass, Class<V> valueClass) {
    throw new UnsupportedOperationException("keyValueTable");
  }

  @Override
  public CompletionStage<BatchOutcome> write(Batch batch, RequestOptions options) {
    try {
      cluster.note("batch " + batch.kind() + " " + batch.entries().size());
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
    for (Batch.Entry entry : batch.entries()) {
      ((FakeTable) entry.table()).apply(entry.write());
    }
    return CompletableFuture.completedFuture(new BatchOutcome(List.of("a warning", "another")));
  }

  @Override
  public CompletionStage<Schema> change(SchemaChange change) {
    return CompletableFuture.completedFuture(changeBlocking(change));
  }

  @Override
  public Schema changeBlocking(SchemaChange change) {
    return cluster.change(change);
  }

  @Override
  public List<Executor> lanes() {
    return List.of(Runnable::run);
  }

  @Override
  public List<NodeMetrics> metrics() {
    return List.of();
  }

  @Override
  public void close() {
    onClose.run();
  }
}
