// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.driver.api.KeyValueTable;
import io.ringtail.driver.api.Level;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.ResultRow;
import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.api.RowScan;
import io.ringtail.driver.api.Session;
import io.ringtail.driver.api.SessionOptions;
import io.ringtail.driver.scripted.ScriptedCluster;
import io.ringtail.driver.scripted.ScriptedCluster.Fate;
import io.ringtail.driver.scripted.SimulatedLoop;
import io.ringtail.protocol.consensus.ConsensusState;
import io.ringtail.protocol.map.Node;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.schema.Column;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.type.ScalarType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A replica that lost acknowledged writes takes new ones, and counts in no read. */
class SuspectReplicaTest {
  private static final TableName KV = new TableName("default", "kv");
  private static final RequestOptions ALL = RequestOptions.DEFAULT.withLevel(Level.ALL);
  private static final Response LOST = new Response.Unknown(Reason.INTERNAL, "lost");
  private static final Response SUSPECT = new Response.Unknown(Reason.DAMAGED, "suspect");

  private final SimulatedLoop loop = new SimulatedLoop();
  private final SplittableRandom random = new SplittableRandom(42);
  private final ScriptedCluster cluster = new ScriptedCluster(loop, random, 3, 2);
  private Session session;
  private KeyValueTable<String, String> kv;
  private int readsRefused;

  @BeforeEach
  void open() {
    cluster.addTable(
        KV,
        List.of(
            Column.partition(0, "k", ScalarType.VARCHAR),
            Column.regular(1, "v", ScalarType.VARCHAR)));
    SessionOptions options = SessionOptions.of(cluster.endpoints());
    Seams seams = new Seams(cluster, List.of(loop), any -> true, loop, random, () -> {});
    session = get(Opening.begin(options, cluster.endpoints(), seams));
    kv = session.keyValueTable(KV, String.class, String.class);
  }

  private <T extends @Nullable Object> T get(CompletionStage<T> stage) {
    CompletableFuture<T> future = stage.toCompletableFuture();
    assertThat(loop.runUntil(future::isDone, 20_000)).as("ends at all").isTrue();
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RingtailException known) {
        throw known;
      }
      throw e;
    }
  }

  /** Some replicas lose all that they have, and know it. */
  private void lose(Integer... suspects) {
    Set<Integer> set = Set.of(suspects);
    set.forEach(each -> cluster.replica(each).wipe());
    cluster.script((node, request) -> {
      boolean reads = !(request instanceof Request.Write);
      if (reads && set.stream().anyMatch(each -> cluster.is(node, each))) {
        readsRefused++;
        return new Fate.Say(SUSPECT);
      }
      return ScriptedCluster.ANSWER;
    });
  }

  /** Writes old values everywhere, then new ones that a replica never gets. */
  private void writeAllBut(int absent) {
    for (int i = 0; i < 40; i++) {
      get(kv.put("key-" + i, "old", ALL));
    }
    cluster.script((node, request) -> fate(node, request, absent));
    for (int i = 0; i < 40; i++) {
      get(kv.put("key-" + i, "new-" + i));
    }
    loop.runFor(1);
  }

  private Fate fate(Node node, Request request, int absent) {
    return request instanceof Request.Write && cluster.is(node, absent)
        ? new Fate.Say(LOST)
        : ScriptedCluster.ANSWER;
  }

  @Test
  void quorumReadsSeeWhatOnlyASuspectReplicaAndOneMoreHaveAcknowledged() {
    writeAllBut(2);
    lose(0);
    for (int i = 0; i < 40; i++) {
      assertThat(get(kv.get("key-" + i))).isEqualTo("new-" + i);
    }
    assertThat(readsRefused).isPositive();
  }

  @Test
  void scansSeeItToo() {
    writeAllBut(2);
    lose(0);
    RowScan scan = session.table(KV).scan(null, 7, RequestOptions.DEFAULT);
    TreeSet<String> found = new TreeSet<>();
    for (List<ResultRow> page = get(scan.nextPage());
        !page.isEmpty();
        page = get(scan.nextPage())) {
      page.forEach(row -> found.add(row.get("k") + "=" + row.get("v")));
    }
    TreeSet<String> expected = new TreeSet<>();
    for (int i = 0; i < 40; i++) {
      expected.add("key-" + i + "=new-" + i);
    }
    assertThat(found).isEqualTo(expected);
    assertThat(readsRefused).isPositive();
  }

  @Test
  void withAQuorumSuspectNobodyIsToldThatThereIsNothing() {
    writeAllBut(2);
    lose(0, 1);
    for (int i = 0; i < 40; i++) {
      String key = "key-" + i;
      assertThatThrownBy(() -> get(kv.get(key)))
          .isInstanceOf(RingtailException.ReplicaFailure.class)
          .hasMessageContaining("DAMAGED");
    }
  }

  /** As one on a full disk: it never commits what is settled, so that settling changes nothing. */
  @Test
  void replicaThatStaysBehindInConditionalWritesHoldsNoReadUp() {
    for (int i = 0; i < 40; i++) {
      get(kv.put("key-" + i, "value", ALL));
    }
    cluster.replica(0).consensus(new ConsensusState(9, null));
    cluster.replica(1).consensus(new ConsensusState(9, null));
    cluster.replica(2).consensus(new ConsensusState(3, null));
    List<Request> others = new ArrayList<>();
    cluster.script((node, request) -> {
      if (request instanceof Request.Data) {
        return ScriptedCluster.ANSWER;
      }
      others.add(request);
      return new Fate.Say(LOST);
    });
    for (int i = 0; i < 40; i++) {
      assertThat(get(kv.get("key-" + i))).isEqualTo("value");
    }
    RowScan scan = session.table(KV).scan(null, 7, RequestOptions.DEFAULT);
    int found = 0;
    for (List<ResultRow> page = get(scan.nextPage());
        !page.isEmpty();
        page = get(scan.nextPage())) {
      found += page.size();
    }
    assertThat(found).isEqualTo(40);
    assertThat(others).as("nothing has to be settled").isEmpty();
  }

  @Test
  void suspectReplicasTakeAndAcknowledgeWrites() {
    lose(0, 1);
    get(kv.put("a", "1", ALL));
    cluster.script((node, request) -> ScriptedCluster.ANSWER);
    assertThat(get(kv.get("a", ALL))).isEqualTo("1");
  }
}
