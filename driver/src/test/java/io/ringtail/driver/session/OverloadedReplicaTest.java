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
import io.ringtail.driver.scripted.Replica;
import io.ringtail.driver.scripted.ScriptedCluster;
import io.ringtail.driver.scripted.SimulatedLoop;
import io.ringtail.protocol.frame.Rank;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.schema.Column;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.type.ScalarType;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a session does while replicas have too much to do, in simulated time. */
class OverloadedReplicaTest {
  private static final long MILLI = 1_000_000;

  /** All ranks but the first. */
  private static final int ALL_RANKS = Rank.LAST;

  private static final TableName KV = new TableName("default", "kv");
  private static final RequestOptions QUORUM =
      new RequestOptions(Level.QUORUM, Duration.ofSeconds(2));

  private static final RequestOptions PATIENT =
      new RequestOptions(Level.QUORUM, Duration.ofSeconds(10));

  private final SimulatedLoop loop = new SimulatedLoop();
  private final SplittableRandom random = new SplittableRandom(1);
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
    session =
        get(
            Opening.begin(
                SessionOptions.of(cluster.endpoints()).withInflightMax(16),
                cluster.endpoints(),
                new Seams(cluster, List.of(loop), any -> true, loop, random, () -> {})));
    kv = session.keyValueTable(KV, String.class, String.class);
    get(kv.put("a", "1"));
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

  private void load(int ranksRefused, int waitMicros) {
    cluster.replicas().forEach(replica -> replica.load(ranksRefused, waitMicros));
  }

  private int refusals() {
    return cluster.replicas().stream().mapToInt(Replica::refusals).sum();
  }

  @Test
  void whatReplicasAreKnownToRefuseIsNotSent() {
    load(ALL_RANKS, 1_000);
    CompletableFuture<?> first = kv.put("a", "2").toCompletableFuture();
    loop.runFor(2);
    assertThat(refusals()).isEqualTo(3);
    List<CompletableFuture<?>> others =
        IntStream.range(0, 3)
            .<CompletableFuture<?>>mapToObj(i -> kv.get("a").toCompletableFuture())
            .toList();
    loop.runFor(2);
    assertThat(refusals()).as("nothing more is sent").isEqualTo(3);
    load(0, 0);
    // Heard with the first retry; all end well without having asked in vain.
    get(first);
    others.forEach(this::get);
    assertThat(refusals()).isEqualTo(3);
    assertThat(session.metrics().stream().mapToLong(NodeMetrics::overloads).sum())
        .isGreaterThanOrEqualTo(3 + 3 * 3);
    assertThat(session.metrics()).as("none of it is wrong").allMatch(node -> node.failures() == 0);
  }

  @Test
  void noReplicaIsAskedAgainMoreOftenThanTheRequestMay() {
    AtomicInteger asked = new AtomicInteger();
    for (Reason reason : List.of(Reason.OVERLOADED, Reason.STOPPING)) {
      cluster.script((node, request) -> {
        if (request instanceof Request.Read || request instanceof Request.Write) {
          asked.incrementAndGet();
          return cluster.refuse(reason, 1);
        }
        return ScriptedCluster.ANSWER;
      });
      for (int retries : new int[] {0, 1, 5}) {
        long counted = retries();
        asked.set(0);
        RequestOptions few = QUORUM.withRetries(retries);
        assertThatThrownBy(() -> get(kv.get("a", few))).isInstanceOf(RingtailException.class);
        loop.runFor(100);
        // Two, and one more in the place of one that refused for good, where none may be retried.
        assertThat(asked.get()).isBetween(2 + retries, 3 + retries);
        assertThat(retries() - counted).isEqualTo(retries);
        asked.set(0);
        assertThatThrownBy(() -> get(kv.put("a", "2", few))).isInstanceOf(RingtailException.class);
        loop.runFor(3_000);
        assertThat(asked.get()).isBetween(3, 3 + retries);
      }
    }
  }

  private long retries() {
    return session.metrics().stream().mapToLong(NodeMetrics::retries).sum();
  }

