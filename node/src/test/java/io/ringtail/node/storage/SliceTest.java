// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.node.config.SyncMode;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.merge.Merge;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.ScanPosition;
import io.ringtail.protocol.ring.Token;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.RangeTombstone;
import io.ringtail.protocol.row.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Slices of wide partitions, and scans, against a naive model. */
class SliceTest {
  private static final int TABLE = StorageHarness.TABLE;
  private static final int VNODE_BITS = 4;

  @Test
  void slicesOfWidePartitionsAreWhatAModelSays() {
    long seed = StorageHarness.seed("slicesOfWidePartitions");
    for (int round = 0; round < 6; round++) {
      StorageHarness harness = new StorageHarness(seed + round, SyncMode.NONE, 1 << 20, 4 << 20);
      RandomData random = new RandomData(harness.random, 3_000, 300);
      byte[] key = RandomData.key(1);
      PartitionData model = PartitionData.EMPTY;
      for (int step = 0; step < 400; step++) {
        PartitionData data = random.partition();
        for (int more = 0; more < 10; more++) {
          data = Merge.partitions(data, random.partition());
        }
        model = Merge.partitions(model, data);
        assertThat(harness.write(TABLE, key, data)).isInstanceOf(WriteOutcome.Written.class);
        harness.storage.commitTurn();
        if (harness.random.nextInt(60) == 0) {
          harness.flush();
        }
        if (step % 8 == 0) {
          checkSlice(harness, random, key, model);
        }
      }
    }
  }

  private static void checkSlice(
      StorageHarness harness, RandomData random, byte[] key, PartitionData model) {
    ByteRange slice = harness.random.nextInt(5) == 0 ? ByteRange.ALL : random.range();
    int limit = harness.random.nextInt(3) == 0 ? Integer.MAX_VALUE : 1 + harness.random.nextInt(40);
    boolean reverse = harness.random.nextBoolean();
    long now = harness.random.nextInt(2_500);
    ReadOutcome outcome = harness.read(StorageHarness.read(TABLE, slice, limit, reverse, now), key);
    ReadOutcome.Answer answer = (ReadOutcome.Answer) outcome;
    List<Row> inside = new ArrayList<>();
    for (Row row : model.rows()) {
      if (slice.contains(row.clustering())) {
        inside.add(row);
      }
    }
    byte @Nullable [] covered = null;
    ByteRange said = slice;
    if (inside.size() > limit) {
      inside =
          reverse ? inside.subList(inside.size() - limit, inside.size()) : inside.subList(0, limit);
      covered =
          reverse ? inside.getFirst().clustering() : ByteRange.after(inside.getLast().clustering());
      said =
          slice.intersect(
              reverse ? new ByteRange(covered, null) : new ByteRange(new byte[0], covered));
    }
    assertThat(answer.covered()).isEqualTo(covered);
    assertThat(StorageHarness.data(answer))
        .isEqualTo(
            Merge.at(now, new PartitionData(model.deletion(), clip(model.ranges(), said), inside)));
  }

  private static List<RangeTombstone> clip(List<RangeTombstone> ranges, ByteRange range) {
    return ranges.stream()
        .map(each -> new RangeTombstone(each.range().intersect(range), each.version()))
        .filter(each -> !each.range().isEmpty())
        .toList();
  }

  @Test
  void aPointReadOfAWidePartitionOnDiskLoadsFewBlocks() {
    StorageHarness harness = new StorageHarness(3, SyncMode.NONE, 1 << 20, 16 << 20);
    RandomData random = new RandomData(harness.random, 1 << 30, 300);
    byte[] key = RandomData.key(1);
    PartitionData model = PartitionData.EMPTY;
    for (int i = 0; i < 50; i++) {
      PartitionData data = PartitionData.EMPTY;
      while (data.rows().size() < 100) {
        Row row = random.row();
        data = Merge.partitions(data, new PartitionData(null, List.of(), List.of(row)));
      }
      model = Merge.partitions(model, data);
      harness.write(TABLE, key, data);
      harness.storage.commitTurn();
      harness.threads.settle(harness.random);
    }
    harness.flush();
    Row wanted = model.rows().get(2_500);
    long before = harness.disk.reads();
    ReadOutcome outcome =
        harness.read(
            StorageHarness.read(TABLE, ByteRange.single(wanted.clustering()), 10, false, 0), key);
    assertThat(StorageHarness.data(outcome).rows()).containsExactly(wanted);
    // The block with the partition's index of row blocks, and a block with the row.
    assertThat(harness.disk.reads() - before).isEqualTo(2);
  }

  @Test
  void scansReturnEveryPartitionOncePageByPage() {
    long seed = StorageHarness.seed("scansReturnEveryPartition");
    for (int round = 0; round < 6; round++) {
      StorageHarness harness = new StorageHarness(seed + round, SyncMode.NONE, 1 << 20, 4 << 20);
      RandomData random = new RandomData(harness.random, round % 2 == 0 ? 1 : 200, 300);
      Map<Integer, PartitionData> model = new HashMap<>();
      for (int step = 0; step < 3_000; step++) {
        int key = harness.random.nextInt(400) * harness.random.nextInt(2);
        PartitionData data = random.partition();
        model.merge(key, data, Merge::partitions);
        harness.write(TABLE, RandomData.key(key), data);
        harness.storage.commitTurn();
        if (harness.random.nextInt(500) == 0) {
          harness.flush();
        }
      }
      checkScan(harness, model, 1 + harness.random.nextInt(30), 1 << 20);
      checkScan(harness, model, 1_000, 200 + harness.random.nextInt(2_000));
      checkScan(harness, model, Integer.MAX_VALUE, Integer.MAX_VALUE);
    }
  }

  private static void checkScan(
      StorageHarness harness, Map<Integer, PartitionData> model, int rowLimit, int bytesLimit) {
    int[] vnodes = harness.random.ints(0, 1 << VNODE_BITS).limit(12).distinct().sorted().toArray();
    long now = 500;
    Map<Long, PartitionData> expected = new TreeMap<>(Long::compareUnsigned);
    model.forEach((key, data) -> {
      long token = Token.hash(RandomData.key(key));
      for (int vnode : vnodes) {
        if (token >>> (64 - VNODE_BITS) == vnode) {
          expected.put(token, Merge.at(now, data));
        }
      }
    });
    Map<Long, PartitionData> found = new TreeMap<>(Long::compareUnsigned);
    @Nullable ScanPosition from = null;
    long last = 0;
    do {
      var request = new Request.Scan(TABLE, vnodes, from, null, rowLimit, bytesLimit, now);
      ScanOutcome.Page page = (ScanOutcome.Page) harness.scan(request);
      int rows = 0;
      for (ScanOutcome.Entry entry : page.entries()) {
        long token = Token.hash(entry.key());
        assertThat(Long.compareUnsigned(token, last)).isNotNegative();
        last = token;
        PartitionData data = PartitionCodec.decode(entry.content());
        rows += data.rows().size();
        found.merge(token, data, Merge::partitions);
      }
      assertThat(rows).isLessThanOrEqualTo(rowLimit);
      from = page.next();
    } while (from != null);
    assertThat(found).isEqualTo(expected);
  }
}
