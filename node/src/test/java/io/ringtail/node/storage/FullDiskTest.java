// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.node.config.SyncMode;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import io.ringtail.protocol.schema.TableOptions;
import io.ringtail.protocol.schema.TombstoneGc;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A disk that is full: what is refused, what goes on, and how it is left without a restart. */
class FullDiskTest {
  private static final int TABLE = StorageHarness.TABLE;
  private static final int OTHER_TABLE = TABLE + 1;
  private static final int SMALL_TABLE = TABLE + 2;
  private static final int SEGMENT_BYTES = 1 << 16;
  private static final int KEYS = 40;
  private static final int VALUE_BYTES = 1_000;

  /** About what a flush of all keys makes; a compressed value is as long as it was. */
  private static final int FILE_BYTES = KEYS * VALUE_BYTES;

  private static final long DAY_MILLIS = 86_400_000;
  private static final TableOptions GRACE =
      TableOptions.DEFAULT.withTombstoneGc(new TombstoneGc.Grace(1_000));

  private final StorageHarness harness =
      new StorageHarness(
          StorageHarness.seed("FullDiskTest"), SyncMode.GROUP, SEGMENT_BYTES, 64 << 20);

  private final Map<Integer, PartitionData> acknowledged = new HashMap<>();
  private long timestamp = 1;
  private long expiryMillis = Expiry.NEVER;

  private WriteOutcome write(int table, int key, int bytes) {
    byte[] value = new byte[bytes];
    harness.random.nextBytes(value);
    Cell cell = new Cell(1, new Version(timestamp++, 9, 0), value, expiryMillis);
    PartitionData data =
        new PartitionData(
            null, List.of(), List.of(new Row(Row.NO_CLUSTERING, null, null, List.of(cell))));
    WriteOutcome outcome = harness.write(table, RandomData.key(key), data);
    harness.storage.commitTurn();
    harness.threads.settle(harness.random);
    if (outcome instanceof WriteOutcome.Written && table == TABLE) {
      acknowledged.put(key, data);
    }
    return outcome;
  }

  /** Files with new values for the same keys. */
  private void fill(int table, int files, int bytes) {
    harness.storage.compactor().pauseAll();
    for (int file = 0; file < files; file++) {
      for (int key = 0; key < KEYS; key++) {
        assertThat(write(table, key, bytes)).isInstanceOf(WriteOutcome.Written.class);
      }
      harness.flush();
    }
  }

  /** Leaves so much room for other files than those of the log that are there already. */
  private void leaveRoom(long bytes) {
    harness.disk.limit(harness.disk.usedBytes() + bytes);
  }

  private void resume() {
    harness.storage.compactor().resumeAll();
    harness.threads.settle(harness.random);
  }

  private void pass(long millis) {
    harness.nowMillis += millis;
    harness.threads.advance(millis);
    harness.threads.settle(harness.random);
  }

  private long files(int table) {
    return harness.storage.usage().stream()
        .filter(usage -> usage.tableId() == table)
        .mapToInt(TableUsage::sstables)
        .sum();
  }

  /**
   * Writes until one is refused, which must be for want of room, and leave no trace. The memtables
   * are too large by then to be flushed.
   */
  private void writeUntilRefused() {
    WriteOutcome outcome = write(TABLE, 0, VALUE_BYTES);
    for (int i = 1; outcome instanceof WriteOutcome.Written && i < 1_000; i++) {
      outcome = write(TABLE, i % (2 * KEYS), VALUE_BYTES);
    }
    assertRefused(outcome);
  }

