// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.driver.api.Key;
import io.ringtail.driver.api.KeyValueTable;
import io.ringtail.driver.api.Level;
import io.ringtail.driver.api.NodeMetrics;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.ResultRow;
import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.api.RowScan;
import io.ringtail.driver.api.RowWrite;
import io.ringtail.driver.api.Session;
import io.ringtail.driver.api.SessionOptions;
import io.ringtail.driver.api.Slice;
import io.ringtail.driver.api.Table;
import io.ringtail.driver.scripted.ScriptedCluster;
import io.ringtail.driver.scripted.ScriptedCluster.Fate;
import io.ringtail.driver.scripted.SimulatedLoop;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.schema.Column;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.type.ScalarType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SessionTest {
  private static final TableName KV = new TableName("default", "kv");
  private static final TableName EVENTS = new TableName("default", "events");
  private static final RequestOptions ALL = RequestOptions.DEFAULT.withLevel(Level.ALL);
  private static final RequestOptions ONE = RequestOptions.DEFAULT.withLevel(Level.ONE);

  private final SimulatedLoop loop = new SimulatedLoop();
  private final SplittableRandom random = new SplittableRandom(42);
  private final ScriptedCluster cluster = new ScriptedCluster(loop, random, 3, 2);
  private int kvId;
  private Session session;
  private KeyValueTable<String, String> kv;
  private Table events;

  @BeforeEach
  void open() {
    kvId =
        cluster
            .addTable(
                KV,
                List.of(
                    Column.partition(0, "k", ScalarType.VARCHAR),
                    Column.regular(1, "v", ScalarType.VARCHAR)))
            .id();
    cluster.addTable(
        EVENTS,
        List.of(
            Column.partition(0, "id", ScalarType.VARCHAR),
            Column.clustering(1, "at", ScalarType.INT, false),
            Column.regular(2, "a", ScalarType.VARCHAR),
            Column.regular(3, "b", ScalarType.BIGINT)));
    session = openSession();
    kv = session.keyValueTable(KV, String.class, String.class);
    events = session.table(EVENTS);
  }

  private Session openSession() {
    SessionOptions options = SessionOptions.of(cluster.endpoints());
    Seams seams = new Seams(cluster, List.of(loop), any -> true, loop, random, () -> {});
    return get(Opening.begin(options, cluster.endpoints(), seams));
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

  private Fate refuse(Reason reason) {
    return cluster.refuse(reason, 0);
  }

  @Test
  void whatIsPutIsGotAndRemoved() {
    get(kv.put("a", "1"));
    assertThat(get(kv.get("a"))).isEqualTo("1");
    get(kv.put("a", "2"));
    assertThat(get(kv.get("a"))).isEqualTo("2");
    assertThat(get(kv.get("b"))).isNull();
    get(kv.remove("a"));
    assertThat(get(kv.get("a"))).isNull();
    assertThat(cluster.misrouted()).isZero();
  }

  @Test
  void truncatedTableIsEmptyAndUsedOnUnderTheSameName() {
    get(kv.put("a", "1"));
    cluster.truncateTable(KV, 0);
    assertThat(get(kv.get("a"))).isNull();
    get(kv.put("a", "2"));
    assertThat(get(kv.get("a"))).isEqualTo("2");
    assertThat(cluster.replicas())
        .as("the old table is not touched")
        .anySatisfy(replica -> assertThat(replica.data(kvId, keyOf("a")).rows()).hasSize(1))
        .allSatisfy(replica ->
            assertThat(replica.data(session.table(KV).schema().id(), keyOf("a")).rows())
                .hasSizeLessThan(2));
  }

  @Test
  void manyWritesAndReadsGoOverToTheTruncatedTable() {
    Map<String, String> entries = new HashMap<>();
    for (int i = 0; i < 50; i++) {
      entries.put("key" + i, "value" + i);
    }
    get(kv.putAll(entries, ALL));
    cluster.truncateTable(KV, 0);
    assertThat(get(kv.getAll(entries.keySet(), ALL))).isEmpty();
    cluster.truncateTable(KV, 0);
    get(kv.putAll(entries, ALL));
    assertThat(get(kv.getAll(entries.keySet(), ALL))).isEqualTo(entries);
  }

  @Test
  void scanGoesOnThroughTheTableThatCameInThePlaceOfATruncatedOne() {
    for (int i = 0; i < 40; i++) {
      get(events.write(events.insert(Key.of("p" + i).row(1), Map.of("a", "x")), ALL));
    }
    RowScan scan = events.scan(null, 5, ALL);
    assertThat(get(scan.nextPage())).hasSize(5);
    cluster.truncateTable(EVENTS, 0);
    int left = 0;
    for (List<ResultRow> page = get(scan.nextPage());
        !page.isEmpty();
        page = get(scan.nextPage())) {
      left += page.size();
    }
    assertThat(left).isLessThan(35);
  }

  @Test
  void writeThatOneReplicaTookBeforeItHeardOfTheTruncationIsInDoubt() {
    cluster.truncateTable(KV, 1);
    assertThatThrownBy(() -> get(kv.put("a", "1")))
        .isInstanceOf(RingtailException.WriteTimeout.class)
        .hasMessageContaining("was truncated while the write was under way");
    get(kv.put("a", "2"));
    assertThat(get(kv.get("a"))).isEqualTo("2");
  }

  @Test
  void whatExpiresIsGone() {
    get(kv.put("a", "1", Duration.ofMillis(500), RequestOptions.DEFAULT));
    assertThat(get(kv.get("a"))).isEqualTo("1");
    loop.runFor(501);
    assertThat(get(kv.get("a"))).isNull();
  }

  @Test
  void manyKeysTravelInOneFrameForEachShard() {
    Map<String, String> entries = new HashMap<>();
    for (int i = 0; i < 200; i++) {
      entries.put("key" + i, "value" + i);
    }
    int before = cluster.frames();
    get(kv.putAll(entries, ALL));
    assertThat(cluster.frames() - before).isEqualTo(6);
    before = cluster.frames();
    assertThat(get(kv.getAll(entries.keySet(), ALL))).isEqualTo(entries);
    assertThat(cluster.frames() - before).isEqualTo(6);
    get(kv.removeAll(entries.keySet(), ALL));
    assertThat(get(kv.getAll(entries.keySet(), ALL))).isEmpty();
    assertThat(cluster.misrouted()).isZero();
  }

  @Test
  void quorumGoesOnWithOneReplicaDown() {
    cluster.stop(1);
    loop.runFor(10);
    for (int i = 0; i < 50; i++) {
      get(kv.put("a" + i, "1"));
      assertThat(get(kv.get("a" + i))).isEqualTo("1");
    }
  }

  @Test
  void aDownNodeIsNotDialledForEveryRequest() {
    cluster.stop(1);
    loop.runFor(5_000);
    int before = cluster.dials();
    for (int i = 0; i < 1_000; i++) {
      get(kv.put("a" + i, "1"));
      loop.runFor(1);
    }
    // Two shards, each once in half a second to a second.
    assertThat(cluster.dials() - before).isLessThan(12);
  }

  @Test
  void nothingIsSentWhenTheLevelCannotBeReached() {
    cluster.stop(1);
    cluster.stop(2);
    loop.runFor(10);
    int before = cluster.frames();
    long began = loop.nanos();
    assertThatThrownBy(() -> get(kv.put("a", "1")))
        .isInstanceOf(RingtailException.Unavailable.class)
        .hasMessageContaining("1 of 3 replicas can be reached, 2 are needed");
    assertThatThrownBy(() -> get(kv.get("a"))).isInstanceOf(RingtailException.Unavailable.class);
    assertThat(loop.nanos() - began).isLessThan(200_000_000);
    assertThat(get(kv.put("a", "1", ONE))).isNull();
    assertThat(cluster.frames() - before).isLessThanOrEqualTo(2);
  }

  @Test
  void aRequestWaitsForANodeThatJustCameBack() {
    cluster.stop(1);
    cluster.stop(2);
    loop.runFor(5_000);
    cluster.restart(1);
    get(kv.put("a", "1"));
    assertThat(get(kv.get("a"))).isEqualTo("1");
  }

  @Test
  void aWriteIsRepeatedWhenItsConnectionBreaks() {
    int[] broken = {0};
    cluster.script((node, request) ->
        request instanceof Request.Write && broken[0]++ < 3
            ? new Fate.Break(false)
            : ScriptedCluster.ANSWER);
    get(kv.put("a", "1"));
    assertThat(get(kv.get("a"))).isEqualTo("1");
  }

  @Test
  void aWriteWithTooFewAcknowledgementsTimesOutAndMayHaveTakenEffect() {
    cluster.script((node, request) ->
        request instanceof Request.Write && !cluster.is(node, 0)
            ? ScriptedCluster.DROP
            : ScriptedCluster.ANSWER);
    long began = loop.nanos();
    assertThatThrownBy(() -> get(kv.put("a", "1")))
        .isInstanceOf(RingtailException.WriteTimeout.class)
        .hasMessageContaining("1 of 2 needed acknowledgements")
        .satisfies(e -> assertThat(((RingtailException) e).mayHaveTakenEffect()).isTrue());
    assertThat(loop.nanos() - began).isBetween(2_000_000_000L, 2_020_000_000L);
  }

  @Test
  void refusalsByAllMeanThatNothingHappened() {
    cluster.script((node, request) ->
        request instanceof Request.Write ? refuse(Reason.DISK_FULL) : ScriptedCluster.ANSWER);
    assertThatThrownBy(() -> get(kv.put("a", "1")))
        .isInstanceOf(RingtailException.ReplicaFailure.class)
        .hasMessageContaining("DISK_FULL")
        .satisfies(e -> assertThat(((RingtailException) e).mayHaveTakenEffect()).isFalse());
  }

  @Test
  void anOverloadedReplicaIsAskedAgainLater() {
    int[] refused = {0};
    cluster.script((node, request) ->
        request instanceof Request.Write && refused[0]++ < 6
            ? cluster.refuse(Reason.OVERLOADED, 20)
            : ScriptedCluster.ANSWER);
    long began = loop.nanos();
    get(kv.put("a", "1"));
    assertThat(loop.nanos() - began).isGreaterThan(20_000_000);
    cluster.script((node, request) -> refuse(Reason.OVERLOADED));
    assertThatThrownBy(() -> get(kv.put("a", "1")))
        .isInstanceOf(RingtailException.Overloaded.class);
    assertThatThrownBy(() -> get(kv.get("a"))).isInstanceOf(RingtailException.Overloaded.class);
  }

  @Test
  void aLateReplicaOfAReadIsPassedBy() {
    get(kv.put("a", "1", ALL));
    cluster.script((node, request) ->
        request instanceof Request.Read && cluster.is(node, 2)
            ? ScriptedCluster.DROP
            : ScriptedCluster.ANSWER);
    for (int i = 0; i < 20; i++) {
      long began = loop.nanos();
      assertThat(get(kv.get("a"))).isEqualTo("1");
      assertThat(loop.nanos() - began).isLessThan(250_000_000);
    }
  }

  @Test
  void whatReplicasDifferInIsWrittenBackBeforeTheAnswer() {
    get(kv.put("a", "old", ALL));
    cluster.script((node, request) ->
        request instanceof Request.Write && !cluster.is(node, 0)
            ? new Fate.Say(new Response.Unknown(Reason.INTERNAL, "lost"))
            : ScriptedCluster.ANSWER);
    get(kv.put("a", "new", ONE));
    loop.runFor(1);
    cluster.script((node, request) -> ScriptedCluster.ANSWER);
    String seen = get(kv.get("a", ALL));
    assertThat(seen).isEqualTo("new");
    for (int i = 0; i < 3; i++) {
      assertThat(cluster.replica(i).data(kvId, keyOf("a")))
          .isEqualTo(cluster.replica(0).data(kvId, keyOf("a")));
    }
    assertThat(session.metrics().stream().mapToLong(NodeMetrics::repairs).sum()).isEqualTo(2);
  }

  private static byte[] keyOf(String key) {
    io.ringtail.protocol.type.KeyWriter out = new io.ringtail.protocol.type.KeyWriter();
    ScalarType.VARCHAR.encodeKey(key, out, false);
    return out.toBytes();
  }

  @Test
  void aStaleMapIsFetchedInside() {
    TableName name = new TableName("default", "later");
    cluster.addTable(
        name,
        List.of(
            Column.partition(0, "k", ScalarType.VARCHAR),
            Column.regular(1, "v", ScalarType.VARCHAR)));
    long before = session.map().epoch().number();
    int[] refused = {0};
    cluster.script((node, request) ->
        request instanceof Request.Write && refused[0]++ == 0
            ? refuse(Reason.STALE_MAP)
            : ScriptedCluster.ANSWER);
    get(kv.put("a", "1"));
    assertThat(session.map().epoch().number()).isEqualTo(before + 1);
    cluster.addTable(
        new TableName("default", "latest"), List.of(Column.partition(0, "k", ScalarType.VARCHAR)));
    refused[0] = 0;
    cluster.script((node, request) ->
        request instanceof Request.Read && refused[0]++ == 0
            ? refuse(Reason.NOT_OWNER)
            : ScriptedCluster.ANSWER);
    assertThat(get(kv.get("a"))).isEqualTo("1");
    assertThat(session.map().epoch().number()).isEqualTo(before + 2);
  }

  @Test
  void newMapsAreTold() {
    long before = session.map().epoch().number();
    cluster.addTable(
        new TableName("default", "told"), List.of(Column.partition(0, "k", ScalarType.VARCHAR)));
    cluster.announce();
    loop.runFor(10);
    assertThat(session.map().epoch().number()).isEqualTo(before + 1);
    cluster.breakConnections(0);
    cluster.breakConnections(1);
    cluster.breakConnections(2);
    cluster.addTable(
        new TableName("default", "told_later"),
        List.of(Column.partition(0, "k", ScalarType.VARCHAR)));
    loop.runFor(2_000);
    assertThat(session.map().epoch().number()).isEqualTo(before + 2);
  }

  @Test
  void aFrozenNodeIsGivenUpAndFoundAgain() {
    cluster.freeze(1, true);
    for (int i = 0; i < 10; i++) {
      get(kv.put("a", "" + i));
      assertThat(get(kv.get("a"))).isEqualTo("" + i);
      loop.runFor(500);
    }
    assertThat(session.metrics().get(1).connections()).isZero();
    cluster.freeze(1, false);
    loop.runFor(5_000);
    assertThat(session.metrics().get(1).connections()).isEqualTo(2);
    assertThat(get(kv.get("a", ALL))).isEqualTo("9");
  }

  @Test
  void rowsAreSlicedFromEitherEnd() {
    List<RowWrite> writes = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      writes.add(events.insert(Key.of("p").row(i), Map.of("a", "a" + i, "b", (long) i)));
    }
    get(events.writeAll(writes, ALL));
    get(events.write(RowWrite.delete(Key.of("p").row(50)), ALL));
    assertThat(ats(slice(Slice.ALL))).hasSize(99).startsWith(0, 1, 2).endsWith(98, 99);
    assertThat(ats(slice(Slice.ALL.withLimit(3)))).containsExactly(0, 1, 2);
    assertThat(ats(slice(Slice.ALL.reversed().withLimit(3)))).containsExactly(99, 98, 97);
    Slice middle = new Slice(bound(48, false), bound(52, true), 10, false);
    assertThat(ats(slice(middle))).containsExactly(49, 51, 52);
    assertThat(ats(slice(middle.reversed()))).containsExactly(52, 51, 49);
    assertThat(ats(slice(Slice.prefix(7)))).containsExactly(7);
    ResultRow row = get(events.get(Key.of("p").row(7), RequestOptions.DEFAULT));
    assertThat(row.get("a")).isEqualTo("a7");
    assertThat(row.get("b")).isEqualTo(7L);
    assertThat(get(events.get(Key.of("p").row(50), RequestOptions.DEFAULT))).isNull();
    get(events.write(RowWrite.delete(Key.of("p")), ALL));
    assertThat(slice(Slice.ALL)).isEmpty();
  }

  @Test
  void slicesAreWholeWhereverReplicasStop() {
    for (int i = 0; i < 60; i++) {
      cluster.script((node, request) -> ScriptedCluster.ANSWER);
      get(events.write(events.insert(Key.of("p").row(i), Map.of("b", (long) i)), ALL));
      if (i % 3 != 0) {
        int spared = i % 2;
        cluster.script((node, request) ->
            request instanceof Request.Write && !cluster.is(node, spared)
                ? new Fate.Say(new Response.Unknown(Reason.INTERNAL, "lost"))
                : ScriptedCluster.ANSWER);
        get(events.write(RowWrite.delete(Key.of("p").row(i)), ONE));
        loop.runFor(1);
      }
    }
    cluster.script((node, request) -> ScriptedCluster.ANSWER);
    cluster.replica(0).rowsMax(3);
    cluster.replica(1).rowsMax(5);
    cluster.replica(2).rowsMax(4);
    List<Integer> expected = new ArrayList<>();
    for (int i = 0; i < 60; i += 3) {
      expected.add(i);
    }
    RequestOptions all = ALL;
    assertThat(ats(get(events.slice(Key.of("p"), Slice.ALL.withLimit(7), null, all))))
        .isEqualTo(expected.subList(0, 7));
    assertThat(ats(get(events.slice(Key.of("p"), Slice.ALL, null, all)))).isEqualTo(expected);
    assertThat(ats(get(events.slice(Key.of("p"), Slice.ALL.reversed().withLimit(1), null, all))))
        .containsExactly(57);
  }

  private List<ResultRow> slice(Slice slice) {
    return get(events.slice(Key.of("p"), slice, null, RequestOptions.DEFAULT));
  }

  private static Slice.Bound bound(int at, boolean inclusive) {
    return new Slice.Bound(List.of(at), inclusive);
  }

  private static List<Integer> ats(List<ResultRow> rows) {
    return rows.stream().map(row -> (Integer) row.get("at")).toList();
  }

  @Test
  void aScanGivesEveryRowOnceAndRepairs() {
    TreeSet<String> expected = new TreeSet<>();
    for (int p = 0; p < 40; p++) {
      for (int at = 0; at < 5; at++) {
        int missing = (p + at) % 3;
        cluster.script((node, request) ->
            request instanceof Request.Write && cluster.is(node, missing)
                ? new Fate.Say(new Response.Unknown(Reason.INTERNAL, "lost"))
                : ScriptedCluster.ANSWER);
        get(
            events.write(
                events.insert(Key.of("p" + p).row(at), Map.of("b", (long) at)),
                RequestOptions.DEFAULT));
        loop.runFor(1);
        expected.add("p" + p + "/" + at);
      }
    }
    cluster.script((node, request) -> ScriptedCluster.ANSWER);
    cluster.replica(0).rowsMax(3);
    cluster.replica(1).rowsMax(8);
    cluster.replica(2).rowsMax(5);
    assertThat(scan(RequestOptions.DEFAULT, 7)).isEqualTo(expected);
    assertThat(scan(ALL, 1_000)).isEqualTo(expected);
    long repaired = session.metrics().stream().mapToLong(NodeMetrics::repairs).sum();
    assertThat(repaired).isPositive();
    assertThat(scan(ALL, 50)).isEqualTo(expected);
    assertThat(session.metrics().stream().mapToLong(NodeMetrics::repairs).sum())
        .as("nothing is left to repair")
        .isEqualTo(repaired);
  }

  private TreeSet<String> scan(RequestOptions options, int pageRows) {
    RowScan scan = events.scan(null, pageRows, options);
    TreeSet<String> rows = new TreeSet<>();
    for (List<ResultRow> page = get(scan.nextPage());
        !page.isEmpty();
        page = get(scan.nextPage())) {
      assertThat(page.size()).isLessThanOrEqualTo(pageRows);
      for (ResultRow row : page) {
        assertThat(rows.add(row.get("id") + "/" + row.get("at"))).as("given once").isTrue();
      }
    }
    return rows;
  }

  @Test
  void whatIsTooLongForAFrameIsReadInParts() {
    List<RowWrite> writes = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      writes.add(events.insert(Key.of("p").row(i), Map.of("b", (long) i)));
      get(kv.put("k" + i, "v" + i, ALL));
    }
    get(events.writeAll(writes, ALL));
    cluster.script((node, request) ->
        request instanceof Request.Read read
                && (read.keys().size() > 3 || (read.rowLimit() > 6 && read.rowLimit() < 5_000))
            ? refuse(Reason.INVALID)
            : ScriptedCluster.ANSWER);
    assertThat(slice(Slice.ALL)).hasSize(20);
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      keys.add("k" + i);
    }
    assertThat(get(kv.getAll(keys, RequestOptions.DEFAULT))).hasSize(20);
  }

  @Test
  void columnsCanBeChosen() {
    get(
        events.write(
            events.insert(Key.of("p").row(1), Map.of("a", "x", "b", 9L)), RequestOptions.DEFAULT));
    Column b = events.schema().column("b").orElseThrow();
    ResultRow row = get(events.get(Key.of("p").row(1), List.of(b), RequestOptions.DEFAULT));
    assertThat(row.columns()).extracting(Column::name).containsExactly("id", "at", "b");
    assertThat(row.get("b")).isEqualTo(9L);
  }

  @Test
  void anInsertedRowLivesWithoutValuesAnUpdatedOneDoesNot() {
    Map<String, @Nullable Object> nulls = new HashMap<>();
    nulls.put("a", null);
    get(events.write(events.insert(Key.of("p").row(1), nulls), RequestOptions.DEFAULT));
    get(events.write(events.update(Key.of("p").row(2), nulls), RequestOptions.DEFAULT));
    assertThat(ats(slice(Slice.ALL))).containsExactly(1);
  }

  @Test
  void whatMakesNoSenseIsRefusedAtOnce() {
    assertThatThrownBy(() -> session.table(new TableName("default", "none")))
        .isInstanceOf(RingtailException.InvalidRequest.class);
    assertThatThrownBy(() -> events.insert(Key.of("p").row(1), Map.of("nope", 1)))
        .isInstanceOf(RingtailException.InvalidRequest.class);
    assertThatThrownBy(() ->
            get(
                events.write(
                    events.insert(Key.of("p").row(1), Map.of("b", "text")),
                    RequestOptions.DEFAULT)))
        .isInstanceOf(RingtailException.InvalidRequest.class)
        .hasMessageContaining("column b is BIGINT");
    assertThatThrownBy(() -> get(kv.put("k".repeat(70_000), "v")))
        .isInstanceOf(RingtailException.InvalidRequest.class);
    assertThatThrownBy(() -> get(kv.put("k", "v".repeat((8 << 20) + 1))))
        .isInstanceOf(RingtailException.InvalidRequest.class);
    assertThatThrownBy(() -> session.keyValueTable(EVENTS, String.class, String.class))
        .isInstanceOf(RingtailException.InvalidRequest.class);
    assertThatThrownBy(() -> kv.table().blocking().get(Key.of("a")))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void moreThanALaneTakesIsRefused() {
    session.close();
    loop.runFor(10);
    SessionOptions few = SessionOptions.of(cluster.endpoints()).withLanes(1).withInflightMax(4);
    session =
        get(
            Opening.begin(
                few,
                cluster.endpoints(),
                new Seams(cluster, List.of(loop), any -> true, loop, random, () -> {})));
    KeyValueTable<String, String> table = session.keyValueTable(KV, String.class, String.class);
    List<CompletableFuture<?>> asked = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      asked.add(table.put("k" + i, "v").toCompletableFuture());
    }
    assertThat(asked.stream().filter(CompletableFuture::isCompletedExceptionally)).hasSize(2);
    loop.runFor(100);
    assertThat(asked.stream().filter(CompletableFuture::isDone)).hasSize(10);
    assertThat(asked.stream().filter(CompletableFuture::isCompletedExceptionally)).hasSize(2);
    assertThatThrownBy(() -> get(asked.get(9))).isInstanceOf(RingtailException.Overloaded.class);
  }

  @Test
  void closingEndsWhatIsUnderWay() {
    cluster.script((node, request) -> ScriptedCluster.DROP);
    CompletableFuture<?> write = kv.put("a", "1").toCompletableFuture();
    CompletableFuture<?> read = kv.get("a").toCompletableFuture();
    session.close();
    loop.runFor(1_100);
    assertThatThrownBy(() -> get(write))
        .isInstanceOf(RingtailException.SessionClosed.class)
        .satisfies(e -> assertThat(((RingtailException) e).mayHaveTakenEffect()).isTrue());
    assertThatThrownBy(() -> get(read))
        .isInstanceOf(RingtailException.SessionClosed.class)
        .satisfies(e -> assertThat(((RingtailException) e).mayHaveTakenEffect()).isFalse());
    assertThatThrownBy(() -> get(kv.get("a"))).isInstanceOf(RingtailException.SessionClosed.class);
    assertThat(cluster.connections()).isZero();
  }

  @Test
  void anUnreachableContactPointIsNamed() {
    cluster.stop(0);
    cluster.stop(1);
    cluster.stop(2);
    assertThatThrownBy(this::openSession)
        .isInstanceOf(RingtailException.ConnectionFailed.class)
        .hasMessageContaining("node0:7400")
        .hasMessageContaining("node2:7400");
  }
}
