// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.driver.api.KeyValueTable;
import io.ringtail.driver.api.Level;
import io.ringtail.driver.api.NodeMetrics;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.api.Session;
import io.ringtail.driver.api.SessionOptions;
import io.ringtail.driver.scripted.ScriptedCluster;
import io.ringtail.driver.scripted.ScriptedCluster.Fate;
import io.ringtail.driver.scripted.SimulatedLoop;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.schema.Column;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.type.ScalarType;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a replica that a write has not reached when its level is. */
class HandedOffWritesTest {
  private static final TableName KV = new TableName("default", "kv");
  private static final RequestOptions ANY = RequestOptions.DEFAULT.withLevel(Level.ANY);

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
    Seams seams = new Seams(cluster, List.of(loop), any -> true, loop, random, () -> {});
    session =
        get(Opening.begin(SessionOptions.of(cluster.endpoints()), cluster.endpoints(), seams));
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

  private void onNode(int index, Class<? extends Request> kind, Fate fate) {
    cluster.script((node, request) ->
        node.equals(cluster.replica(index).node()) && kind.isInstance(request)
            ? fate
            : ScriptedCluster.ANSWER);
  }

  /** How many hints other nodes keep for one; there are none for others. */
  private int keptFor(int target) {
    int kept = 0;
    for (int i = 0; i < 3; i++) {
      assertThat(cluster.replica(i).hints())
          .allMatch(hint -> hint.node().equals(cluster.replica(target).node().id()));
      kept += cluster.replica(i).hints().size();
    }
    assertThat(cluster.replica(target).hints()).as("for itself").isEmpty();
    return kept;
  }

  private long metric(int node, ToLongFunction<NodeMetrics> which) {
    return which.applyAsLong(session.metrics().get(node));
  }

  @Test
  void nothingIsLeftWhereAllAnswer() {
    for (int i = 0; i < 100; i++) {
      get(kv.put("k" + i, "v"));
    }
    loop.runFor(5_000);
    assertThat(cluster.replicas()).allMatch(replica -> replica.hints().isEmpty());
  }

  @Test
  void replicaThatIsAwayIsLeftAHintInTheSameFrame() {
    cluster.stop(2);
    loop.runFor(10);
    int frames = cluster.frames();
    get(kv.put("k", "v"));
    loop.runFor(10);
    assertThat(keptFor(2)).isEqualTo(1);
    assertThat(cluster.frames() - frames).as("frames, with those of hints alone").isEqualTo(2);
    assertThat(metric(2, NodeMetrics::hints)).isEqualTo(1);
    assertThat(metric(2, NodeMetrics::misses)).isZero();
  }

  @Test
  void replicaThatDoesNotAnswerIsLeftAHintWhenTheTimeIsOver() {
    onNode(1, Request.Write.class, ScriptedCluster.DROP);
    get(kv.put("k", "v"));
    loop.runFor(1_000);
    assertThat(keptFor(1)).isZero();
    loop.runFor(1_100);
    assertThat(keptFor(1)).isEqualTo(1);
  }

  @Test
  void replicaThatRefusesOrIsLostIsLeftAHintAtOnce() {
    onNode(1, Request.Write.class, cluster.refuse(Reason.DISK_FULL, 0));
    get(kv.put("k", "v"));
    loop.runFor(10);
    assertThat(keptFor(1)).isEqualTo(1);
    onNode(2, Request.Write.class, new Fate.Break(true));
    cluster.replicas().forEach(replica -> replica.hints().clear());
    get(kv.put("k", "v"));
    loop.runFor(10);
    assertThat(keptFor(2)).isEqualTo(1);
  }

  @Test
  void anotherHolderKeepsItWhereTheFirstDoesNot() {
    cluster.stop(2);
    loop.runFor(10);
    onNode(0, Request.Hint.class, cluster.refuse(Reason.OVERLOADED, 0));
    for (int i = 0; i < 20; i++) {
      get(kv.put("k" + i, "v"));
    }
    loop.runFor(10);
    assertThat(cluster.replica(0).hints()).isEmpty();
    assertThat(cluster.replica(1).hints()).hasSize(20);
    cluster.script((node, request) ->
        request instanceof Request.Hint
            ? cluster.refuse(Reason.OVERLOADED, 0)
            : ScriptedCluster.ANSWER);
    get(kv.put("k", "v"));
    loop.runFor(10);
    assertThat(metric(2, NodeMetrics::hints)).isEqualTo(20);
    assertThat(metric(2, NodeMetrics::misses)).as("writes that nobody keeps").isEqualTo(1);
  }

  @Test
  void hintsOfAWriteThatFailedAreNotLeft() {
    cluster.script((node, request) ->
        request instanceof Request.Write && !node.equals(cluster.replica(0).node())
            ? ScriptedCluster.DROP
            : ScriptedCluster.ANSWER);
    assertThatThrownBy(() -> get(kv.put("k", "v")))
        .isInstanceOf(RingtailException.WriteTimeout.class);
    loop.runFor(5_000);
    assertThat(cluster.replicas()).allMatch(replica -> replica.hints().isEmpty());
  }

  @Test
  void atAnyOneHintIsEnoughWhereNoReplicaTakesTheWrite() {
    cluster.script((node, request) ->
        request instanceof Request.Write
            ? cluster.refuse(Reason.DISK_FULL, 0)
            : ScriptedCluster.ANSWER);
    get(kv.put("k", "v", ANY));
    loop.runFor(10);
    assertThat(cluster.replicas().stream().mapToInt(replica -> replica.hints().size()).sum())
        .isEqualTo(3);
    cluster.script((node, request) ->
        request instanceof Request.Write || request instanceof Request.Hint
            ? cluster.refuse(Reason.DISK_FULL, 0)
            : ScriptedCluster.ANSWER);
    assertThatThrownBy(() -> get(kv.put("k", "v", ANY)))
        .isInstanceOf(RingtailException.Unavailable.class);
  }

  @Test
  void sessionThatIsClosedWaitsForTheLastReplica() {
    onNode(1, Request.Write.class, ScriptedCluster.HOLD);
    get(kv.put("k", "v"));
    session.close();
    loop.runFor(100);
    assertThat(cluster.connections()).as("while one has not answered").isEqualTo(3);
    cluster.release();
    loop.runFor(10);
    assertThat(cluster.connections()).isZero();
  }
}
