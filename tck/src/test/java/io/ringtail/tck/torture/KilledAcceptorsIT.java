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
import io.ringtail.tck.checker.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * Three real node processes under conditional and plain writes of two sessions, killed with SIGKILL
 * one after the other: a few rounds in every build, {@code -Dringtail.rounds=60} for more.
 */
class KilledAcceptorsIT {
  private static final int ROUNDS = Integer.getInteger("ringtail.rounds", 6);
  private static final int CLIENTS = 8;
  private static final Duration UNDER_LOAD = Duration.ofMillis(700);
  private static final Duration PAUSED = Duration.ofSeconds(3);
  private static final RequestOptions QUORUM =
      new RequestOptions(Level.QUORUM, Duration.ofSeconds(10));

  private final long seed = Long.getLong("ringtail.seed", System.nanoTime());

  @Test
  void nothingFailsAndEverythingHasAPlaceInOneOrder() throws Exception {
    System.out.println("seed " + seed);
    try (NodeProcesses cluster = NodeProcesses.start(NodeProcesses.Settings.threeNodes());
        Session first = open(cluster);
        Session second = open(cluster)) {
      ConditionalLoad load = start(first, second);
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
      System.out.printf(
          "%d operations over %d rounds, %d failed, %d in doubt, slowest %d ms%n",
          load.operations(), ROUNDS, load.failures(), load.inDoubt(), load.slowestMillis());

      assertThat(load.verdicts()).allMatch(verdict -> verdict instanceof Verdict.Ok);
      assertThat(load.firstFailure()).isNull();
      assertThat(load.operations()).isGreaterThan(ROUNDS * CLIENTS);
    }
  }

  /**
   * The third is stopped (SIGSTOP) under load and goes on, and then comes back without its data.
   */
  @Test
  void pausedNodeAndAWipedOneCostNobodyAnError() throws Exception {
    System.out.println("seed " + seed);
    try (NodeProcesses cluster = NodeProcesses.start(NodeProcesses.Settings.threeNodes());
        Session first = open(cluster);
        Session second = open(cluster)) {
      ConditionalLoad load = start(first, second);
      runFor(UNDER_LOAD);
      for (int node = 0; node < 3; node++) {
        long pid = cluster.pids().get(node);
        signal("STOP", pid);
        try {
          runFor(PAUSED);
        } finally {
          signal("CONT", pid);
        }
        runFor(UNDER_LOAD);
      }
      cluster.kill(2);
      Path data = cluster.folder().resolve("node-3-data");
      Files.move(data, data.resolveSibling("node-3-data-before"));
      cluster.launch(2);
      runFor(PAUSED);
      load.stop();
      System.out.printf(
          "%d operations, %d failed, slowest %d ms%n",
          load.operations(), load.failures(), load.slowestMillis());

      assertThat(load.verdicts()).allMatch(verdict -> verdict instanceof Verdict.Ok);
      assertThat(load.firstFailure()).isNull();
      assertThat(load.operations()).isGreaterThan(100 * CLIENTS);
    }
  }

  private static void signal(String name, long pid) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).inheritIO().start();
    assertThat(kill.waitFor()).isZero();
  }

  private static Session open(NodeProcesses cluster) {
    SessionOptions patient = SessionOptions.of(cluster.endpoints()).withRequestDefaults(QUORUM);
    return Ringtail.open(patient).toCompletableFuture().join();
  }

  private ConditionalLoad start(Session first, Session second) {
    create(first, ConditionalLoad.registerTable());
    create(first, ConditionalLoad.counterTable());
    ConditionalLoad load = new ConditionalLoad(List.of(first, second), QUORUM, seed);
    load.start(CLIENTS);
    return load;
  }

  private static void create(Session session, TableName name) {
    session.changeBlocking(
        new SchemaChange.CreateTable(
            name,
            List.of(
                new ColumnDefinition("k", ScalarType.INT, ColumnKind.PARTITION, false),
                new ColumnDefinition("v", ScalarType.BIGINT, ColumnKind.REGULAR, false)),
            TableOptions.DEFAULT,
            true));
  }

  private static void runFor(Duration duration) {
    long end = System.nanoTime() + duration.toNanos();
    while (System.nanoTime() - end < 0) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }
}
