// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.node.config.SyncMode;
import io.ringtail.protocol.merge.Merge;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.RangeTombstone;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import io.ringtail.protocol.schema.CompactionStrategy;
import io.ringtail.protocol.schema.TableOptions;
import io.ringtail.protocol.schema.TombstoneGc;
import io.ringtail.protocol.time.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Storage that forgets deletions, against a map that never forgets one. */
class PurgeModelTest {
  private static final int KEYS = 8;
  private static final int TIMESTAMPS = DatedData.TIMESTAMPS;
  private static final long GRACE_MILLIS = DatedData.GRACE_MILLIS;
  private static final long DAY_MILLIS = TimeUnit.DAYS.toMillis(1);

  private static final List<CompactionStrategy> STRATEGIES =
      List.of(
          new CompactionStrategy.SizeTiered(2),
          new CompactionStrategy.Leveled(1 << 20),
          new CompactionStrategy.TimeWindow(TimeUnit.HOURS.toMillis(3)));

  /** What a run saw of purging. */
  private int shorter;

  private int reads;
  private int purges;
  private CompactionStrategy strategy = CompactionStrategy.DEFAULT;

  @Test
  void nothingThatWasDeletedComesBackAndNothingElseIsLost() {
    long seed = StorageHarness.seed("nothingThatWasDeletedComesBack");
    for (int round = 0; round < 12; round++) {
      run(seed + round, round % 2 == 0 ? 1 : 30);
    }
    // Else nothing would have been tested.
    assertThat(shorter).isGreaterThan(reads / 10);
    assertThat(purges).isBetween(reads / 10, reads - 1);
  }

  private void useOptions(StorageHarness harness) {
    harness.storage.useOptions(tableId ->
        TableOptions.DEFAULT
            .withCompaction(strategy)
            .withTombstoneGc(new TombstoneGc.Grace(GRACE_MILLIS)));
  }

  private void run(long seed, int clusterings) {
    StorageHarness harness = new StorageHarness(seed, SyncMode.GROUP, 1 << 16, 3 << 20);
    harness.nowMillis = 1_000 * DAY_MILLIS;
    useOptions(harness);
    RandomData random = new RandomData(harness.random, clusterings, TIMESTAMPS);
    Map<Integer, PartitionData> model = new HashMap<>();
    for (int step = 0; step < 500; step++) {
      int key = harness.random.nextInt(KEYS);
      int action = harness.random.nextInt(100);
      if (action < 40) {
        PartitionData data = DatedData.at(random.partition(), harness.nowMillis);
        harness.write(StorageHarness.TABLE, RandomData.key(key), data);
        model.merge(key, data, Merge::partitions);
        harness.storage.commitTurn();
      } else if (action < 60) {
        check(harness, model, key, seed);
      } else if (action < 75) {
        harness.flush();
      } else if (action < 90) {
        harness.nowMillis += harness.random.nextLong(GRACE_MILLIS);
      } else if (action < 92) {
        harness.nowMillis += 2 * DAY_MILLIS;
        useOptions(harness);
      } else if (action < 94) {
        var _ = harness.storage.compactAll(StorageHarness.TABLE);
        harness.threads.settle(harness.random);
      } else if (action < 96) {
        strategy = STRATEGIES.get(harness.random.nextInt(STRATEGIES.size()));
        useOptions(harness);
      } else if (action < 97) {
        harness.storage.commitTurn();
        harness.threads.settle(harness.random);
        harness.crashToWhatWasForced();
        useOptions(harness);
      } else {
        harness.threads.step(harness.random);
      }
    }
    for (int key = 0; key < KEYS; key++) {
      check(harness, model, key, seed);
    }
    assertThat(harness.failures).isEmpty();
  }

