// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.driver.api.KeyValueTable;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.api.RowScan;
import io.ringtail.driver.api.Session;
import io.ringtail.driver.api.SessionOptions;
import io.ringtail.driver.scripted.ScriptedCluster;
import io.ringtail.driver.scripted.SimulatedLoop;
import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.schema.Column;
import io.ringtail.protocol.schema.Schema;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.type.ScalarType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Four requests under way and four that wait are all that the lane takes. */
class NarrowLaneTest {
  private static final TableName KV = new TableName("default", "kv");

  private final SimulatedLoop loop = new SimulatedLoop();
  private final SplittableRandom random = new SplittableRandom(42);
  private final ScriptedCluster cluster = new ScriptedCluster(loop, random, 3, 1);
  private Session session;
  private KeyValueTable<String, String> kv;

  @BeforeEach
  void open() {
    cluster.addTable(
        KV,
        List.of(
            Column.partition(0, "k", ScalarType.VARCHAR),
            Column.regular(1, "v", ScalarType.VARCHAR)));
    SessionOptions few = SessionOptions.of(cluster.endpoints()).withLanes(1).withInflightMax(4);
    Seams seams = new Seams(cluster, List.of(loop), any -> true, loop, random, () -> {});
    CompletableFuture<Session> opened =
        Opening.begin(few, cluster.endpoints(), seams).toCompletableFuture();
    assertThat(loop.runUntil(opened::isDone, 20_000)).isTrue();
    session = opened.join();
    kv = session.keyValueTable(KV, String.class, String.class);
  }

  private List<CompletableFuture<?>> puts(int count) {
    List<CompletableFuture<?>> asked = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      asked.add(kv.put("k" + i, "v").toCompletableFuture());
    }
    return asked;
  }

  private static RingtailException errorOf(CompletableFuture<?> future) {
    assertThat(future).as("ended").isDone();
    try {
      future.join();
    } catch (CompletionException e) {
      return (RingtailException) e.getCause();
    }
    throw new AssertionError("ended without an error");
  }

  /** A map without keyspaces, tables, and placements. */
  private void dropEverything() {
    ClusterMap before = cluster.replica(0).map();
    ClusterMap after =
        new ClusterMap(
            before.clusterId(),
            before.epoch().next(),
            before.change(),
            before.vnodeBits(),
            before.nodes(),
            before.voters(),
            Map.of(),
            Schema.of(List.of(), List.of(), before.schema().tableIdNext()));
    cluster.replicas().forEach(replica -> replica.map(after));
    cluster.announce();
    loop.runFor(5);
    assertThat(session.map().epoch()).isEqualTo(after.epoch());
  }

  @Test
  void whatWaitsForATableThatIsDroppedFailsAndTheLaneGoesOn() {
    cluster.script((node, request) ->
        request instanceof Request.Write ? ScriptedCluster.HOLD : ScriptedCluster.ANSWER);
    List<CompletableFuture<?>> asked = puts(8);
    loop.runFor(5);
    dropEverything();
    cluster.release();
    loop.runFor(5);
    for (CompletableFuture<?> begun : asked.subList(0, 4)) {
      assertThat(begun).isCompletedWithValue(null);
    }
    for (CompletableFuture<?> waiting : asked.subList(4, 8)) {
      assertThat(errorOf(waiting)).isInstanceOf(RingtailException.InvalidRequest.class);
    }
  }

  @Test
  void aScanOfATableThatIsDroppedFails() {
    RowScan scan = kv.table().scan(null, 10, RequestOptions.DEFAULT);
    dropEverything();
    assertThat(errorOf(scan.nextPage().toCompletableFuture()))
        .isInstanceOf(RingtailException.InvalidRequest.class);
    assertThatThrownBy(() -> session.table(KV))
        .isInstanceOf(RingtailException.InvalidRequest.class);
  }

  @Test
  void aWriteOfManyEndsWhenNoneOfItsFramesCanBeSentAgain() {
    cluster.script((node, request) -> {
      if (request instanceof Request.Write write) {
        return write.mutations().size() > 1
            ? cluster.refuse(Reason.STALE_MAP, 0)
            : ScriptedCluster.DROP;
      }
      return ScriptedCluster.ANSWER;
    });
    Map<String, String> entries = new HashMap<>();
    for (int i = 0; i < 20; i++) {
      entries.put("key" + i, "value");
    }
    CompletableFuture<@Nullable Void> all =
        kv.putAll(entries, RequestOptions.DEFAULT).toCompletableFuture();
    List<CompletableFuture<?>> others = puts(7);
    assertThat(others).noneMatch(CompletableFuture::isDone);
    cluster.addTable(
        new TableName("default", "newer"), List.of(Column.partition(0, "k", ScalarType.VARCHAR)));
    loop.runFor(1_000);
    assertThat(errorOf(all)).hasMessageContaining("requests are under way on this lane");
  }

  @Test
  void whatWaitsWhenTheSessionIsClosedIsNotSent() {
    cluster.script((node, request) -> ScriptedCluster.DROP);
    List<CompletableFuture<?>> asked = puts(8);
    session.close();
    loop.runFor(1_100);
    for (int i = 0; i < 8; i++) {
      RingtailException error = errorOf(asked.get(i));
      assertThat(error).isInstanceOf(RingtailException.SessionClosed.class);
      assertThat(error.mayHaveTakenEffect()).as("put %d", i).isEqualTo(i < 4);
    }
  }

  @Test
  void aNodeThatCameBackIsAskedWhenAnotherIsLost() {
    cluster.script((node, request) ->
        request instanceof Request.Read && cluster.is(node, 2)
            ? ScriptedCluster.DROP
            : ScriptedCluster.ANSWER);
    cluster.stop(1);
    loop.runFor(2);
    int before = cluster.dials();
    CompletableFuture<@Nullable String> read = kv.get("a").toCompletableFuture();
    loop.runFor(100);
    assertThat(cluster.dials()).as("tried in vain meanwhile").isGreaterThan(before);
    cluster.restart(1);
    cluster.stop(2);
    loop.runFor(150);
    assertThat(read).isCompletedWithValue(null);
  }
}
