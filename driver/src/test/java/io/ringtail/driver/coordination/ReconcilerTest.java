// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.driver.coordination.Reconciler.Reconciled;
import io.ringtail.driver.scripted.Seed;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.consensus.ConsensusState;
import io.ringtail.protocol.merge.Merge;
import io.ringtail.protocol.message.PartitionAnswer;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.message.ScanPosition;
import io.ringtail.protocol.ring.Token;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.Liveness;
import io.ringtail.protocol.row.Mutation;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.RangeTombstone;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import io.ringtail.protocol.time.Ballot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReconcilerTest {
  private static final int REPLICAS = 3;
  private static final byte[] KEY = {1};

  @Test
  void slicesAreMergedAndWhatIsMissingMakesReplicasEqual() {
    long seed = Seed.of(ReconcilerTest.class);
    for (int run = 0; run < 20_000; run++) {
      slice(new SplittableRandom(seed + run), seed + run);
    }
  }

  private static void slice(SplittableRandom random, long seed) {
    @Nullable PartitionData[] held = replicas(random);
    boolean reverse = random.nextBoolean();
    Request.Read read =
        new Request.Read(
            9, List.of(KEY), ByteRange.ALL, null, Request.Read.ROWS_ALL, reverse, 0, false);
    Response.@Nullable ReadDone[] answers = new Response.ReadDone[REPLICAS];
    byte[] cut = null;
    for (int i = 0; i < REPLICAS; i++) {
      PartitionData data = held[i];
      if (data == null) {
        continue;
      }
      byte[] covered = random.nextInt(3) == 0 ? clustering(1 + random.nextInt(5)) : null;
      if (covered != null && (cut == null || Arrays.compareUnsigned(covered, cut) < 0 != reverse)) {
        cut = covered;
      }
      answers[i] = new Response.ReadDone(List.of(answer(part(data, covered, reverse), covered)));
    }
    Reconciled<List<PartitionResult>> reconciled =
        new PartitionReconciler(read, Reconciler.ALL_TELL).reconcile(answers);
    assertThat(reconciled.failure()).isNull();
    PartitionResult result = reconciled.result().get(0);
    assertThat(result.covered()).as("seed %d", seed).isEqualTo(cut);
    PartitionData expected = PartitionData.EMPTY;
    for (PartitionData data : held) {
      if (data != null) {
        expected = Merge.partitions(expected, part(data, cut, reverse));
      }
    }
    assertThat(result.data()).as("seed %d", seed).isEqualTo(expected);
    for (int i = 0; i < REPLICAS; i++) {
      PartitionData data = held[i];
      if (data != null) {
        PartitionData repaired = apply(data, KEY, missing(reconciled, i));
        assertThat(part(repaired, cut, reverse)).as("seed %d", seed).isEqualTo(expected);
      }
    }
    if (reconciled.missing() != null) {
      PartitionData newcomer = apply(PartitionData.EMPTY, KEY, reconciled.differing());
      assertThat(newcomer).as("seed %d", seed).isIn(expected, PartitionData.EMPTY);
    }
  }

  private static List<Mutation> missing(Reconciled<?> reconciled, int replica) {
    return reconciled.missing() == null ? List.of() : reconciled.missing().get(replica);
  }

  private static PartitionData apply(PartitionData data, byte[] key, List<Mutation> mutations) {
    PartitionData result = data;
    for (Mutation mutation : mutations) {
      if (Arrays.equals(mutation.key(), key)) {
        result = Merge.partitions(result, PartitionCodec.decode(mutation.content()));
      }
    }
    return result;
  }

  private static PartitionData part(PartitionData data, byte @Nullable [] cut, boolean reverse) {
    if (cut == null) {
      return data;
    }
    return clip(data, reverse ? new ByteRange(cut, null) : new ByteRange(new byte[0], cut));
  }

  private static PartitionData clip(PartitionData data, ByteRange range) {
    return new PartitionData(
        data.deletion(),
        data.ranges().stream()
            .map(each -> new RangeTombstone(each.range().intersect(range), each.version()))
            .filter(each -> !each.range().isEmpty())
            .toList(),
        data.rows().stream().filter(row -> range.contains(row.clustering())).toList());
  }

  private static PartitionAnswer answer(PartitionData data, byte @Nullable [] covered) {
    return new PartitionAnswer(ConsensusState.NONE, PartitionCodec.encode(data), covered);
  }

  /** Two or three replicas, each of which saw some of the same writes. */
  private static @Nullable PartitionData[] replicas(SplittableRandom random) {
    @Nullable PartitionData[] held = new PartitionData[REPLICAS];
    int silent = random.nextInt(REPLICAS + 1);
    Arrays.fill(held, PartitionData.EMPTY);
    for (int write = random.nextInt(8); write > 0; write--) {
      PartitionData data = write(random);
      for (int i = 0; i < REPLICAS; i++) {
        if (random.nextInt(4) != 0) {
          held[i] = Merge.partitions(held[i], data);
        }
      }
    }
    if (silent < REPLICAS) {
      held[silent] = null;
    }
    return held;
  }

  private static PartitionData write(SplittableRandom random) {
    Version version = new Version(1 + random.nextInt(6), random.nextInt(2), 0);
    int from = random.nextInt(5);
    Cell cell = new Cell(random.nextInt(2), version, new byte[] {(byte) from}, Expiry.NEVER);
    Row row =
        switch (random.nextInt(4)) {
          case 0 -> new Row(clustering(from), null, version, List.of());
          default -> new Row(clustering(from), null, null, List.of(cell));
        };
    return switch (random.nextInt(6)) {
      case 0 -> new PartitionData(version, List.of(), List.of());
      case 1 ->
          new PartitionData(
              null,
              List.of(
                  new RangeTombstone(
                      new ByteRange(clustering(from), clustering(from + 1 + random.nextInt(2))),
                      version)),
              List.of());
      default -> new PartitionData(null, List.of(), List.of(row));
    };
  }

  private static byte[] clustering(int at) {
    return new byte[] {(byte) at};
  }

  @Test
  void scansAreMergedUpToTheFirstCut() {
    long seed = Seed.of(ReconcilerTest.class);
    for (int run = 0; run < 10_000; run++) {
      scan(new SplittableRandom(seed + run), seed + run);
    }
  }

  /** So that whatever follows of answers does with digests exactly as without. */
  @Test
  void digestStandsForTheAnswerThatItIsOfAndForNoOther() {
    long seed = Seed.of(ReconcilerTest.class);
    int same = 0;
    for (int run = 0; run < 20_000; run++) {
      SplittableRandom random = new SplittableRandom(seed + run);
      int keys = 1 + random.nextInt(2);
      List<PartitionAnswer> whole = new ArrayList<>();
      List<PartitionAnswer> own = new ArrayList<>();
      for (int key = 0; key < keys; key++) {
        whole.add(anyAnswer(random));
        own.add(random.nextInt(4) == 0 ? anyAnswer(random) : altered(whole.get(key), random));
      }
      boolean agree = true;
      for (int key = 0; key < keys; key++) {
        agree &= Arrays.equals(whole.get(key).content(), own.get(key).content());
        agree &= Arrays.equals(whole.get(key).covered(), own.get(key).covered());
      }
      same += agree ? 1 : 0;
      Response.ReadDone taken =
          new PartitionReconciler(readOf(keys), Reconciler.ALL_TELL)
              .ofDigest(
                  new Response.ReadDone(own.stream().map(ReconcilerTest::digest).toList()),
                  new Response.ReadDone(whole));
      assertThat(taken)
          .as("seed %d", seed + run)
          .isEqualTo(agree ? new Response.ReadDone(own) : null);
    }
    assertThat(same).isBetween(2_000, 18_000);
  }

  @Test
  void digestOfOtherManyPartitionsStandsForNothing() {
    PartitionAnswer empty = answer(PartitionData.EMPTY, null);
    PartitionReconciler reconciler = new PartitionReconciler(readOf(1), Reconciler.ALL_TELL);
    assertThat(
            reconciler.ofDigest(
                new Response.ReadDone(List.of(digest(empty))),
                new Response.ReadDone(List.of(empty, empty))))
        .isNull();
  }

  private static Request.Read readOf(int keys) {
    List<byte[]> all = List.of(new byte[] {1}, new byte[] {2});
    return new Request.Read(9, all.subList(0, keys), ByteRange.ALL, null, 10, false, 0, false);
  }

  /** As a node answers. */
  private static PartitionAnswer digest(PartitionAnswer answer) {
    return new PartitionAnswer(
        answer.consensus(), PartitionCodec.digest(answer.content()), answer.covered());
  }

  private static PartitionAnswer anyAnswer(SplittableRandom random) {
    PartitionData data = PartitionData.EMPTY;
    for (int write = random.nextInt(4); write > 0; write--) {
      data = Merge.partitions(data, write(random));
    }
    return new PartitionAnswer(
        anyState(random),
        PartitionCodec.encode(data),
        random.nextInt(3) == 0 ? clustering(7) : null);
  }

  private static ConsensusState anyState(SplittableRandom random) {
    return new ConsensusState(
        random.nextInt(3), random.nextInt(3) == 0 ? new Ballot(random.nextInt(3), 1) : null);
  }

  /** The same but for one thing, which is mostly how far conditional writes are. */
  private static PartitionAnswer altered(PartitionAnswer answer, SplittableRandom random) {
    Version version = new Version(9, 1, 0);
    Row row =
        switch (random.nextInt(10)) {
          case 0 -> new Row(clustering(9), null, null, List.of(Cell.tombstone(1, version)));
          case 1 -> new Row(clustering(9), new Liveness(version, Expiry.NEVER), null, List.of());
          case 2 -> new Row(clustering(9), null, version, List.of());
          case 3 ->
              new Row(clustering(9), null, null, List.of(new Cell(1, version, new byte[0], 5)));
          default -> null;
        };
    byte[] content =
        row == null
            ? answer.content()
            : PartitionCodec.encode(
                Merge.partitions(
                    PartitionCodec.decode(answer.content()),
                    new PartitionData(null, List.of(), List.of(row))));
    return new PartitionAnswer(anyState(random), content, answer.covered());
  }

  private static List<byte[]> keysInTokenOrder() {
    List<byte[]> keys = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      keys.add(new byte[] {(byte) i});
    }
    keys.sort(Comparator.comparing((byte[] key) -> Token.hash(key), Long::compareUnsigned));
    return keys;
  }

  private static void scan(SplittableRandom random, long seed) {
    List<byte[]> keys = keysInTokenOrder();
    List<@Nullable PartitionData[]> partitions = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      partitions.add(replicas(random));
    }
    int silent = random.nextInt(REPLICAS + 1);
    Response.@Nullable ScanDone[] answers = new Response.ScanDone[REPLICAS];
    int cutKey = keys.size();
    byte[] cutAt = {};
    for (int i = 0; i < REPLICAS; i++) {
      if (i == silent) {
        continue;
      }
      int ownKey = random.nextInt(2 * keys.size());
      byte[] ownAt = random.nextBoolean() ? new byte[0] : clustering(1 + random.nextInt(4));
      if (ownKey < keys.size()
          && (ownKey < cutKey || (ownKey == cutKey && Arrays.compareUnsigned(ownAt, cutAt) < 0))) {
        cutKey = ownKey;
        cutAt = ownAt;
      }
      answers[i] = page(keys, partitions, i, ownKey, ownAt);
    }
    Reconciled<ScanPage> reconciled =
        new ScanReconciler(
                new Request.Scan(9, new int[] {0}, null, null, 100, 1_000, 0), Reconciler.ALL_TELL)
            .reconcile(answers);
    ScanPage page = reconciled.result();
    Map<Integer, PartitionData> got = new HashMap<>();
    for (ScanPage.Partition each : page.partitions()) {
      got.put((int) each.key()[0], each.data());
    }
    for (int k = 0; k < keys.size(); k++) {
      PartitionData expected = PartitionData.EMPTY;
      for (int i = 0; i < REPLICAS; i++) {
        if (i != silent) {
          expected = Merge.partitions(expected, before(partitions, keys, i, k, cutKey, cutAt));
        }
      }
      assertThat(got.getOrDefault((int) keys.get(k)[0], PartitionData.EMPTY))
          .as("seed %d key %d", seed, k)
          .isEqualTo(expected);
      for (int i = 0; i < REPLICAS; i++) {
        if (i != silent) {
          PartitionData own = before(partitions, keys, i, k, cutKey, cutAt);
          assertThat(apply(own, keys.get(k), missing(reconciled, i)))
              .as("seed %d key %d", seed, k)
              .isEqualTo(expected);
        }
      }
    }
    ScanPosition next = page.next();
    if (cutKey == keys.size()) {
      assertThat(next).isNull();
    } else {
      assertThat(next.key()).isEqualTo(keys.get(cutKey));
      assertThat(next.clustering()).isEqualTo(cutAt);
    }
  }

  /** What a replica holds of a partition before a cut. */
  private static PartitionData before(
      List<@Nullable PartitionData[]> partitions,
      List<byte[]> keys,
      int replica,
      int key,
      int cutKey,
      byte[] cutAt) {
    PartitionData data = partitions.get(key)[replica];
    if (data == null || key > cutKey || (key == cutKey && cutAt.length == 0)) {
      return PartitionData.EMPTY;
    }
    return key == cutKey && key < keys.size()
        ? clip(data, new ByteRange(new byte[0], cutAt))
        : data;
  }

  private static Response.ScanDone page(
      List<byte[]> keys,
      List<@Nullable PartitionData[]> partitions,
      int replica,
      int cutKey,
      byte[] cutAt) {
    List<Response.ScanEntry> entries = new ArrayList<>();
    for (int k = 0; k < keys.size(); k++) {
      PartitionData data = before(partitions, keys, replica, k, cutKey, cutAt);
      if (!data.isEmpty()) {
        entries.add(new Response.ScanEntry(keys.get(k), answer(data, null)));
      }
    }
    ScanPosition next =
        cutKey < keys.size()
            ? new ScanPosition(Token.hash(keys.get(cutKey)), keys.get(cutKey), cutAt)
            : null;
    return new Response.ScanDone(entries, next);
  }

  @Test
  void whatIsAcceptedBeyondAllThatIsCommittedIsUnsettled() {
    Ballot ballot = new Ballot(7, 1);
    assertThat(unsettled(new ConsensusState(3, null), new ConsensusState(3, null))).isEmpty();
    assertThat(unsettled(new ConsensusState(3, ballot), new ConsensusState(3, null)))
        .containsExactly(KEY);
    assertThat(unsettled(new ConsensusState(3, ballot), new ConsensusState(4, null))).isEmpty();
    assertThat(unsettled(ConsensusState.NONE, new ConsensusState(0, ballot))).containsExactly(KEY);
  }

  @Test
  void answersThatAreFarApartAreUnsettledThoughNothingIsOpen() {
    Ballot ballot = new Ballot(7, 1);
    assertThat(unsettled(new ConsensusState(3, null), new ConsensusState(4, null))).isEmpty();
    assertThat(unsettled(new ConsensusState(3, null), new ConsensusState(5, null)))
        .containsExactly(KEY);
    assertThat(unsettled(new ConsensusState(3, ballot), new ConsensusState(5, null)))
        .containsExactly(KEY);
    assertThat(unsettled(ConsensusState.NONE, new ConsensusState(2, null))).containsExactly(KEY);
  }

  @Test
  void scanTakesWhoDoesNotTellOfAPartitionForOneThatIsBehind() {
    assertThat(unsettledByScan(new ConsensusState(1, null))).isEmpty();
    assertThat(unsettledByScan(new ConsensusState(2, null))).containsExactly(KEY);
    assertThat(unsettledByScan(new ConsensusState(0, new Ballot(7, 1)))).containsExactly(KEY);
  }

  /** The first replica decides; the other one is told, and may miss what it likes. */
  @Test
  void whoIsOnlyToldOfDecisionsIsNotWaitedForButBelieved() {
    byte[] content = PartitionCodec.encode(PartitionData.EMPTY);
    Request.Read read = new Request.Read(9, List.of(KEY), ByteRange.ALL, null, 10, false, 0, false);
    Request.Scan scan = new Request.Scan(9, new int[] {0}, null, null, 100, 1_000, 0);
    for (int told = 0; told < 10; told++) {
      PartitionAnswer decides = new PartitionAnswer(new ConsensusState(5, null), content, null);
      PartitionAnswer isTold = new PartitionAnswer(new ConsensusState(told, null), content, null);
      Response.@Nullable ReadDone[] answers = {
        new Response.ReadDone(List.of(decides)), new Response.ReadDone(List.of(isTold))
      };
      Response.@Nullable ScanDone[] pages = {
        new Response.ScanDone(List.of(new Response.ScanEntry(KEY, decides)), null),
        new Response.ScanDone(List.of(new Response.ScanEntry(KEY, isTold)), null)
      };
      int expected = told > 6 ? 1 : 0;
      assertThat(new PartitionReconciler(read, 0b01).reconcile(answers).unsettled())
          .as("told of %d", told)
          .hasSize(expected);
      assertThat(new ScanReconciler(scan, 0b01).reconcile(pages).unsettled())
          .as("told of %d", told)
          .hasSize(expected);
    }
  }

  /** One replica tells of a partition, and the other has none. */
  private static List<byte[]> unsettledByScan(ConsensusState told) {
    byte[] content = PartitionCodec.encode(PartitionData.EMPTY);
    Response.@Nullable ScanDone[] answers = {
      new Response.ScanDone(
          List.of(new Response.ScanEntry(KEY, new PartitionAnswer(told, content, null))), null),
      new Response.ScanDone(List.of(), null)
    };
    Request.Scan scan = new Request.Scan(9, new int[] {0}, null, null, 100, 1_000, 0);
    assertThat(new ScanReconciler(scan, Reconciler.NOBODY_TELLS).reconcile(answers).unsettled())
        .isEmpty();
    return new ScanReconciler(scan, Reconciler.ALL_TELL).reconcile(answers).unsettled();
  }

  private static List<byte[]> unsettled(ConsensusState a, ConsensusState b) {
    byte[] content = PartitionCodec.encode(PartitionData.EMPTY);
    Response.@Nullable ReadDone[] answers = {
      new Response.ReadDone(List.of(new PartitionAnswer(a, content, null))),
      new Response.ReadDone(List.of(new PartitionAnswer(b, content, null)))
    };
    Request.Read read = new Request.Read(9, List.of(KEY), ByteRange.ALL, null, 10, false, 0, false);
    Reconciled<List<PartitionResult>> reconciled =
        new PartitionReconciler(read, Reconciler.ALL_TELL).reconcile(answers);
    assertThat(
            new PartitionReconciler(read, Reconciler.NOBODY_TELLS).reconcile(answers).unsettled())
        .isEmpty();
    return reconciled.unsettled();
  }
}
