// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.node.config.SyncMode;
import io.ringtail.protocol.merge.Merge;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What writes have to put up with while a disk flushes more slowly than they come. */
class FlushPressureTest {
  private static final int TABLE = StorageHarness.TABLE;
  private static final int KEYS = 100;
  private static final int MEMTABLE_BYTES = 1 << 16;

  private final StorageHarness harness =
      new StorageHarness(
          StorageHarness.seed("FlushPressureTest"), SyncMode.GROUP, 1 << 19, MEMTABLE_BYTES);

  /** What was acknowledged, and what was written. */
  private final Map<Integer, PartitionData> acknowledged = new HashMap<>();

  private final Map<Integer, PartitionData> written = new HashMap<>();
  private int writes;
  private long position;

  private static PartitionData value(long timestamp, int column) {
    Cell cell = new Cell(column, new Version(timestamp, 9, 0), new byte[1_000], Expiry.NEVER);
    Row row = new Row(Row.NO_CLUSTERING, null, null, List.of(cell));
    return new PartitionData(null, List.of(), List.of(row));
  }

  /** Writes, eight times a turn, after which everything runs that may. */
  private WriteOutcome write() {
    writes++;
    int key = writes % KEYS;
    PartitionData data = value(writes, harness.random.nextInt(3));
    WriteOutcome outcome = harness.write(TABLE, RandomData.key(key), data);
    if (outcome instanceof WriteOutcome.Written done) {
      written.merge(key, data, Merge::partitions);
      position = done.position();
    }
    if (writes % 8 == 0) {
      harness.storage.commitTurn();
      harness.threads.settle(harness.random);
      assertThat(harness.committed).isGreaterThanOrEqualTo(position);
      acknowledged.putAll(written);
    }
    return outcome;
  }

  /** Writes while no flush goes on, until a write is refused; returns the delays before. */
  private List<Long> fill() {
    harness.threads.settle(harness.random);
    harness.threads.holdIo(true);
    List<Long> delays = new ArrayList<>();
    WriteOutcome outcome = write();
    while (outcome instanceof WriteOutcome.Written done) {
      delays.add(done.delayNanos());
      outcome = write();
    }
    assertThat(((WriteOutcome.Refused) outcome).reason()).isEqualTo(Reason.OVERLOADED);
    return delays;
  }

  private void assertNothingIsLost() {
    for (int key = 0; key < KEYS; key++) {
      PartitionData found = harness.data(TABLE, RandomData.key(key));
      PartitionData least = acknowledged.getOrDefault(key, PartitionData.EMPTY);
      PartitionData most = written.getOrDefault(key, PartitionData.EMPTY);
      assertThat(Merge.partitions(found, least)).as("lost").isEqualTo(found);
      assertThat(Merge.partitions(found, most)).as("invented").isEqualTo(most);
    }
  }

  @Test
  void writesAreSlowedThenRefusedThenGoOn() {
    List<Long> delays = fill();
    // Two generations of 64 KiB fill without a delay, two more with ever greater ones.
    int unhindered = (int) delays.stream().filter(delay -> delay == 0).count();
    assertThat(unhindered).isBetween(100, 130);
    assertThat(delays).isSorted();
    assertThat(delays.size()).isBetween(200, 260);
    assertThat(delays.getLast())
        .isBetween(FlushPressure.DELAY_NANOS_MAX * 9 / 10, FlushPressure.DELAY_NANOS_MAX);
    assertNothingIsLost();
    for (int i = 0; i < 10; i++) {
      assertThat(write()).isInstanceOf(WriteOutcome.Refused.class);
    }
    harness.threads.holdIo(false);
    harness.threads.settle(harness.random);
    for (int i = 0; i < 3 * delays.size(); i++) {
      assertThat(((WriteOutcome.Written) write()).delayNanos()).isZero();
    }
    assertNothingIsLost();
    assertThat(harness.failures).isEmpty();
  }

  @Test
  void whatIsOverwrittenInPlaceIsFlushedForTheSakeOfItsLog() {
    // Eight segments of 64 KiB: the memtable itself never has more than one entry.
    harness.reopenWith(new StorageOptions(SyncMode.GROUP, 1_000, 1 << 16, 1 << 17, 1 << 16));
    for (int i = 0; i < 1_500; i++) {
      harness.write(TABLE, RandomData.key(1), value(i, 1));
      harness.storage.commitTurn();
      harness.threads.settle(harness.random);
    }
    assertThat(harness.storage.usage().getFirst().sstables()).isPositive();
    assertThat(harness.logFiles()).isLessThan(16);
  }

  @Test
  void theLogOfWhatWaitsCountsAsItsMemoryDoes() {
    FlushPressure pressure = new FlushPressure(1_000, 10);
    assertThat(pressure.isFull(999, 10)).isFalse();
    assertThat(pressure.isFull(1_000, 1)).isTrue();
    assertThat(pressure.isFull(1, 11)).isTrue();
    assertThat(pressure.delayNanos(2_000, 20)).isZero();
    assertThat(pressure.delayNanos(3_000, 1)).isEqualTo(FlushPressure.DELAY_NANOS_MAX / 2);
    assertThat(pressure.delayNanos(1, 30)).isEqualTo(FlushPressure.DELAY_NANOS_MAX / 2);
    assertThat(pressure.delayNanos(9_000, 90)).isEqualTo(FlushPressure.DELAY_NANOS_MAX);
    assertThat(pressure.refuses(3_999, 39)).isFalse();
    assertThat(pressure.refuses(4_000, 1)).isTrue();
    assertThat(pressure.refuses(1, 40)).isTrue();
  }

  @Test
  void allOfItIsFlushedInOrder() {
    fill();
    var flushed = harness.storage.flush();
    assertThat(flushed).isNotDone();
    harness.threads.holdIo(false);
    harness.threads.settle(harness.random);
    assertThat(flushed).isDone();
    assertThat(harness.storage.usage())
        .singleElement()
        .satisfies(usage -> {
          assertThat(usage.memtableBytes()).isZero();
          assertThat(usage.sstables()).isPositive();
        });
    assertNothingIsLost();
  }

  @Test
  void nothingAcknowledgedIsLostWhereverACrashStopsTheFlushes() {
    for (int steps = 0; steps < 24; steps++) {
      fill();
      harness.threads.holdIo(false);
      for (int i = 0; i < steps; i++) {
        harness.threads.step(harness.random);
      }
      if (steps % 3 == 0) {
        harness.crashToWhatWasForced();
      } else if (steps % 3 == 1) {
        harness.crash();
      } else {
        harness.kill();
      }
      assertNothingIsLost();
      for (int key = 0; key < KEYS; key++) {
        PartitionData found = harness.data(TABLE, RandomData.key(key));
        acknowledged.put(key, found);
        written.put(key, found);
      }
    }
    assertThat(harness.failures).isEmpty();
  }
}
