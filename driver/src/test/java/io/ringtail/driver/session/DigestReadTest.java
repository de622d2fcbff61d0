// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.driver.api.KeyValueTable;
import io.ringtail.driver.api.Level;
import io.ringtail.driver.api.NodeMetrics;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.Session;
import io.ringtail.driver.api.SessionOptions;
import io.ringtail.driver.api.Trace;
import io.ringtail.driver.scripted.ScriptedCluster;
import io.ringtail.driver.scripted.SimulatedLoop;
import io.ringtail.protocol.consensus.ConsensusState;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.schema.Column;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.time.Ballot;
import io.ringtail.protocol.type.ScalarType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Digests are asked for where answers are large, and what nobody waits for is repaired as well. */
class DigestReadTest {
  private static final TableName SMALL = new TableName("default", "small");
  private static final TableName LARGE = new TableName("default", "large");
  private static final RequestOptions ALL = RequestOptions.DEFAULT.withLevel(Level.ALL);
  private static final RequestOptions ONE = RequestOptions.DEFAULT.withLevel(Level.ONE);
  private static final String ROW = "x".repeat(10 << 10);

  /** One request in so many may be one that nobody waits for: one of these. */
  private static final int INFLIGHT_MAX = 16;

  private static final int READS_MAX = 200;

  private final SimulatedLoop loop = new SimulatedLoop();
  private final SplittableRandom random = new SplittableRandom(7);
  private final ScriptedCluster cluster = new ScriptedCluster(loop, random, 3, 1);
  private final Trace trace = new Trace();
  private Session session;
  private KeyValueTable<String, String> small;
  private KeyValueTable<String, String> large;

  @BeforeEach
  void open() {
    for (TableName name : List.of(SMALL, LARGE)) {
      cluster.addTable(
          name,
          List.of(
              Column.partition(0, "k", ScalarType.VARCHAR),
              Column.regular(1, "v", ScalarType.VARCHAR)));
    }
    SessionOptions options = SessionOptions.of(cluster.endpoints()).withInflightMax(INFLIGHT_MAX);
    Seams seams = new Seams(cluster, List.of(loop), any -> true, loop, random, () -> {});
    session = get(Opening.begin(options, cluster.endpoints(), seams));
    small = session.keyValueTable(SMALL, String.class, String.class);
    large = session.keyValueTable(LARGE, String.class, String.class);
  }

  private <T extends @Nullable Object> T get(CompletionStage<T> stage) {
    CompletableFuture<T> future = stage.toCompletableFuture();
    assertThat(loop.runUntil(future::isDone, 20_000)).isTrue();
    return future.join();
  }

  private long sum(ToLongFunction<NodeMetrics> what) {
    return session.metrics().stream().mapToLong(what).sum();
  }

  /** Reads until the lane knows that answers are large. */
  private void learn() {
    get(large.put("known", ROW, ALL));
    for (int i = 0; i < 10; i++) {
      get(large.get("known"));
    }
    assertThat(sum(NodeMetrics::digests)).isPositive();
  }

  private long steps(Trace.Kind kind, String detail) {
    return trace.steps().stream()
        .filter(step -> step.kind() == kind && step.detail().startsWith(detail))
        .count();
  }

  /** Writes what only the first node has; the others have nothing then. */
  private void putAtFirst(KeyValueTable<String, String> table, String key, String value) {
    get(table.put(key, value, ALL));
    cluster.replica(1).wipe();
    cluster.replica(2).wipe();
  }

  @Test
  void smallAnswersAreAskedForInFull() {
    get(small.put("a", "1", ALL));
    for (int i = 0; i < 50; i++) {
      assertThat(get(small.get("a"))).isEqualTo("1");
    }
    assertThat(sum(NodeMetrics::digests)).isZero();
  }

  @Test
  void largeAnswersAreAskedOfOneReplicaAfterSome() {
    get(large.put("a", ROW, ALL));
    get(large.get("a"));
    assertThat(sum(NodeMetrics::digests)).as("one answer says little").isZero();
    learn();
    get(small.get("a"));
    long before = sum(NodeMetrics::digests);
    int frames = cluster.frames();
    for (int i = 0; i < 50; i++) {
      assertThat(get(large.get("a", ALL.withTrace(trace)))).isEqualTo(ROW);
    }
    assertThat(sum(NodeMetrics::digests) - before).isEqualTo(100);
    assertThat(cluster.frames() - frames).as("one round trip each").isEqualTo(150);
    assertThat(sum(NodeMetrics::digestsDiffered)).isZero();
    assertThat(steps(Trace.Kind.SENT, "Read (digest) of")).isEqualTo(100);
    assertThat(steps(Trace.Kind.DIFFERED, "")).isZero();
  }

