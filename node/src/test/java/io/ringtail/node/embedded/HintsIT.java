// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.embedded;

import static io.ringtail.node.embedded.Numbers.PATIENT;
import static io.ringtail.node.embedded.Numbers.await;
import static io.ringtail.node.embedded.Numbers.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.driver.api.Level;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.api.SessionOptions;
import io.ringtail.driver.api.Trace;
import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.protocol.schema.Replication;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of writes for a replica that is away, and of those that take a long way. */
@Timeout(120)
class HintsIT {
  private static final int KEYS = 200;

  private static void put(Numbers numbers, RequestOptions options) {
    for (int i = 0; i < KEYS; i++) {
      get(numbers.table.put("k" + i, (long) i, options));
    }
  }

  private static void leave(EmbeddedCluster cluster, Numbers numbers, int node) {
    cluster.stop(node);
    await(
        "the session sees that node " + node + " left",
        () -> numbers.metrics(node).connections() == 0);
  }

  @Test
  void nodeThatWasAwayGetsWhatWasWrittenMeanwhile() {
    try (EmbeddedCluster cluster = EmbeddedCluster.builder("hints").shards(2).start();
        Numbers numbers = new Numbers(cluster, "hinted", 3)) {
      leave(cluster, numbers, 2);
      put(numbers, PATIENT);
      await("each write is kept", () -> numbers.metrics(2).hints() == KEYS);
      cluster.restart(2);
      await("node 2 has all of them", () -> numbers.countOn(2, KEYS) == KEYS);
      for (int i = 0; i < KEYS; i++) {
        assertThat(numbers.on(2, "k" + i)).isEqualTo(numbers.on(0, "k" + i));
      }
      assertThat(numbers.metrics(2).misses()).isZero();
    }
  }

  @Test
  void whatIsKeptSurvivesTheKeepersRestart() {
    try (EmbeddedCluster cluster = EmbeddedCluster.builder("keepers").start();
        Numbers numbers = new Numbers(cluster, "hinted", 3)) {
      leave(cluster, numbers, 2);
      put(numbers, PATIENT);
      await("each write is kept", () -> numbers.metrics(2).hints() == KEYS);
      for (int keeper : new int[] {0, 1}) {
        cluster.stop(keeper);
        cluster.restart(keeper);
      }
      cluster.restart(2);
      await("node 2 has all of them", () -> numbers.countOn(2, KEYS) == KEYS);
    }
  }

  @Test
  void hintsCountForNoLevelButAny() {
    RequestOptions hasty = PATIENT.withTimeout(Duration.ofMillis(700));
    try (EmbeddedCluster cluster = EmbeddedCluster.builder("any").start();
        Numbers numbers = new Numbers(cluster, "single", 1)) {
      leave(cluster, numbers, 2);
      int refused = 0;
      for (int i = 0; i < KEYS; i++) {
        String key = "k" + i;
        get(numbers.table.put(key, (long) i, PATIENT.withLevel(Level.ANY)));
        try {
          get(numbers.table.put("other " + i, 1L, hasty.withLevel(Level.ONE)));
        } catch (RingtailException.Unavailable away) {
          refused++;
        }
      }
      assertThat(refused).as("writes at ONE to the node that is away").isBetween(20, KEYS - 20);
      assertThatThrownBy(() -> get(numbers.table.get("k1", hasty.withLevel(Level.ANY))))
          .isInstanceOf(RingtailException.InvalidRequest.class)
          .hasMessageContaining("ANY is a level of writes");
      cluster.restart(2);
      await(
          "all can be read",
          () -> {
            for (int i = 0; i < KEYS; i++) {
              Long value = get(numbers.table.get("k" + i, PATIENT.withLevel(Level.ONE)));
              if (value == null) {
                return false;
              }
              assertThat(value).isEqualTo(i);
            }
            return true;
          });
    }
  }

  @Test
  void writeTakesTheLongWayOnce() {
    Replication replication = new Replication(new TreeMap<>(Map.of("east", 2, "west", 3)));
    try (EmbeddedCluster cluster =
            EmbeddedCluster.builder("far")
                .nodesIn("east/a", "east/b", "west/a", "west/b", "west/c")
                .start();
        Numbers numbers =
            new Numbers(
                cluster,
                SessionOptions.of(cluster.contactPoints()).withLocation("east", null),
                "wide",
                replication)) {
      for (int i = 0; i < KEYS; i++) {
        Trace trace = new Trace();
        get(
            numbers.table.put(
                "k" + i, (long) i, PATIENT.withLevel(Level.EACH_QUORUM).withTrace(trace)));
        assertThat(
                trace.steps().stream()
                    .filter(step -> step.kind() == Trace.Kind.SENT)
                    .map(Trace.Step::node)
                    .filter(node -> isIn(cluster, node, 2, 5)))
            .as("sent to the west:%n%s", trace)
            .hasSize(1);
      }
      for (int node = 2; node < 5; node++) {
        int last = node;
        await("node " + node + " has all", () -> numbers.countOn(last, KEYS) == KEYS);
      }
      // One that cannot be reached by way of the other gets it when it is back.
      leave(cluster, numbers, 4);
      for (int i = 0; i < KEYS; i++) {
        get(numbers.table.put("k" + i, -i - 1L, PATIENT.withLevel(Level.EACH_QUORUM)));
      }
      cluster.restart(4);
      await(
          "node 4 has the newest of all",
          () -> {
            for (int i = 0; i < KEYS; i++) {
              if (!java.util.Arrays.equals(numbers.on(4, "k" + i), numbers.on(0, "k" + i))) {
                return false;
              }
            }
            return true;
          });
    }
  }

  private static boolean isIn(EmbeddedCluster cluster, Endpoint node, int from, int to) {
    return cluster.contactPoints().subList(from, to).contains(node);
  }
}
