// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.driver.Ringtail;
import io.ringtail.driver.api.KeyValueTable;
import io.ringtail.driver.api.Level;
import io.ringtail.driver.api.NodeMetrics;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.Session;
import io.ringtail.driver.api.SessionOptions;
import io.ringtail.driver.api.Trace;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.protocol.schema.ColumnKind;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.protocol.schema.SchemaChange.ColumnDefinition;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.schema.TableOptions;
import io.ringtail.protocol.type.KeyWriter;
import io.ringtail.protocol.type.ScalarType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Large rows are read from one replica, and compared with the others by digests. */
@Timeout(120)
class DigestReadIT {
  private static final TableName ROWS = new TableName("default", "rows");
  private static final RequestOptions ALL = new RequestOptions(Level.ALL, Duration.ofSeconds(20));
  private static final String LARGE = "large ".repeat(10_000);

  private static KeyValueTable<String, String> create(Session session) {
    session.changeBlocking(
        new SchemaChange.CreateTable(
            ROWS,
            List.of(
                new ColumnDefinition("k", ScalarType.VARCHAR, ColumnKind.PARTITION, false),
                new ColumnDefinition("v", ScalarType.VARCHAR, ColumnKind.REGULAR, false)),
            TableOptions.DEFAULT,
            false));
    return session.keyValueTable(ROWS, String.class, String.class);
  }

  private static long sum(Session session, ToLongFunction<NodeMetrics> what) {
    return session.metrics().stream().mapToLong(what).sum();
  }

  private static byte[] key(String key) {
    KeyWriter out = new KeyWriter();
    ScalarType.VARCHAR.encodeKey(key, out, false);
    return out.toBytes();
  }

  @Test
  void replicasThatAgreeAreReadInOneRoundTripAndOthersRepaired() throws Exception {
    try (EmbeddedCluster cluster = EmbeddedCluster.builder("digests").start();
        Session session =
            Ringtail.open(SessionOptions.of(cluster.contactPoints()).withLanes(1))
                .toCompletableFuture()
                .get();
        RawClient raw = new RawClient()) {
      KeyValueTable<String, String> table = create(session);
      table.put("k", LARGE, ALL).toCompletableFuture().get();
      for (int i = 0; i < 10; i++) {
        assertThat(table.get("k", ALL).toCompletableFuture().get()).isEqualTo(LARGE);
      }

      Trace agreed = new Trace();
      assertThat(table.get("k", ALL.withTrace(agreed)).toCompletableFuture().get())
          .isEqualTo(LARGE);
      assertThat(agreed.steps()).filteredOn(step -> step.kind() == Trace.Kind.SENT).hasSize(3);
      assertThat(agreed.steps())
          .filteredOn(step -> step.detail().startsWith("Read (digest)"))
          .hasSize(2);
      assertThat(sum(session, NodeMetrics::digestsDiffered)).isZero();

      for (int i = 0; i < cluster.size(); i++) {
        String newer = LARGE + i;
        Endpoint node = cluster.contactPoints().get(i);
        long before = sum(session, NodeMetrics::repairs);
        raw.epoch.set(session.map().epoch().number());
        assertThat(
                raw.ask(
                    node,
                    raw.write(
                        session.table(ROWS).schema().id(),
                        key("k"),
                        1,
                        newer.getBytes(StandardCharsets.UTF_8))))
            .isInstanceOf(Response.WriteDone.class);
        Trace differed = new Trace();
        assertThat(table.get("k", ALL.withTrace(differed)).toCompletableFuture().get())
            .isEqualTo(newer);
        assertThat(differed.steps())
            .as("node %d has something that the others lack: %s", i, differed)
            .extracting(Trace.Step::kind)
            .contains(Trace.Kind.DIFFERED);
        assertThat(sum(session, NodeMetrics::repairs) - before).isEqualTo(2);
        for (Endpoint each : cluster.contactPoints()) {
          assertThat(
                  RawClient.value(
                      raw.ask(each, RawClient.read(session.table(ROWS).schema().id(), key("k")))))
              .asString(StandardCharsets.UTF_8)
              .isEqualTo(newer);
        }
      }
    }
  }
}
