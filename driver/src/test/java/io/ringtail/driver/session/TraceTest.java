// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.driver.api.KeyValueTable;
import io.ringtail.driver.api.Level;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.api.Session;
import io.ringtail.driver.api.SessionOptions;
import io.ringtail.driver.api.Trace;
import io.ringtail.driver.api.Trace.Kind;
import io.ringtail.driver.scripted.ScriptedCluster;
import io.ringtail.driver.scripted.ScriptedCluster.Fate;
import io.ringtail.driver.scripted.SimulatedLoop;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.protocol.schema.Column;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.type.ScalarType;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TraceTest {
  private static final TableName KV = new TableName("default", "kv");

  private final SimulatedLoop loop = new SimulatedLoop();
  private final SplittableRandom random = new SplittableRandom(11);
  private final ScriptedCluster cluster = new ScriptedCluster(loop, random, 3, 1);
  private final Trace trace = new Trace();
  private final RequestOptions traced = RequestOptions.DEFAULT.withTrace(trace);
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
    assertThat(loop.runUntil(future::isDone, 20_000)).isTrue();
    try {
      return future.join();
    } catch (CompletionException e) {
      throw (RingtailException) e.getCause();
    }
  }

  private List<Kind> kinds() {
    return trace.steps().stream().map(Trace.Step::kind).toList();
  }

  @Test
  void readTellsWhomItAskedAndWhatTheySaid() {
    get(kv.put("secret key", "secret value"));
    assertThat(trace.steps()).isEmpty();
    get(kv.get("secret key", traced));
    assertThat(kinds())
        .containsExactly(
            Kind.BEGUN,
            Kind.ROUTED,
            Kind.SENT,
            Kind.SENT,
            Kind.ANSWERED,
            Kind.ANSWERED,
            Kind.ENDED);
    assertThat(trace.steps().get(2).node()).isIn(cluster.endpoints());
    assertThat(trace.steps()).isSortedAccordingTo((a, b) -> Double.compare(a.micros(), b.micros()));
    assertThat(trace.toString())
        .contains("default.kv at QUORUM", "by epoch ", "Read of ", "ReadDone", "node0:7400")
        .contains(
            "1 partition of ", " bytes, 1 row, 0 tombstones; 0 SSTables asked; shard 0, where")
        .doesNotContain("secret")
        .hasLineCount(7);
  }

  @Test
  void tombstonesThatWereMetAreCounted() {
    get(kv.put("k", "v"));
    get(kv.remove("k"));
    assertThat(get(kv.get("k", traced))).isNull();
    assertThat(trace.toString()).contains(" 1 tombstone;");
  }

  @Test
  void refusalsAndLostConnectionsAreSteps() {
    cluster.script((node, request) ->
        request instanceof Request.Write && cluster.is(node, 0)
            ? cluster.refuse(Reason.OVERLOADED, 5)
            : ScriptedCluster.ANSWER);
    get(kv.put("k", "v", traced));
    assertThat(kinds())
        .as("the refusal, the end that was told, and what is left for the one that refused")
        .containsSubsequence(Kind.REFUSED, Kind.ENDED, Kind.HINTED, Kind.SENT);
    assertThat(trace.toString()).contains("OVERLOADED");
    cluster.script((node, request) ->
        request instanceof Request.Write
            ? new Fate.Say(new Response.Unknown(Reason.INTERNAL, "broken"))
            : ScriptedCluster.ANSWER);
    assertThatThrownBy(() -> get(kv.put("k", "w", traced))).isInstanceOf(RingtailException.class);
    assertThat(kinds()).contains(Kind.UNKNOWN);
  }

  @Test
  void lateReplicasAreOnesThatAnotherIsAskedFor() {
    for (int i = 0; i < 400; i++) {
      get(kv.get("k" + i));
      loop.runFor(4);
    }
    List<Endpoint> asked = new ArrayList<>();
    cluster.script((node, request) -> {
      if (request instanceof Request.Read) {
        asked.add(node.endpoint());
        return asked.size() == 1 ? ScriptedCluster.DROP : ScriptedCluster.ANSWER;
      }
      return ScriptedCluster.ANSWER;
    });
    get(kv.get("k1", traced.withLevel(Level.ONE)));
    assertThat(kinds())
        .containsExactly(
            Kind.BEGUN,
            Kind.ROUTED,
            Kind.SENT,
            Kind.SENT,
            Kind.SPECULATED,
            Kind.ANSWERED,
            Kind.CANCELLED,
            Kind.ENDED);
    Trace.Step late = trace.steps().get(4);
    assertThat(late.node()).isEqualTo(asked.get(1)).isNotEqualTo(asked.get(0));
    assertThat(late.micros()).as("long before a quarter of its time").isLessThan(20_000);
    loop.runFor(50);
    assertThat(session.metrics())
        .filteredOn(each -> each.node().endpoint().equals(asked.get(0)))
        .singleElement()
        .satisfies(metrics -> {
          assertThat(metrics.cancellations()).as("the late one gave it up").isOne();
          assertThat(metrics.inflight()).isZero();
        });
  }

  @Test
  void soManyStepsAreKept() {
    for (int i = 0; i < Trace.STEPS_MAX + 5; i++) {
      trace.add(i, Kind.SENT, null, "");
    }
    assertThat(trace.steps()).hasSize(Trace.STEPS_MAX);
    assertThat(trace.toString()).contains("and 5 more");
  }
}
