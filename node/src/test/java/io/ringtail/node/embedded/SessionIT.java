// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.driver.Ringtail;
import io.ringtail.driver.api.Key;
import io.ringtail.driver.api.KeyValueTable;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.ResultRow;
import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.api.Session;
import io.ringtail.driver.api.SessionOptions;
import io.ringtail.driver.api.Table;
import io.ringtail.protocol.schema.Column;
import io.ringtail.protocol.schema.ColumnKind;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.protocol.schema.SchemaChange.ColumnDefinition;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.schema.TableOptions;
import io.ringtail.protocol.type.ScalarType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SessionIT {
  private static final RequestOptions PATIENT =
      RequestOptions.DEFAULT.withTimeout(Duration.ofSeconds(10));

  @Test
  void firstQuorumWriteIsAcknowledgedWithinTwoSeconds() throws Exception {
    long begun = System.nanoTime();
    try (EmbeddedCluster cluster = EmbeddedCluster.builder("first-write").start();
        Session session = open(SessionOptions.of(cluster.contactPoints()))) {
      KeyValueTable<String, String> table = create(session, "first");
      table.put("k", "v").toCompletableFuture().get();
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
      System.out.println("from start to the first acknowledged QUORUM write: " + millis + " ms");
      assertThat(table.get("k").toCompletableFuture().get()).isEqualTo("v");
    }
  }

  @Test
  void anotherSessionFindsATableAsSoonAsItsCreationIsAcknowledged() throws Exception {
    try (EmbeddedCluster cluster = EmbeddedCluster.builder("found").start();
        Session first = open(SessionOptions.of(cluster.contactPoints()));
        Session second = open(SessionOptions.of(cluster.contactPoints()))) {
      for (int i = 0; i < 50; i++) {
        KeyValueTable<String, String> made = create(first, "t" + i);
        KeyValueTable<String, String> found =
            second.keyValueTable(new TableName("default", "t" + i), String.class, String.class);
        found.put("k", "v").toCompletableFuture().get();
        assertThat(made.get("k").toCompletableFuture().get()).isEqualTo("v");
      }
      cluster.stop(2);
      create(first, "narrow");
      second.keyValueTable(new TableName("default", "narrow"), String.class, String.class);
      cluster.stop(1);
      assertThatThrownBy(() ->
              second.keyValueTable(new TableName("default", "any"), String.class, String.class))
          .isInstanceOf(RingtailException.Unavailable.class);
    }
  }

  @Test
  void oneNodeMayStopAndComeBack() throws Exception {
    try (EmbeddedCluster cluster = EmbeddedCluster.builder("one-down").shards(2).start();
        Session session = open(SessionOptions.embedded("one-down", null))) {
      KeyValueTable<String, String> table = create(session, "kv");
      putAndGet(table, 0, 500);
      cluster.stop(1);
      putAndGet(table, 500, 1_000);
      cluster.restart(1);
      putAndGet(table, 1_000, 1_500);
      cluster.stop(0);
      for (int i = 0; i < 1_500; i++) {
        assertThat(table.get("key" + i, PATIENT).toCompletableFuture().get())
            .isEqualTo("value" + i);
      }
    }
  }

  @Test
  void wipedNodeTakesNoPartAndTheOthersGoOn() throws Exception {
    try (EmbeddedCluster cluster = EmbeddedCluster.builder("one-wiped").start();
        Session session = open(SessionOptions.of(cluster.contactPoints()))) {
      KeyValueTable<String, String> table = create(session, "kv");
      putAndGet(table, 0, 200);
      cluster.wipe(2);
      putAndGet(table, 200, 400);
      for (int i = 0; i < 200; i++) {
        assertThat(table.get("key" + i, PATIENT).toCompletableFuture().get())
            .isEqualTo("value" + i);
      }
      cluster.stop(1);
      assertThatThrownBy(() -> table.put("late", "v").toCompletableFuture().get())
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(RingtailException.class);
    }
  }

  @Test
  void rowIsThereThoughNoneOfTheWantedColumnsHasAValue() throws Exception {
    TableName name = new TableName("default", "sparse");
    try (EmbeddedCluster cluster = EmbeddedCluster.builder("sparse").start();
        Session session = open(SessionOptions.of(cluster.contactPoints()))) {
      session.changeBlocking(
          new SchemaChange.CreateTable(
              name,
              List.of(
                  new ColumnDefinition("k", ScalarType.VARCHAR, ColumnKind.PARTITION, false),
                  new ColumnDefinition("a", ScalarType.VARCHAR, ColumnKind.REGULAR, false),
                  new ColumnDefinition("b", ScalarType.VARCHAR, ColumnKind.REGULAR, false)),
              TableOptions.DEFAULT,
              false));
      Table table = session.table(name);
      table
          .write(table.update(Key.of("x"), Map.of("a", "only a")), PATIENT)
          .toCompletableFuture()
          .get();

      ResultRow row =
          table
              .get(Key.of("x"), List.of(table.schema().column("b").orElseThrow()), PATIENT)
              .toCompletableFuture()
              .get();

      assertThat(row).isNotNull();
      assertThat(row.columns()).extracting(Column::name).containsExactly("k", "b");
      assertThat(row.get("b")).isNull();
    }
  }

  @Test
  void twoSessionsThatCreateATableAtOnceMakeOne() throws Exception {
    try (EmbeddedCluster cluster = EmbeddedCluster.builder("at-once").start();
        Session a = open(SessionOptions.of(cluster.contactPoints()));
        Session b = open(SessionOptions.of(cluster.contactPoints().reversed()))) {
      for (int round = 0; round < 10; round++) {
        TableName name = new TableName("default", "t" + round);
        List<CompletableFuture<?>> changes =
            List.of(
                a.change(keyValue(name)).toCompletableFuture(),
                b.change(keyValue(name)).toCompletableFuture());
        int made = 0;
        for (CompletableFuture<?> change : changes) {
          try {
            change.get();
            made++;
          } catch (ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(RingtailException.AlreadyExists.class);
          }
        }
        assertThat(made).isEqualTo(1);
      }
    }
  }

  @Test
  void dataOutlivesTheCluster(@TempDir Path folder) throws Exception {
    for (int round = 0; round < 2; round++) {
      try (EmbeddedCluster cluster =
              EmbeddedCluster.builder("again").data(folder.resolve("data")).shards(2).start();
          Session session = open(SessionOptions.of(cluster.contactPoints()))) {
        if (round == 0) {
          putAndGet(create(session, "kv"), 0, 300);
        }
        KeyValueTable<String, String> table =
            session.keyValueTable(new TableName("default", "kv"), String.class, String.class);
        for (int i = 0; i < 300; i++) {
          assertThat(table.get("key" + i, PATIENT).toCompletableFuture().get())
              .isEqualTo("value" + i);
        }
      }
    }
  }

  @Test
  void sessionsShareAClusterThatEndsWithTheLastOfThem(@TempDir Path folder) throws Exception {
    SessionOptions options = SessionOptions.embedded("shared", folder.resolve("data"));
    for (int round = 0; round < 2; round++) {
      Session first = open(options);
      Session second = open(options);
      if (round == 0) {
        create(first, "kv").put("k", "v").toCompletableFuture().get();
      }
      first.close();
      KeyValueTable<String, String> table =
          second.keyValueTable(new TableName("default", "kv"), String.class, String.class);
      assertThat(table.get("k").toCompletableFuture().get()).isEqualTo("v");
      second.close();
      assertThat(ClusterRegistry.find("shared")).isEmpty();
    }
  }

  private static void putAndGet(KeyValueTable<String, String> table, int from, int to)
      throws Exception {
    List<CompletableFuture<?>> puts = new ArrayList<>();
    for (int i = from; i < to; i++) {
      puts.add(table.put("key" + i, "value" + i, PATIENT).toCompletableFuture());
    }
    for (CompletableFuture<?> put : puts) {
      put.get();
    }
    for (int i = from; i < to; i += 10) {
      assertThat(table.get("key" + i, PATIENT).toCompletableFuture().get()).isEqualTo("value" + i);
    }
  }

  private static Session open(SessionOptions options) throws Exception {
    return Ringtail.open(options).toCompletableFuture().get();
  }

  private static KeyValueTable<String, String> create(Session session, String table) {
    TableName name = new TableName("default", table);
    session.changeBlocking(keyValue(name));
    return session.keyValueTable(name, String.class, String.class);
  }

  private static SchemaChange keyValue(TableName name) {
    return new SchemaChange.CreateTable(
        name,
        List.of(
            new ColumnDefinition("k", ScalarType.VARCHAR, ColumnKind.PARTITION, false),
            new ColumnDefinition("v", ScalarType.VARCHAR, ColumnKind.REGULAR, false)),
        TableOptions.DEFAULT,
        false);
  }
}
