// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.driver.Ringtail;
import io.ringtail.driver.api.BlockingKeyValueTable;
import io.ringtail.driver.api.BlockingTable;
import io.ringtail.driver.api.Condition;
import io.ringtail.driver.api.ConditionalOutcome;
import io.ringtail.driver.api.Key;
import io.ringtail.driver.api.KeyValueTable;
import io.ringtail.driver.api.Level;
import io.ringtail.driver.api.NodeMetrics;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.ResultRow;
import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.api.RowWrite;
import io.ringtail.driver.api.Session;
import io.ringtail.driver.api.SessionOptions;
import io.ringtail.driver.api.Slice;
import io.ringtail.driver.api.Table;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.protocol.row.Mutation;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import io.ringtail.protocol.schema.Column;
import io.ringtail.protocol.schema.ColumnKind;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.protocol.schema.SchemaChange.ColumnDefinition;
import io.ringtail.protocol.schema.TableKeys;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.schema.TableOptions;
import io.ringtail.protocol.schema.TombstoneGc;
import io.ringtail.protocol.time.Timestamp;
import io.ringtail.protocol.type.ScalarType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ConditionalIT {
  private static final RequestOptions PATIENT =
      RequestOptions.DEFAULT.withTimeout(Duration.ofSeconds(20));
  private static final TableName COUNTERS = new TableName("default", "counters");
  private static final TableName ROWS = new TableName("default", "rows");

  private static Session open(EmbeddedCluster cluster) {
    return open(cluster, SessionOptions.INFLIGHT_MAX_DEFAULT);
  }

  private static Session open(EmbeddedCluster cluster, int inflightMax) {
    SessionOptions options =
        SessionOptions.of(cluster.contactPoints())
            .withRequestDefaults(PATIENT)
            .withInflightMax(inflightMax);
    return Ringtail.open(options).toCompletableFuture().join();
  }

  private static KeyValueTable<String, Long> counters(Session session) {
    return counters(session, TableOptions.DEFAULT);
  }

  private static KeyValueTable<String, Long> counters(Session session, TableOptions options) {
    session.changeBlocking(
        new SchemaChange.CreateTable(
            COUNTERS,
            List.of(
                new ColumnDefinition("k", ScalarType.VARCHAR, ColumnKind.PARTITION, false),
                new ColumnDefinition("v", ScalarType.BIGINT, ColumnKind.REGULAR, false)),
            options,
            true));
    return session.keyValueTable(COUNTERS, String.class, Long.class);
  }

  private static Table rows(Session session) {
    session.changeBlocking(
        new SchemaChange.CreateTable(
            ROWS,
            List.of(
                new ColumnDefinition("p", ScalarType.INT, ColumnKind.PARTITION, false),
                new ColumnDefinition("c", ScalarType.INT, ColumnKind.CLUSTERING, false),
                new ColumnDefinition("a", ScalarType.BIGINT, ColumnKind.REGULAR, false),
                new ColumnDefinition("b", ScalarType.VARCHAR, ColumnKind.REGULAR, false)),
            TableOptions.DEFAULT,
            true));
    return session.table(ROWS);
  }

  @Test
  void valuesAreChangedOnConditionsAndSeenByPlainReads() throws Exception {
    try (EmbeddedCluster cluster = EmbeddedCluster.builder("conditional").shards(2).start();
        Session session = open(cluster)) {
      BlockingKeyValueTable<String, Long> table = counters(session).blocking();
      assertThat(table.putIfAbsent("k", 1L)).isNull();
      assertThat(table.putIfAbsent("k", 2L)).isEqualTo(1L);
      assertThat(table.compareAndSet("k", 2L, 3L)).isFalse();
      assertThat(table.compareAndSet("k", 1L, 3L)).isTrue();
      assertThat(table.get("k")).isEqualTo(3L);
      table.put("k", 10L);
      assertThat(table.add("k", 5L)).isEqualTo(15L);
      assertThat(table.get("k")).isEqualTo(15L);
      assertThat(table.update("k", value -> value == null ? 0L : value * 2)).isEqualTo(30L);
      assertThat(table.remove("k", 15L)).isFalse();
      assertThat(table.remove("k", 30L)).isTrue();
      assertThat(table.get("k")).isNull();
      assertThat(table.putIfAbsent("k", 7L)).isNull();
      assertThat(table.getAndRemove("k")).isEqualTo(7L);
      table.put("k", 8L);
      assertThat(table.get("k")).isEqualTo(8L);
      assertThat(table.max("k", 4L)).isEqualTo(8L);
      assertThatThrownBy(() ->
              table.update(
                  "k",
                  value -> {
                    throw new IllegalStateException("mine");
                  }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("mine");
      assertThat(table.with(PATIENT.withLevel(Level.SERIAL)).get("k")).isEqualTo(8L);
      assertThatThrownBy(
              () -> table.with(PATIENT.withLevel(Level.LOCAL_SERIAL)).compareAndSet("k", 8L, 9L))
          .isInstanceOf(RingtailException.InvalidRequest.class)
          .hasMessageContaining("home data center");
    }
  }

  @Test
  void rowsAreWrittenTogetherIfAllConditionsHold() throws Exception {
    try (EmbeddedCluster cluster = EmbeddedCluster.builder("conditional-rows").start();
        Session session = open(cluster)) {
      Table rows = rows(session);
      BlockingTable table = rows.blocking();
      Key first = Key.of(1).row(1);
      Key second = Key.of(1).row(2);
      RowWrite insert = rows.insert(first, Map.of("a", 1L, "b", "x"));
      List<Condition> absent = List.of(new Condition.Absent(first));
      assertThat(table.writeIf(List.of(insert), absent).applied()).isTrue();
      ConditionalOutcome again = table.writeIf(List.of(insert), absent);
      assertThat(again.applied()).isFalse();
      assertThat(again.rows()).containsOnlyKeys(first);
      assertThat(row(again.rows().get(first)).get("b")).isEqualTo("x");

      Column a = rows.schema().column("a").orElseThrow();
      List<RowWrite> both =
          List.of(rows.update(first, Map.of("a", 2L)), rows.insert(second, Map.of("a", 3L)));
      List<Condition> greater =
          List.of(
              new Condition.Compares(first, a, Condition.Operator.GREATER, 0L),
              new Condition.Absent(second));
      assertThat(table.writeIf(both, greater).applied()).isTrue();
      assertThat(table.writeIf(both, greater).applied()).isFalse();
      assertThat(table.slice(Key.of(1), Slice.ALL))
          .extracting(row -> row.get("a"))
          .containsExactly(2L, 3L);

      assertThat(
              table
                  .writeIf(List.of(RowWrite.delete(first)), List.of(new Condition.Exists(first)))
                  .applied())
          .isTrue();
      assertThat(table.get(first)).isNull();
      assertThat(table.get(second)).isNotNull();
      assertThat(
              table
                  .writeIf(List.of(RowWrite.delete(first)), List.of(new Condition.Exists(first)))
                  .applied())
          .isFalse();
      assertThat(row(table.update(second, row -> rows.update(second, Map.of("b", "new")))).get("b"))
          .isEqualTo("new");
      assertThatThrownBy(() ->
              table.writeIf(
                  List.of(rows.insert(Key.of(2).row(1), Map.of("a", 1L))),
                  List.of(new Condition.Exists(first))))
          .isInstanceOf(RingtailException.InvalidRequest.class)
          .hasMessageContaining("one partition");
    }
  }

  private static ResultRow row(@org.jspecify.annotations.Nullable ResultRow row) {
    assertThat(row).isNotNull();
    return java.util.Objects.requireNonNull(row);
  }

  @Test
  void manySessionsCountWithoutLosingAnyThoughANodeIsDown() throws Exception {
    int sessions = 3;
    int each = 200;
    try (EmbeddedCluster cluster = EmbeddedCluster.builder("counting").shards(2).start()) {
      List<Session> open = new ArrayList<>();
      try {
        for (int i = 0; i < sessions; i++) {
          open.add(open(cluster));
        }
        KeyValueTable<String, Long> table = counters(open.get(0));
        Set<Long> sums = ConcurrentHashMap.newKeySet();
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (int i = 0; i < each; i++) {
          for (Session session : open) {
            all.add(
                session
                    .keyValueTable(COUNTERS, String.class, Long.class)
                    .add("k", 1L, PATIENT)
                    .thenAccept(sums::add)
                    .toCompletableFuture());
          }
          if (i == each / 2) {
            cluster.stop(2);
          }
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get();
        assertThat(sums).hasSize(sessions * each);
        assertThat(table.get("k").toCompletableFuture().get()).isEqualTo((long) sessions * each);
        cluster.restart(2);
        assertThat(table.add("k", 1L, PATIENT).toCompletableFuture().get())
            .isEqualTo((long) sessions * each + 1);
      } finally {
        open.forEach(Session::close);
      }
    }
  }

  /** To three replicas each: PREPARE and PROPOSE, of which two answer; and COMMIT afterwards. */
  @Test
  void uncontendedWriteTakesTwoRoundTripsAndAFailedConditionOne() throws Exception {
    int count = 50;
    try (EmbeddedCluster cluster = EmbeddedCluster.builder("round-trips").start();
        Session session = open(cluster)) {
      KeyValueTable<String, Long> table = counters(session);
      table.add("warm", 1L, PATIENT).toCompletableFuture().get();
      long before = requests(session);
      for (int i = 0; i < count; i++) {
        assertThat(table.putIfAbsent("k" + i, 1L, PATIENT).toCompletableFuture().get()).isNull();
      }
      assertThat(requests(session) - before).isEqualTo(3L * 3 * count);
      while (session.metrics().stream().anyMatch(node -> node.inflight() > 0)) {
        Thread.onSpinWait(); // until all have committed; the test has its time-out
      }
      before = requests(session);
      for (int i = 0; i < count; i++) {
        assertThat(table.putIfAbsent("k" + i, 2L, PATIENT).toCompletableFuture().get())
            .isEqualTo(1L);
      }
      assertThat(requests(session) - before).isEqualTo(3L * count);
    }
  }

  private static long requests(Session session) {
    return session.metrics().stream().mapToLong(NodeMetrics::requests).sum();
  }

  @Test
  void conditionalWriteStandsAboveADeletionThatAllButOneHaveForgotten() throws Exception {
    try (EmbeddedCluster cluster = EmbeddedCluster.builder("forgotten").start();
        Session session = open(cluster);
        RawClient raw = new RawClient()) {
      KeyValueTable<String, Long> table =
          counters(session, TableOptions.DEFAULT.withTombstoneGc(new TombstoneGc.Grace(0)));
      raw.epoch.set(session.table(COUNTERS).schema().epoch().number());
      // Younger ones are kept, whatever the grace.
      long past = Timestamp.ofMillis(System.currentTimeMillis() - 120_000);
      for (Endpoint node : cluster.contactPoints()) {
        assertThat(raw.ask(node, deletion(session, "k", past)))
            .isInstanceOf(Response.WriteDone.class);
      }
      cluster.stop(2);
      for (int node = 0; node < 2; node++) {
        Request run = new Request.RunCompactions(List.of(COUNTERS));
        assertThat(raw.ask(cluster.contactPoints().get(node), run))
            .isInstanceOf(Response.CompactionsRun.class);
      }
      assertThat(table.putIfAbsent("k", 7L, PATIENT).toCompletableFuture().get()).isNull();
      cluster.restart(2);
      assertThat(table.get("k", PATIENT.withLevel(Level.ALL)).toCompletableFuture().get())
          .isEqualTo(7L);
    }
  }

  private static Request.Write deletion(Session session, String key, long timestamp) {
    io.ringtail.protocol.schema.Table table = session.table(COUNTERS).schema();
    List<Column> columns = table.columns().stream().filter(c -> c.name().equals("k")).toList();
    Row row = new Row(Row.NO_CLUSTERING, null, new Version(timestamp, 7, 0), List.of());
    byte[] content = PartitionCodec.encode(new PartitionData(null, List.of(), List.of(row)));
    return new Request.Write(
        List.of(new Mutation(table.id(), TableKeys.encode(columns, List.of(key)), content)));
  }

  /** Replicas that began anew promise nothing below a bound; nobody is waited for then. */
  @Test
  void writersStandInNoLineBecauseReplicasWereRestarted() throws Exception {
    int count = 20;
    try (EmbeddedCluster cluster = EmbeddedCluster.builder("restarted").start();
        Session session = open(cluster)) {
      KeyValueTable<String, Long> table = counters(session);
      table.add("k", 1L, PATIENT).toCompletableFuture().get();
      for (int node = 0; node < 3; node++) {
        cluster.stop(node);
        cluster.restart(node);
        table.get("k", PATIENT.withLevel(Level.ALL)).toCompletableFuture().get();
      }
      long before = requests(session);
      for (int i = 0; i < count; i++) {
        table.add("k", 1L, PATIENT).toCompletableFuture().get();
      }
      assertThat(table.get("k", PATIENT.withLevel(Level.ALL)).toCompletableFuture().get())
          .isEqualTo(1L + count);
      // A read of three, and at most one more PREPARE for the bound of each replica.
      assertThat(requests(session) - before)
          .isBetween(3L * 3 * count + 3, 3L * 3 * (count + 1) + 3);
    }
  }

  @Test
  void allWhoWaitForADroppedTableAreTold() throws Exception {
    int count = 20_000;
    try (EmbeddedCluster cluster = EmbeddedCluster.builder("dropped").start();
        Session session = open(cluster, count)) {
      KeyValueTable<String, Long> table = counters(session);
      List<CompletableFuture<Long>> all = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        all.add(table.add("k", 1L, PATIENT).toCompletableFuture());
      }
      session.changeBlocking(new SchemaChange.DropTable(COUNTERS, false));
      for (CompletableFuture<Long> each : all) {
        try {
          each.get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
          assertThat(e.getCause()).isInstanceOf(RingtailException.class);
        }
      }
    }
  }

  @Test
  void strictWritesAreAboveWhatWasWrittenByAnyClock() throws Exception {
    try (EmbeddedCluster cluster = EmbeddedCluster.builder("strict").start();
        Session session = open(cluster)) {
      KeyValueTable<String, Long> table = counters(session);
      RequestOptions serial = PATIENT.withLevel(Level.SERIAL);
      for (long i = 0; i < 50; i++) {
        table.put("k", i, serial).toCompletableFuture().get();
        assertThat(table.get("k", serial).toCompletableFuture().get()).isEqualTo(i);
      }
      table.putAll(Map.of("x", 1L, "y", 2L), serial).toCompletableFuture().get();
      table.removeAll(List.of("x"), serial).toCompletableFuture().get();
      assertThat(table.getAll(List.of("x", "y"), serial).toCompletableFuture().get())
          .containsExactly(Map.entry("y", 2L));
    }
  }
}
