// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.embedded;

import static io.ringtail.node.embedded.Numbers.PATIENT;
import static io.ringtail.node.embedded.Numbers.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.driver.api.KeyValueTable;
import io.ringtail.driver.api.Level;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.ResultRow;
import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.api.Routing;
import io.ringtail.driver.api.SessionOptions;
import io.ringtail.driver.api.Trace;
import io.ringtail.protocol.map.Node;
import io.ringtail.protocol.schema.Replication;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Thin clients, which have a node coordinate what they ask for. */
@Timeout(120)
class CoordinatorIT {
  private static final int KEYS = 100;

  private static Numbers thin(EmbeddedCluster cluster) {
    return new Numbers(
        cluster,
        SessionOptions.of(cluster.contactPoints()).withRouting(Routing.COORDINATOR),
        "thin",
        Replication.in(Node.PLACE_DEFAULT, 3));
  }

  @Test
  void everythingGoesThroughOneNode() {
    try (EmbeddedCluster cluster = EmbeddedCluster.builder("thin").shards(2).start();
        Numbers numbers = thin(cluster)) {
      KeyValueTable<String, Long> table = numbers.table;
      for (int i = 0; i < KEYS; i++) {
        // The nodes connect to each other for the first of them, which can take until it is late.
        get(table.put("first" + i, 0L, PATIENT));
        get(table.remove("first" + i, PATIENT));
      }
      Trace trace = new Trace();
      get(table.put("k", 7L, PATIENT.withTrace(trace)));
      assertThat(trace.steps())
          .as("asked:%n%s", trace)
          .filteredOn(step -> step.kind() == Trace.Kind.SENT)
          .filteredOn(step -> !step.detail().startsWith("(coordinator)"))
          .hasSize(1);
      assertThat(trace.steps().stream().filter(step -> step.kind() == Trace.Kind.COORDINATED))
          .as("who coordinated:%n%s", trace)
          .hasSize(1);
      Numbers.await(
          "all replicas have it",
          () ->
              numbers.on(0, "k") != null
                  && numbers.on(1, "k") != null
                  && numbers.on(2, "k") != null);
      Trace read = new Trace();
      assertThat(get(table.get("k", PATIENT.withTrace(read)))).isEqualTo(7L);
      assertThat(read.toString()).contains("1 partition of ", " 1 row, 0 tombstones; ");
      assertThat(read.steps())
          .as("whom the coordinator asked:%n%s", read)
          .filteredOn(step ->
              step.kind() == Trace.Kind.SENT && step.detail().startsWith("(coordinator) Read of "))
          .hasSizeGreaterThanOrEqualTo(2)
          .allMatch(step -> cluster.contactPoints().contains(step.node()));
      assertThat(get(table.get("nobody", PATIENT))).isNull();

      Map<String, Long> many = new HashMap<>();
      for (int i = 0; i < KEYS; i++) {
        many.put("m" + i, (long) i);
      }
      get(table.putAll(many, PATIENT));
      assertThat(get(table.getAll(many.keySet(), PATIENT))).isEqualTo(many);
      assertThat(scanned(table)).isEqualTo(KEYS + 1);
      get(table.remove("k", PATIENT));
      assertThat(get(table.get("k", PATIENT))).isNull();
    }
  }

  private static int scanned(KeyValueTable<String, Long> table) {
    int rows = 0;
    for (ResultRow row : table.table().blocking().scan()) {
      assertThat(row).isNotNull();
      rows++;
    }
    return rows;
  }

  @Test
  void conditionalWritesOfThinAndOtherClientsAreInOneOrder() {
    try (EmbeddedCluster cluster = EmbeddedCluster.builder("thinly").start();
        Numbers numbers = thin(cluster);
        Numbers direct = new Numbers(cluster, "thin", 3)) {
      List<CompletionStage<Long>> added = new ArrayList<>();
      for (int i = 0; i < KEYS; i++) {
        added.add((i % 2 == 0 ? numbers : direct).table.add("k", 1L, PATIENT));
      }
      assertThat(added.stream().map(Numbers::get))
          .as("each addition saw another number")
          .doesNotHaveDuplicates()
          .hasSize(KEYS);
      assertThat(get(numbers.table.get("k", PATIENT.withLevel(Level.SERIAL)))).isEqualTo(KEYS);
      assertThat(get(numbers.table.putIfAbsent("k", 5L, PATIENT))).isEqualTo(KEYS);
      assertThat(get(numbers.table.compareAndSet("k", 99L, 5L, PATIENT))).isFalse();
      assertThat(get(numbers.table.compareAndSet("k", (long) KEYS, 5L, PATIENT))).isTrue();
      assertThat(get(direct.table.get("k", PATIENT))).isEqualTo(5L);
    }
  }

  @Test
  void anotherNodeCoordinatesWhenOneIsGoneAndErrorsSayWhatHappened() {
    RequestOptions hasty = PATIENT.withTimeout(Duration.ofMillis(1_500));
    try (EmbeddedCluster cluster = EmbeddedCluster.builder("gone").start();
        Numbers numbers = thin(cluster)) {
      cluster.stop(1);
      for (int i = 0; i < KEYS; i++) {
        get(numbers.table.put("k" + i, (long) i, PATIENT));
        assertThat(get(numbers.table.get("k" + i, PATIENT))).isEqualTo(i);
        assertThat(get(numbers.table.add("n", 1L, PATIENT))).isEqualTo(i + 1L);
      }
      cluster.stop(2);
      assertThatThrownBy(() -> get(numbers.table.put("k1", 5L, hasty)))
          .isInstanceOfSatisfying(
              RingtailException.Unavailable.class,
              error -> assertThat(error.mayHaveTakenEffect()).isFalse());
      assertThatThrownBy(() -> get(numbers.table.get("k1", hasty)))
          .isInstanceOf(RingtailException.Unavailable.class);
      assertThatThrownBy(() -> get(numbers.table.add("n", 1L, hasty)))
          .isInstanceOf(RingtailException.Unavailable.class);
      assertThat(get(numbers.table.get("k1", PATIENT.withLevel(Level.ONE)))).isEqualTo(1L);
      assertThatThrownBy(() -> get(numbers.table.get("k1", hasty.withLevel(Level.LOCAL_SERIAL))))
          .isInstanceOf(RingtailException.InvalidRequest.class);
    }
  }
}