  @Test
  void whatDigestsDifferInIsFetchedAndRepaired() {
    learn();
    putAtFirst(large, "a", ROW);
    assertThat(get(large.get("a", ALL.withTrace(trace)))).isEqualTo(ROW);
    assertThat(sum(NodeMetrics::digestsDiffered)).isPositive();
    assertThat(steps(Trace.Kind.DIFFERED, "")).isPositive();
    assertThat(sum(NodeMetrics::repairs)).isEqualTo(2);
    long differed = sum(NodeMetrics::digestsDiffered);
    assertThat(get(large.get("a", ALL))).isEqualTo(ROW);
    assertThat(sum(NodeMetrics::digestsDiffered)).isEqualTo(differed);
  }

  @Test
  void whereAnswersDifferOftenDigestsAreNotWorthIt() {
    learn();
    for (int i = 0; i < 10; i++) {
      putAtFirst(large, "a" + i, ROW);
      get(large.get("a" + i, ALL));
    }
    long before = sum(NodeMetrics::digests);
    assertThat(before).isLessThan(30);
    putAtFirst(large, "b", ROW);
    get(large.get("b", ALL));
    assertThat(sum(NodeMetrics::digests)).isEqualTo(before);
  }

  @Test
  void severalLargePartitionsAreReadByDigests() {
    learn();
    Map<String, String> entries = Map.of("a", ROW, "b", ROW + "2", "c", ROW + "3");
    get(large.putAll(entries, ALL));
    long before = sum(NodeMetrics::digests);
    assertThat(get(large.getAll(entries.keySet(), ALL))).isEqualTo(entries);
    assertThat(sum(NodeMetrics::digests)).isGreaterThan(before);
    putAtFirst(large, "b", "new");
    assertThat(get(large.getAll(entries.keySet(), ALL)))
        .isEqualTo(Map.of("a", ROW, "b", "new", "c", ROW + "3"));
  }

  @Test
  void whatDigestsTellOfConditionalWritesIsHeard() {
    learn();
    cluster.replica(0).consensus(new ConsensusState(0, new Ballot(9, 9)));
    for (int i = 1; i < 3; i++) {
      cluster.replica(i).consensus(new ConsensusState(1, null));
    }
    assertThat(get(large.get("known", ALL.withTrace(trace)))).isEqualTo(ROW);
    assertThat(steps(Trace.Kind.UNSETTLED, "")).as("it is decided").isZero();
    cluster.replica(0).consensus(new ConsensusState(1, new Ballot(9, 9)));
    CompletableFuture<?> read = large.get("known", ALL.withTrace(trace)).toCompletableFuture();
    loop.runUntil(() -> steps(Trace.Kind.UNSETTLED, "") > 0, 100);
    assertThat(steps(Trace.Kind.UNSETTLED, "")).isPositive();
    assertThat(read).isNotDone();
  }

  /** Lets reads be answered without the last node, whose answers come then. */
  private void withholdAnswersOfLast() {
    cluster.script((node, request) ->
        request instanceof Request.Read && cluster.is(node, 2)
            ? ScriptedCluster.HOLD
            : ScriptedCluster.ANSWER);
  }

  /** Reads until the last node is asked, which is thought slow when it was late before. */
  private void readWithoutLast(KeyValueTable<String, String> table, String key) {
    int before = cluster.heldCount();
    for (int i = 0; cluster.heldCount() == before; i++) {
      assertThat(i).isLessThan(READS_MAX);
      loop.runFor(500);
      assertThat(get(table.get(key, RequestOptions.DEFAULT.withTrace(trace)))).isNotNull();
    }
  }

  private boolean isRepaired(KeyValueTable<String, String> table, String key) {
    cluster.stop(0);
    cluster.stop(1);
    loop.runFor(10);
    boolean there = get(table.get(key, ONE)) != null;
    cluster.restart(0);
    cluster.restart(1);
    loop.runFor(5_000);
    return there;
  }

