// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.torture;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.benchmarks.cluster.NodeProcesses;
import io.ringtail.driver.Ringtail;
import io.ringtail.driver.api.Level;
import io.ringtail.driver.api.NodeMetrics;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.Session;
import io.ringtail.driver.api.SessionOptions;
import io.ringtail.protocol.schema.ColumnKind;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.protocol.schema.SchemaChange.ColumnDefinition;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.schema.TableOptions;
import io.ringtail.protocol.type.ScalarType;
import io.ringtail.tck.history.CounterHistory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Node processes that are stopped and started again as operators do, under load. */
@Timeout(300)
class RestartedNodesIT {
  private static final int ROUNDS = 3;
  private static final int KEYS = 200;
  private static final int WRITERS = 16;
  private static final Duration UNDER_LOAD = Duration.ofMillis(700);
  private static final TableName TABLE = new TableName("default", "restarted");
  private static final RequestOptions QUORUM =
      new RequestOptions(Level.QUORUM, Duration.ofSeconds(10));

  private final long seed = Long.getLong("ringtail.seed", System.nanoTime());

  @Test
  void noRequestFailsOrIsTriedAgainWhileOneNodeAfterTheOtherIsRestarted() throws Exception {
    System.out.println("seed " + seed);
    try (NodeProcesses cluster = NodeProcesses.start(NodeProcesses.Settings.threeNodes());
        Session session =
            Ringtail.open(SessionOptions.of(cluster.endpoints())).toCompletableFuture().join()) {
      session.changeBlocking(
          new SchemaChange.CreateTable(
              TABLE,
              List.of(
                  new ColumnDefinition("name", ScalarType.VARCHAR, ColumnKind.PARTITION, false),
                  new ColumnDefinition("number", ScalarType.VARCHAR, ColumnKind.REGULAR, false)),
              TableOptions.DEFAULT,
              true));
      CounterHistory history = new CounterHistory(KEYS);
      CounterLoad load =
          new CounterLoad(
              session.keyValueTable(TABLE, String.class, String.class), QUORUM, history, WRITERS);
      load.start(session.lanes(), seed);
      long unanswered = 0;
      for (int round = 0; round < ROUNDS; round++) {
        runFor(UNDER_LOAD);
        unanswered = failures(session);
        cluster.stop(round % 3);
        assertThat(failures(session))
            .as("requests that the node that left did not answer, round %d", round)
            .isEqualTo(unanswered);
        runFor(UNDER_LOAD);
        cluster.launch(round % 3);
        cluster.awaitReady(round % 3);
      }
      runFor(UNDER_LOAD);
      load.stop();

      assertThat(load.firstFailure()).isNull();
      load.readAll();
      assertThat(history.violations()).isEmpty();
      System.out.println(
          load.operations() + " operations, slowest " + load.slowestMillis() + " ms");
      assertThat(history.acknowledgedCount()).isGreaterThan(ROUNDS * WRITERS);
    }
  }

  private static long failures(Session session) {
    return session.metrics().stream().mapToLong(NodeMetrics::failures).sum();
  }

  private static void runFor(Duration duration) {
    long end = System.nanoTime() + duration.toNanos();
    while (System.nanoTime() - end < 0) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }
}
