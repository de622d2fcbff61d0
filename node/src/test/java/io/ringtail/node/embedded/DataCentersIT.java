// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.driver.Ringtail;
import io.ringtail.driver.api.KeyValueTable;
import io.ringtail.driver.api.Level;
import io.ringtail.driver.api.NodeMetrics;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.api.Session;
import io.ringtail.driver.api.SessionOptions;
import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.protocol.schema.ColumnKind;
import io.ringtail.protocol.schema.Replication;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.protocol.schema.SchemaChange.ColumnDefinition;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.schema.TableOptions;
import io.ringtail.protocol.type.ScalarType;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two data centers: who is asked at which level, and what goes on when one of them is gone. */
@Timeout(120)
class DataCentersIT {
  private static final RequestOptions PATIENT =
      new RequestOptions(Level.QUORUM, Duration.ofSeconds(20));
  private static final RequestOptions SHORT =
      new RequestOptions(Level.QUORUM, Duration.ofMillis(700));

  private static EmbeddedCluster cluster(String name) {
    return EmbeddedCluster.builder(name)
        .nodesIn("east/a", "east/b", "east/c", "west/a", "west/b", "west/c")
        .start();
  }

  private static Session open(EmbeddedCluster cluster, String dataCenter, @Nullable String rack) {
    SessionOptions options =
        SessionOptions.of(cluster.contactPoints())
            .withRequestDefaults(PATIENT)
            .withLocation(dataCenter, rack);
    return Ringtail.open(options).toCompletableFuture().join();
  }

  private static KeyValueTable<String, Long> table(
      Session session, String keyspace, Map<String, Integer> replicas, @Nullable String home) {
    TableName name = new TableName(keyspace, "counts");
    session.changeBlocking(
        new SchemaChange.CreateKeyspace(
            keyspace, new Replication(new TreeMap<>(replicas)), home, false));
    session.changeBlocking(
        new SchemaChange.CreateTable(
            name,
            List.of(
                new ColumnDefinition("k", ScalarType.VARCHAR, ColumnKind.PARTITION, false),
                new ColumnDefinition("v", ScalarType.BIGINT, ColumnKind.REGULAR, false)),
            TableOptions.DEFAULT,
            false));
    return session.keyValueTable(name, String.class, Long.class);
  }