  private static void assertRefused(WriteOutcome outcome) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            WriteOutcome.Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.DISK_FULL));
  }

  private void assertReads() {
    acknowledged.forEach((key, data) ->
        assertThat(harness.data(TABLE, RandomData.key(key))).as("key " + key).isEqualTo(data));
    assertThat(harness.failures).isEmpty();
  }

  @Test
  void aCompactionThatFoundNoRoomIsTriedAgainByItself() {
    fill(TABLE, 4, VALUE_BYTES);
    leaveRoom(FILE_BYTES / 2);
    resume();
    CompactionStatus status = harness.storage.compactor().status();
    assertThat(status.roomIsScarce()).isTrue();
    assertThat(status.running()).isEmpty();
    assertThat(status.pendingJobs()).isEqualTo(1);
    for (int i = 0; i < 20; i++) {
      pass(CompactionRoom.RETRY_SECONDS * 1_000);
    }
    assertThat(files(TABLE)).isEqualTo(4);
    // Four files and two of them: what is tried in vain again and again is told of once.
    assertThat(harness.storage.compactor().status().done())
        .hasSizeBetween(1, 3)
        .allMatch(CompactionStatus.Done::failed);
    assertReads();

    leaveRoom(5 * FILE_BYTES);
    pass(CompactionRoom.RETRY_SECONDS * 1_000);
    assertThat(files(TABLE)).isEqualTo(1);
    assertThat(harness.storage.compactor().status().roomIsScarce()).isFalse();
    assertThat(harness.fileEndingWith(".tmp")).isNull();
    assertReads();
  }

  @Test
  void whereAllFilesFindNoRoomTheSmallestOfThemAreMerged() {
    fill(TABLE, 2, VALUE_BYTES * 9 / 10);
    for (int key = KEYS; key < 3 * KEYS; key++) {
      write(TABLE, key, VALUE_BYTES);
      if (key % KEYS == KEYS - 1) {
        harness.flush();
      }
    }
    // All four are three files' worth of data, and the first two, which are the smallest, are one.
    leaveRoom(FILE_BYTES * 3 / 2);
    resume();
    assertThat(files(TABLE)).isEqualTo(3);
    assertThat(harness.storage.compactor().status().done())
        .extracting(done -> done.filesIn().size())
        .containsExactly(4, 2);
    assertReads();
  }

  @Test
  void theTableWithTheLeastToMergeGoesFirst() {
    fill(TABLE, 4, VALUE_BYTES);
    fill(OTHER_TABLE, 4, VALUE_BYTES);
    fill(SMALL_TABLE, 4, VALUE_BYTES / 10);
    leaveRoom(FILE_BYTES / 2);
    resume();
    assertThat(harness.storage.compactor().status().done())
        .extracting(CompactionStatus.Done::tableId)
        .startsWith(TABLE, SMALL_TABLE);
    assertThat(files(SMALL_TABLE)).isEqualTo(1);
    assertThat(files(OTHER_TABLE)).isEqualTo(4);
    assertThat(files(TABLE)).isEqualTo(4);
    assertReads();
  }

  @Test
  void whatIsOverwrittenMakesRoomForWritesAgain() {
    fill(TABLE, 4, VALUE_BYTES);
    leaveRoom(FILE_BYTES * 5 / 4);
    // The log's next segment finds room until the one before it is full, and then does not.
    writeUntilRefused();
    pass(1_000);
    assertRefused(write(TABLE, 1, VALUE_BYTES));
    assertReads();

    resume();
    assertThat(files(TABLE)).isLessThan(4);
    pass(1_000);
    for (int key = 0; key < KEYS; key++) {
      assertThat(write(TABLE, key, VALUE_BYTES)).isInstanceOf(WriteOutcome.Written.class);
    }
    assertReads();
    harness.reopen();
    assertReads();
  }

  @Test
  void whatHasExpiredMakesRoomForWritesAgain() {
    harness.storage.useOptions(id -> GRACE);
    expiryMillis = harness.nowMillis + 1_000;
    fill(TABLE, 4, VALUE_BYTES);
    expiryMillis = Expiry.NEVER;
    acknowledged.clear();
    leaveRoom(SEGMENT_BYTES / 2);
    writeUntilRefused();
    pass(1_000);
    assertRefused(write(TABLE, 1, VALUE_BYTES));
    assertReads();

    harness.nowMillis += 2 * DAY_MILLIS;
    resume();
    assertThat(harness.storage.compactor().status().roomIsScarce()).isFalse();
    pass(1_000);
    assertThat(write(TABLE, 1, VALUE_BYTES)).isInstanceOf(WriteOutcome.Written.class);
    assertReads();
  }

  @Test
  void whatHasExpiredNeedsNoRoomToBeForgotten() {
    harness.storage.useOptions(id -> GRACE);
    fill(TABLE, 4, VALUE_BYTES);
    expiryMillis = harness.nowMillis + 1_000;
    // Half as much again as the other table needs: the log may want a segment of it.
    fill(OTHER_TABLE, 6, VALUE_BYTES);
    harness.nowMillis += 2 * DAY_MILLIS;
    // Room for the manifest, and little more.
    leaveRoom(FILE_BYTES / 4);
    resume();
    assertThat(files(OTHER_TABLE)).isZero();
    assertThat(harness.storage.compactor().status().done())
        .anySatisfy(done -> {
          assertThat(done.tableId()).isEqualTo(OTHER_TABLE);
          assertThat(done.failed()).isFalse();
          assertThat(done.in().cells()).isEqualTo(6 * KEYS);
          assertThat(done.out().cells()).isZero();
        });
    // What that has set free is room for what found none before it: for some of it at once, where
    // the smallest were tried before it was there, and for all of it.
    assertThat(files(TABLE)).isLessThan(4);
    var all = harness.storage.compactAll(TABLE);
    harness.threads.settle(harness.random);
    assertThat(all).isCompleted();
    assertThat(files(TABLE)).isEqualTo(1);
    assertReads();
  }

  @Test
  void aFullCompactionThatFindsNoRoomIsToldSo() {
    fill(TABLE, 4, VALUE_BYTES);
    harness.storage.compactor().resumeAll();
    leaveRoom(FILE_BYTES / 2);
    var done = harness.storage.compactAll(TABLE);
    harness.threads.settle(harness.random);
    assertThat(done).isCompletedExceptionally();
    assertReads();
  }

  @Test
  void closingDoesNotWaitForRoom() {
    fill(TABLE, 4, VALUE_BYTES);
    leaveRoom(FILE_BYTES / 2);
    resume();
    harness.disk.limit(Long.MAX_VALUE);
    harness.reopen();
    pass(CompactionRoom.RETRY_SECONDS * 1_000);
    assertThat(harness.failures).isEmpty();
    assertReads();
  }
}
