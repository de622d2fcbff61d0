// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.driver.api.KeyValueTable;
import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.api.Session;
import io.ringtail.driver.api.SessionOptions;
import io.ringtail.driver.scripted.ScriptedCluster;
import io.ringtail.driver.scripted.ScriptedCluster.Fate;
import io.ringtail.driver.scripted.Seed;
import io.ringtail.driver.scripted.SimulatedLoop;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.schema.Column;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.type.ScalarType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Reads and writes at QUORUM by two sessions while requests are lost, broken off, refused and held
 * back, and while nodes come and go: a read never sees less than was acknowledged, or read, before
 * it began.
 */
class SessionSimulationTest {
  private static final TableName KV = new TableName("default", "kv");
  private static final int KEYS = 3;

  /** What has happened to one key; values count up, each written once. */
  private static final class History {
    /** The newest value known to be there: acknowledged, or read. */
    int settled;

    int written;
    final Set<Integer> refused = new HashSet<>();
  }

  private final SimulatedLoop loop = new SimulatedLoop();
  private int reads;
  private int writes;
  private int failures;

  @Test
  void readsNeverGoBack() {
    long seed = Seed.of(SessionSimulationTest.class);
    for (int run = 0; run < 40; run++) {
      run(new SplittableRandom(seed + run), seed + run);
    }
    assertThat(reads).isGreaterThan(1_000);
    assertThat(writes).isGreaterThan(1_000);
    assertThat(failures).as("some fail").isBetween(1, (reads + writes) / 2);
  }

  private void run(SplittableRandom random, long seed) {
    ScriptedCluster cluster = new ScriptedCluster(loop, random.split(), 3, 2);
    cluster.addTable(
        KV,
        List.of(Column.partition(0, "k", ScalarType.INT), Column.regular(1, "v", ScalarType.INT)));
    List<KeyValueTable<Integer, Integer>> tables = new ArrayList<>();
    List<Session> sessions = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Session session = open(cluster, random.split());
      sessions.add(session);
      tables.add(session.keyValueTable(KV, Integer.class, Integer.class));
    }
    cluster.script((node, request) -> fate(random, cluster, request));
    Map<Integer, History> histories = new HashMap<>();
    for (int step = 0; step < 150; step++) {
      trouble(random, cluster);
      int key = random.nextInt(KEYS);
      History history = histories.computeIfAbsent(key, missing -> new History());
      KeyValueTable<Integer, Integer> table = tables.get(random.nextInt(2));
      if (random.nextBoolean()) {
        write(table, key, history, seed);
      } else {
        read(table, key, history, seed);
      }
      // Clocks tell writes of two sessions apart that are a millisecond apart.
      loop.runFor(1 + random.nextInt(3));
    }
    assertThat(cluster.misrouted()).isZero();
    for (Session session : sessions) {
      session.close();
    }
    loop.runFor(2_000);
    assertThat(cluster.connections()).as("seed %d", seed).isZero();
  }

  private Session open(ScriptedCluster cluster, SplittableRandom random) {
    CompletableFuture<Session> opened =
        Opening.begin(
                SessionOptions.of(cluster.endpoints()),
                cluster.endpoints(),
                new Seams(cluster, List.of(loop), any -> true, loop, random, () -> {}))
            .toCompletableFuture();
    assertThat(loop.runUntil(opened::isDone, 10_000)).isTrue();
    return opened.join();
  }

  private static Fate fate(SplittableRandom random, ScriptedCluster cluster, Request request) {
    if (!(request instanceof Request.Data)) {
      return ScriptedCluster.ANSWER;
    }
    return switch (random.nextInt(40)) {
      case 0 -> ScriptedCluster.DROP;
      case 1 -> ScriptedCluster.HOLD;
      case 2 -> new Fate.Break(random.nextBoolean());
      case 3 -> cluster.refuse(Reason.OVERLOADED, random.nextInt(30));
      case 4 -> cluster.refuse(Reason.STALE_MAP, 0);
      case 5 -> cluster.refuse(Reason.STOPPING, 0);
      case 6 -> new Fate.Say(new Response.Unknown(Reason.DAMAGED, "scripted"));
      case 7 -> cluster.refuse(Reason.DISK_FULL, 0);
      default -> ScriptedCluster.ANSWER;
    };
  }

  private static void trouble(SplittableRandom random, ScriptedCluster cluster) {
    int node = random.nextInt(3);
    switch (random.nextInt(30)) {
      case 0 -> cluster.stop(node);
      case 1 -> cluster.freeze(node, true);
      case 2 -> cluster.release();
      case 3 -> cluster.breakConnections(node);
      default -> {
        if (random.nextInt(5) == 0) {
          cluster.restart(node);
          cluster.freeze(node, false);
        }
      }
    }
  }

  private void write(KeyValueTable<Integer, Integer> table, int key, History history, long seed) {
    int value = ++history.written;
    CompletableFuture<@Nullable Void> put = table.put(key, value).toCompletableFuture();
    end(put, seed);
    writes++;
    if (!put.isCompletedExceptionally()) {
      history.settled = value;
      return;
    }
    failures++;
    put.exceptionally(error -> {
      RingtailException known = (RingtailException) error;
      if (!known.mayHaveTakenEffect()) {
        history.refused.add(value);
      }
      return null;
    });
  }

  private void read(KeyValueTable<Integer, Integer> table, int key, History history, long seed) {
    CompletableFuture<@Nullable Integer> get = table.get(key).toCompletableFuture();
    end(get, seed);
    reads++;
    if (get.isCompletedExceptionally()) {
      failures++;
      return;
    }
    Integer value = get.join();
    int seen = value == null ? 0 : value;
    assertThat(seen).as("seed %d key %d", seed, key).isGreaterThanOrEqualTo(history.settled);
    assertThat(history.refused).as("seed %d key %d", seed, key).doesNotContain(seen);
    history.settled = seen;
  }

  private void end(CompletableFuture<?> request, long seed) {
    long began = loop.nanos();
    assertThat(loop.runUntil(request::isDone, 10_000)).as("seed %d ends", seed).isTrue();
    assertThat(loop.nanos() - began).as("seed %d in time", seed).isLessThan(2_020_000_000L);
  }
}