  private void check(
      StorageHarness harness, Map<Integer, PartitionData> model, int key, long seed) {
    PartitionData expected = model.getOrDefault(key, PartitionData.EMPTY);
    // A reader whose clock is a day behind, one that is right, one of next month.
    long readerMillis =
        switch (harness.random.nextInt(3)) {
          case 0 -> harness.nowMillis - DAY_MILLIS + 1;
          case 1 -> harness.nowMillis;
          default -> harness.nowMillis + 30 * DAY_MILLIS;
        };
    ReadOutcome outcome =
        harness.read(
            StorageHarness.readAll(StorageHarness.TABLE, readerMillis), RandomData.key(key));
    PartitionData found = StorageHarness.data(outcome);
    reads++;
    shorter += deletions(found) < deletions(Merge.at(readerMillis, expected)) ? 1 : 0;
    assertThat(DatedData.seen(found, readerMillis))
        .as("seed " + seed + " key " + key)
        .isEqualTo(DatedData.seen(expected, readerMillis));
    assertThat(Merge.partitions(expected, found).equals(expected) || deletions(found) > 0)
        .as("seed " + seed + " key " + key + ": invented")
        .isTrue();
    long purgedBelow = harness.storage.purgedBelow(StorageHarness.TABLE);
    purges += purgedBelow > 0 ? 1 : 0;
    PartitionData kept = deletionsFrom(Merge.at(readerMillis, expected), purgedBelow);
    assertThat(Merge.partitions(found, kept))
        .as("seed " + seed + " key " + key + ": deletions from " + purgedBelow + " on")
        .isEqualTo(found);
  }

  /** The deletions whose timestamps are not below one. */
  private static PartitionData deletionsFrom(PartitionData data, long timestamp) {
    List<Row> rows = new ArrayList<>();
    for (Row row : data.rows()) {
      List<Cell> cells = new ArrayList<>(row.cells());
      cells.removeIf(cell -> !cell.isTombstone() || cell.version().timestamp() < timestamp);
      Row left =
          new Row(row.clustering(), null, from(row.deletion(), timestamp), List.copyOf(cells));
      if (!left.isEmpty()) {
        rows.add(left);
      }
    }
    List<RangeTombstone> ranges = new ArrayList<>(data.ranges());
    ranges.removeIf(range -> range.version().timestamp() < timestamp);
    return new PartitionData(from(data.deletion(), timestamp), ranges, rows);
  }

  private static @Nullable Version from(@Nullable Version deletion, long timestamp) {
    return deletion == null || deletion.timestamp() < timestamp ? null : deletion;
  }

  private static int deletions(PartitionData data) {
    int count = (data.deletion() == null ? 0 : 1) + data.ranges().size();
    for (Row row : data.rows()) {
      count += row.deletion() == null ? 0 : 1;
      count += (int) row.cells().stream().filter(Cell::isTombstone).count();
    }
    return count;
  }

  @Test
  void whatIsDeletedAndOldLeavesNoFile() {
    for (CompactionStrategy chosen : STRATEGIES) {
      strategy = chosen;
      StorageHarness harness = new StorageHarness(1, SyncMode.GROUP, 1 << 16, 3 << 20);
      harness.nowMillis = 1_000 * DAY_MILLIS;
      useOptions(harness);
      RandomData random = new RandomData(harness.random, 30, TIMESTAMPS);
      for (int key = 0; key < KEYS; key++) {
        harness.write(
            StorageHarness.TABLE,
            RandomData.key(key),
            DatedData.at(random.partition(), harness.nowMillis));
        harness.flush();
      }
      harness.nowMillis += 1;
      Version deletion = new Version(Timestamp.ofMillis(harness.nowMillis), 1, 0);
      for (int key = 0; key < KEYS; key++) {
        harness.write(
            StorageHarness.TABLE,
            RandomData.key(key),
            new PartitionData(deletion, List.of(), List.of()));
      }
      var early = harness.storage.compactAll(StorageHarness.TABLE);
      harness.storage.commitTurn();
      harness.threads.settle(harness.random);
      assertThat(early).isCompleted();
      assertThat(harness.data(StorageHarness.TABLE, RandomData.key(1)).deletion())
          .isEqualTo(deletion);
      harness.nowMillis += GRACE_MILLIS + DAY_MILLIS;
      // Nobody asks for it: time alone brings it about.
      harness.threads.advance(TimeUnit.MINUTES.toMillis(2));
      harness.threads.settle(harness.random);
      assertThat(harness.storage.usage()).as(chosen.toString()).isEmpty();
      assertThat(harness.failures).isEmpty();
    }
  }
}