  /** Writes what the last node does not have; it has nothing then. */
  private void putWithoutLast(KeyValueTable<String, String> table, String key, String value) {
    get(table.put(key, value, ALL));
    cluster.replica(2).wipe();
  }

  @Test
  void whoAnswersLateIsRepairedWhenTheCallerHasItsAnswer() {
    putWithoutLast(small, "a", "value");
    withholdAnswersOfLast();
    readWithoutLast(small, "a");
    assertThat(sum(NodeMetrics::repairs)).isZero();
    assertThat(steps(Trace.Kind.BACKGROUND, "")).isZero();
    cluster.script((node, request) -> ScriptedCluster.ANSWER);
    cluster.release();
    loop.runFor(5);
    assertThat(sum(NodeMetrics::repairs)).isOne();
    assertThat(steps(Trace.Kind.BACKGROUND, "")).isOne();
    assertThat(isRepaired(small, "a")).isTrue();
  }

  /** Among the answers that count, this would have to be settled first. */
  @Test
  void whoAnswersLateIsRepairedHoweverFarItIsBehindInConditionalWrites() {
    putWithoutLast(small, "a", "value");
    for (int i = 0; i < 2; i++) {
      cluster.replica(i).consensus(new ConsensusState(5, null));
    }
    withholdAnswersOfLast();
    readWithoutLast(small, "a");
    cluster.script((node, request) -> ScriptedCluster.ANSWER);
    cluster.release();
    loop.runFor(5);
    assertThat(sum(NodeMetrics::repairs)).isOne();
  }

  @Test
  void lateDigestThatDiffersIsFollowedByItsDataAndItsRepair() {
    learn();
    for (int late = 1; sum(NodeMetrics::digestsDiffered) == 0; late++) {
      assertThat(late).isLessThan(READS_MAX);
      putWithoutLast(large, "a" + late, ROW);
      withholdAnswersOfLast();
      readWithoutLast(large, "a" + late);
      cluster.script((node, request) -> ScriptedCluster.ANSWER);
      cluster.release();
      loop.runFor(5);
      assertThat(sum(NodeMetrics::repairs)).isEqualTo(late);
    }
    assertThat(steps(Trace.Kind.DIFFERED, "")).isOne();
  }

  @Test
  void whatComesAfterTheReadsTimeIsNotRepaired() {
    putWithoutLast(small, "a", "value");
    withholdAnswersOfLast();
    readWithoutLast(small, "a");
    cluster.script((node, request) -> ScriptedCluster.ANSWER);
    loop.runFor(2_000);
    cluster.release();
    loop.runFor(5);
    assertThat(sum(NodeMetrics::repairs)).isZero();
  }

  @Test
  void onlySoManyRepairsAreUnderWayThatNobodyWaitsFor() {
    for (int i = 0; i < INFLIGHT_MAX; i++) {
      putWithoutLast(small, "a" + i, "value");
    }
    withholdAnswersOfLast();
    List<CompletableFuture<@Nullable String>> reads = new ArrayList<>();
    for (int i = 0; i < INFLIGHT_MAX; i++) {
      reads.add(small.get("a" + i).toCompletableFuture());
    }
    reads.forEach(this::get);
    int late = cluster.heldCount();
    assertThat(late).isGreaterThan(1);
    cluster.script((node, request) -> ScriptedCluster.ANSWER);
    cluster.release();
    loop.runFor(5);
    long repairs = sum(NodeMetrics::repairs);
    assertThat(repairs).isPositive().isLessThan(late);
    assertThat(sum(NodeMetrics::repairsDropped)).isEqualTo(late - repairs);
  }

  @Test
  void theRoomForRepairsIsFreeAgainWhenTheyHaveEnded() {
    for (int i = 0; i < 5; i++) {
      putWithoutLast(small, "a" + i, "value");
      withholdAnswersOfLast();
      readWithoutLast(small, "a" + i);
      cluster.script((node, request) -> ScriptedCluster.ANSWER);
      cluster.release();
      loop.runFor(5);
      assertThat(sum(NodeMetrics::repairs)).isEqualTo(i + 1L);
    }
    assertThat(sum(NodeMetrics::repairsDropped)).isZero();
  }
}
