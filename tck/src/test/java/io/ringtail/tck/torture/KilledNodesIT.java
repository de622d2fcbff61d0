// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.torture;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.benchmarks.cluster.NodeProcesses;
import io.ringtail.driver.Ringtail;
import io.ringtail.driver.api.Level;
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

/**
 * Three real node processes under load at QUORUM, killed with SIGKILL and started again on their
 * data.
 */
class KilledNodesIT {
  private static final int ROUNDS = 20;
  private static final int ROUNDS_ALL = 3;
  private static final int KEYS = 4_096;
  private static final int WRITERS = 64;
  private static final long SLOWEST_MILLIS = 2_000;
  private static final Duration UNDER_LOAD = Duration.ofMillis(700);
  private static final TableName TABLE = new TableName("default", "counters");

  /** Ten seconds, so that an operation that takes too long is seen as such and not as a failure. */
  private static final RequestOptions QUORUM =
      new RequestOptions(Level.QUORUM, Duration.ofSeconds(10));

  private final long seed = Long.getLong("ringtail.seed", System.nanoTime());

  @Test
  void noOperationFailsAndNothingIsLostWhileOneNodeAfterTheOtherIsKilled() throws Exception {
    System.out.println("seed " + seed);
    try (NodeProcesses cluster = NodeProcesses.start(NodeProcesses.Settings.threeNodes());
        Session session = open(cluster)) {
      CounterHistory history = new CounterHistory(KEYS);
      CounterLoad load = start(session, history);
      for (int round = 0; round < ROUNDS; round++) {
        int node = round % 3;
        runFor(UNDER_LOAD);
        cluster.kill(node);
        runFor(UNDER_LOAD);
        cluster.launch(node);
        cluster.awaitReady(node);
      }
      runFor(UNDER_LOAD);
      load.stop();

      assertThat(load.firstFailure()).isNull();
      load.readAll();
      assertThat(history.violations()).isEmpty();
      assertThat(load.slowestMillis())
          .as("slowest operation, in ms, of %d", load.operations())
          .isLessThan(SLOWEST_MILLIS);
      assertThat(history.acknowledgedCount()).isGreaterThan(ROUNDS * WRITERS);
    }
  }

  @Test
  void nothingAcknowledgedIsLostWhenAllNodesAreKilledAtOnce() throws Exception {
    System.out.println("seed " + seed);
    NodeProcesses.Settings twoShards = new NodeProcesses.Settings(3, 512, 2, "group", List.of());
    try (NodeProcesses cluster = NodeProcesses.start(twoShards)) {
      CounterHistory history = new CounterHistory(KEYS);
      for (int round = 0; round < ROUNDS_ALL; round++) {
        try (Session session = open(cluster)) {
          CounterLoad load = start(session, history);
          runFor(UNDER_LOAD);
          for (int node = 0; node < 3; node++) {
            cluster.kill(node);
          }
          for (int node = 0; node < 3; node++) {
            cluster.launch(node);
          }
          for (int node = 0; node < 3; node++) {
            cluster.awaitReady(node);
          }
          load.stop();
        }
        try (Session session = open(cluster)) {
          load(session, history).readAll();
        }
      }

      assertThat(history.violations()).isEmpty();
      assertThat(history.acknowledgedCount()).isGreaterThan(ROUNDS_ALL * WRITERS);
    }
  }

  private static Session open(NodeProcesses cluster) {
    Session session =
        Ringtail.open(SessionOptions.of(cluster.endpoints())).toCompletableFuture().join();
    session.changeBlocking(
        new SchemaChange.CreateTable(
            TABLE,
            List.of(
                new ColumnDefinition("name", ScalarType.VARCHAR, ColumnKind.PARTITION, false),
                new ColumnDefinition("number", ScalarType.VARCHAR, ColumnKind.REGULAR, false)),
            TableOptions.DEFAULT,
            true));
    return session;
  }

  private static CounterLoad load(Session session, CounterHistory history) {
    return new CounterLoad(
        session.keyValueTable(TABLE, String.class, String.class), QUORUM, history, WRITERS);
  }

  private CounterLoad start(Session session, CounterHistory history) {
    CounterLoad load = load(session, history);
    load.start(session.lanes(), seed);
    return load;
  }

  private static void runFor(Duration duration) {
    long end = System.nanoTime() + duration.toNanos();
    while (System.nanoTime() - end < 0) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }
}