  private static <T extends @Nullable Object> T get(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RingtailException known) {
        throw known;
      }
      throw e;
    }
  }

  private static Map<Endpoint, Long> requests(Session session) {
    Map<Endpoint, Long> requests = new HashMap<>();
    for (NodeMetrics node : session.metrics()) {
      requests.put(node.node().endpoint(), node.requests());
    }
    return requests;
  }

  /** Nodes that were asked for something while a task ran. */
  private static Set<Integer> asked(EmbeddedCluster cluster, Session session, Runnable task) {
    Map<Endpoint, Long> before = requests(session);
    task.run();
    Map<Endpoint, Long> after = requests(session);
    Set<Integer> asked = new HashSet<>();
    for (int i = 0; i < 6; i++) {
      Endpoint node = cluster.contactPoints().get(i);
      if (after.getOrDefault(node, 0L) > before.getOrDefault(node, 0L)) {
        asked.add(i);
      }
    }
    return asked;
  }

  @Test
  void levelsAskAndNeedWhomTheyName() {
    try (EmbeddedCluster cluster = cluster("levels");
        Session west = open(cluster, "west", "b")) {
      KeyValueTable<String, Long> table = table(west, "wide", Map.of("east", 3, "west", 3), null);
      for (int i = 0; i < 50; i++) {
        get(table.put("k" + i, (long) i, PATIENT.withLevel(Level.ALL)));
      }
      for (Level level : List.of(Level.ONE, Level.LOCAL_ONE, Level.LOCAL_QUORUM)) {
        assertThat(asked(cluster, west, () -> readAll(table, level)))
            .as("asked at %s", level)
            .isSubsetOf(3, 4, 5);
      }
      Endpoint own = cluster.contactPoints().get(4);
      // One slow answer, of a disk say, keeps it from being asked until that is forgotten.
      Numbers.await(
          "more than 25 of 50 reads ask the node in the session's rack",
          () -> {
            Map<Endpoint, Long> before = requests(west);
            readAll(table, Level.ONE);
            return requests(west).get(own) - before.get(own) > 25;
          });
      assertThat(asked(cluster, west, () -> readAll(table, Level.EACH_QUORUM)))
          .hasSizeGreaterThanOrEqualTo(4);
      readAll(table, Level.TWO);
      readAll(table, Level.THREE);
      readAll(table, Level.QUORUM);

      for (int node = 0; node < 3; node++) {
        cluster.stop(node);
      }
      for (Level level : List.of(Level.ONE, Level.TWO, Level.THREE, Level.LOCAL_QUORUM)) {
        readAll(table, level);
        get(table.put("k3", 3L, PATIENT.withLevel(level)));
      }
      for (Level level : List.of(Level.QUORUM, Level.EACH_QUORUM, Level.ALL)) {
        assertThatThrownBy(() -> get(table.put("k4", 5L, SHORT.withLevel(level))))
            .as("a write at %s", level)
            .isInstanceOf(RingtailException.Unavailable.class);
        assertThatThrownBy(() -> get(table.get("k4", SHORT.withLevel(level))))
            .as("a read at %s", level)
            .isInstanceOf(RingtailException.Unavailable.class);
      }
      assertThatThrownBy(() -> get(table.put("k4", 5L, SHORT.withLevel(Level.EACH_QUORUM))))
          .hasMessageContaining("2 in east and 2 in west are needed");
      assertThatThrownBy(() -> get(table.compareAndSet("k4", 4L, 5L, SHORT)))
          .isInstanceOf(RingtailException.Unavailable.class);
    }
  }

  private static void readAll(KeyValueTable<String, Long> table, Level level) {
    for (int i = 0; i < 50; i++) {
      assertThat(get(table.get("k" + i, PATIENT.withLevel(level)))).isEqualTo((long) i);
    }
  }

  @Test
  void conditionalWritesAreDecidedAtHomeAndSeenEverywhere() {
    try (EmbeddedCluster cluster = cluster("home");
        Session west = open(cluster, "west", null);
        Session east = open(cluster, "east", null)) {
      KeyValueTable<String, Long> atHome =
          table(east, "homely", Map.of("east", 3, "west", 3), "east");
      KeyValueTable<String, Long> away =
          west.keyValueTable(new TableName("homely", "counts"), String.class, Long.class);
      RequestOptions serial = PATIENT.withLevel(Level.SERIAL);
      RequestOptions local = PATIENT.withLevel(Level.LOCAL_SERIAL);
      for (int i = 1; i <= 40; i++) {
        assertThat(get((i % 2 == 0 ? atHome : away).add("k", 1L, i % 3 == 0 ? local : serial)))
            .isEqualTo(i);
        assertThat(get((i % 2 == 0 ? away : atHome).get("k", serial))).isEqualTo(i);
        assertThat(get((i % 2 == 0 ? away : atHome).get("k", PATIENT))).isEqualTo(i);
        assertThat(get(atHome.get("k", PATIENT.withLevel(Level.LOCAL_QUORUM)))).isEqualTo(i);
      }
      get(away.put("k", 100L, PATIENT));
      assertThat(get(away.add("k", 1L, serial))).isEqualTo(101L);

      for (int node = 3; node < 6; node++) {
        cluster.stop(node);
      }
      assertThat(get(atHome.add("k", 1L, local))).as("the others are not needed").isEqualTo(102L);
      assertThat(get(atHome.get("k", local))).isEqualTo(102L);
      get(atHome.put("k", 200L, local));
      assertThat(get(atHome.get("k", local))).isEqualTo(200L);
    }
  }

  @Test
  void levelsThatAKeyspaceDoesNotHaveAreRefusedWithTheReason() {
    try (EmbeddedCluster cluster = cluster("refused");
        Session west = open(cluster, "west", null)) {
      KeyValueTable<String, Long> table = table(west, "eastern", Map.of("east", 2), null);
      assertThatThrownBy(() -> get(table.get("k", PATIENT.withLevel(Level.LOCAL_QUORUM))))
          .isInstanceOf(RingtailException.InvalidRequest.class)
          .hasMessageContaining("no replicas in data center west");
      assertThatThrownBy(() -> get(table.put("k", 1L, PATIENT.withLevel(Level.THREE))))
          .isInstanceOf(RingtailException.InvalidRequest.class)
          .hasMessageContaining("more replicas than the keyspace has, which are 2");
      assertThatThrownBy(() -> get(table.add("k", 1L, PATIENT.withLevel(Level.LOCAL_SERIAL))))
          .isInstanceOf(RingtailException.InvalidRequest.class)
          .hasMessageContaining("home data center");
      get(table.put("k", 1L, PATIENT));
      assertThat(get(table.add("k", 1L, PATIENT))).isEqualTo(2L);
      assertThatThrownBy(() -> open(cluster, "north", null))
          .hasCauseInstanceOf(RingtailException.InvalidRequest.class)
          .hasMessageContaining("the cluster has [east, west]");
    }
  }
}