  @Test
  void whatReplicasRefuseToTheEndFailsWithATimeToReturn() {
    load(ALL_RANKS, 50_000);
    for (CompletionStage<?> stage : List.of(kv.put("a", "2"), kv.get("a"))) {
      long began = loop.nanos();
      assertThatThrownBy(() -> get(stage))
          .isInstanceOfSatisfying(
              RingtailException.Overloaded.class,
              overloaded -> {
                assertThat(overloaded.retryAfterMillis()).isEqualTo(1_000);
                assertThat(overloaded.mayHaveTakenEffect()).isFalse();
              });
      assertThat(loop.nanos() - began).isLessThan(2_010 * MILLI);
    }
    assertThat(refusals()).as("requests, within four seconds").isLessThan(30);
    load(0, 0);
    assertThat(get(kv.get("a"))).isEqualTo("1");
  }

  @Test
  void onlyAQuarterOfTheLaneWaits() {
    // Twice, since those who end make room.
    letTenCome();
    letTenCome();
  }

  @Test
  void writeAtAnyThatFindsNoPlaceIsToldWhenToReturn() {
    load(ALL_RANKS, 20_000);
    for (int i = 0; i < 4; i++) {
      assertThat(kv.put("a", "2", PATIENT)).isNotCompleted();
    }
    loop.runFor(2);
    assertThatThrownBy(() -> get(kv.put("a", "3", PATIENT.withLevel(Level.ANY))))
        .isInstanceOf(RingtailException.Overloaded.class);
  }

  private void letTenCome() {
    load(ALL_RANKS, 20_000);
    List<CompletableFuture<?>> all =
        IntStream.range(0, 10)
            .<CompletableFuture<?>>mapToObj(i -> kv.put("a", "2", PATIENT).toCompletableFuture())
            .toList();
    loop.runFor(2);
    assertThat(all).filteredOn(CompletableFuture::isCompletedExceptionally).hasSize(6);
    load(0, 0);
    loop.runFor(1_500);
    assertThat(all).filteredOn(future -> !future.isCompletedExceptionally()).hasSize(4);
  }

  @Test
  void oneOfThreeThatRefusesIsDoneWithout() {
    cluster.replica(1).load(ALL_RANKS, 20_000);
    long began = loop.nanos();
    for (int i = 0; i < 20; i++) {
      get(kv.put("a", "x" + i));
      assertThat(get(kv.get("a"))).isEqualTo("x" + i);
    }
    assertThat(loop.nanos() - began).isLessThan(50 * MILLI);
  }

  @Test
  void replicaWhoseRequestsWaitIsHardlyAsked() {
    cluster.replica(1).load(0, 20_000);
    int[] asked = new int[3];
    cluster.script((node, request) -> {
      for (int i = 0; i < 3; i++) {
        asked[i] += request instanceof Request.Read && cluster.is(node, i) ? 1 : 0;
      }
      return ScriptedCluster.ANSWER;
    });
    for (int i = 0; i < 200; i++) {
      get(kv.get("a"));
    }
    assertThat(asked[1]).isLessThan(20);
    assertThat(asked[0] + asked[2]).isGreaterThan(380);
  }

  @Test
  void writeThatOneReplicaHasIsOfTheFirstRankAndSaysThatItMayBeThere() {
    cluster.script((node, request) ->
        request instanceof Request.Write && !cluster.is(node, 0)
            ? cluster.refuse(Reason.OVERLOADED, 20)
            : ScriptedCluster.ANSWER);
    assertThatThrownBy(() -> get(kv.put("a", "2", QUORUM)))
        .isInstanceOfSatisfying(
            RingtailException.Overloaded.class,
            overloaded -> {
              assertThat(overloaded.retryAfterMillis()).isEqualTo(20);
              assertThat(overloaded.mayHaveTakenEffect()).isTrue();
            });
    assertThat(cluster.replica(1).writeRank()).isEqualTo(Rank.FIRST);
  }
}
