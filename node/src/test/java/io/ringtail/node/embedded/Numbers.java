// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.driver.Ringtail;
import io.ringtail.driver.api.KeyValueTable;
import io.ringtail.driver.api.Level;
import io.ringtail.driver.api.NodeMetrics;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.api.Session;
import io.ringtail.driver.api.SessionOptions;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.protocol.schema.ColumnKind;
import io.ringtail.protocol.schema.Replication;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.protocol.schema.SchemaChange.ColumnDefinition;
import io.ringtail.protocol.schema.Table;
import io.ringtail.protocol.schema.TableKeys;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.schema.TableOptions;
import io.ringtail.protocol.type.ScalarType;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A table of numbers by names on an embedded cluster, looked at from outside as well. */
final class Numbers implements AutoCloseable {
  static final RequestOptions PATIENT = new RequestOptions(Level.QUORUM, Duration.ofSeconds(20));

  private static final long NANOS_MAX = TimeUnit.SECONDS.toNanos(30);

  private final EmbeddedCluster cluster;
  private final TableName name;
  private final RawClient raw = new RawClient();
  final Session session;
  final KeyValueTable<String, Long> table;

  /** Opens a session and makes a table in a keyspace of its own, where there is none yet. */
  Numbers(
      EmbeddedCluster cluster, SessionOptions options, String keyspace, Replication replication) {
    this.cluster = cluster;
    this.name = new TableName(keyspace, "numbers");
    this.session = Ringtail.open(options.withRequestDefaults(PATIENT)).toCompletableFuture().join();
    session.changeBlocking(new SchemaChange.CreateKeyspace(keyspace, replication, null, true));
    session.changeBlocking(
        new SchemaChange.CreateTable(
            name,
            List.of(
                new ColumnDefinition("k", ScalarType.VARCHAR, ColumnKind.PARTITION, false),
                new ColumnDefinition("v", ScalarType.BIGINT, ColumnKind.REGULAR, false)),
            TableOptions.DEFAULT,
            true));
    this.table = session.keyValueTable(name, String.class, Long.class);
  }

  /** A table with a number of copies in the only data center. */
  Numbers(EmbeddedCluster cluster, String keyspace, int copies) {
    this(
        cluster,
        SessionOptions.of(cluster.contactPoints()),
        keyspace,
        Replication.in(io.ringtail.protocol.map.Node.PLACE_DEFAULT, copies));
  }

  static <T extends @Nullable Object> T get(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RingtailException known) {
        throw known;
      }
      throw e;
    }
  }

  /** The partition of a name on one node alone, encoded; null where the node has nothing of it. */
  byte @Nullable [] on(int node, String key) {
    Table of = session.map().schema().table(name).orElseThrow();
    byte[] encoded = TableKeys.encode(of.partitionKey(), List.of(key));
    raw.epoch.set(session.map().epoch().number());
    Endpoint endpoint = cluster.contactPoints().get(node);
    Response response = raw.send(endpoint, RawClient.read(of.id(), encoded), 5_000).join();
    if (!(response instanceof Response.ReadDone done)) {
      throw new AssertionError("node " + node + " answers " + response);
    }
    byte[] content = done.partitions().getFirst().content();
    return PartitionCodec.decode(content).isEmpty() ? null : content;
  }

  /** How many of the keys k0, k1, ... a node has. */
  int countOn(int node, int keys) {
    int count = 0;
    for (int i = 0; i < keys; i++) {
      count += on(node, "k" + i) == null ? 0 : 1;
    }
    return count;
  }

  NodeMetrics metrics(int node) {
    Endpoint endpoint = cluster.contactPoints().get(node);
    return session.metrics().stream()
        .filter(each -> each.node().endpoint().equals(endpoint))
        .findFirst()
        .orElseThrow();
  }

  static void await(String what, BooleanSupplier condition) {
    long begun = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - begun).as(what).isLessThan(NANOS_MAX);
      LockSupport.parkNanos(10_000_000);
    }
  }

  @Override
  public void close() {
    raw.close();
    session.close();
  }
}
