// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.node.config.SyncMode;
import io.ringtail.node.storage.log.LogPosition;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When writes count, and what becomes of them where the disk fails. */
class CommitTest {
  private static final int TABLE = StorageHarness.TABLE;
  private static final int SEGMENT_BYTES = 1 << 14;

  private final StorageHarness harness =
      new StorageHarness(1, SyncMode.GROUP, SEGMENT_BYTES, 4 << 20);

  private static PartitionData value(long timestamp, int length) {
    Cell cell = new Cell(1, new Version(timestamp, 9, 0), new byte[length], Expiry.NEVER);
    Row row = new Row(Row.NO_CLUSTERING, null, null, List.of(cell));
    return new PartitionData(null, List.of(), List.of(row));
  }

  private long write(int key, long timestamp) {
    WriteOutcome outcome = harness.write(TABLE, RandomData.key(key), value(timestamp, 100));
    return ((WriteOutcome.Written) outcome).position();
  }

  private void commit() {
    harness.storage.commitTurn();
    harness.threads.settle(harness.random);
  }

  @Test
  void oneSyncCommitsAllWritesThatWaitForIt() {
    write(0, 1);
    commit();
    long before = harness.disk.forces();
    long last = 0;
    for (int i = 0; i < 50; i++) {
      last = write(i, 1);
    }
    assertThat(harness.committed).isLessThan(last);
    commit();
    assertThat(harness.committed).isGreaterThanOrEqualTo(last);
    assertThat(harness.disk.forces() - before).isEqualTo(1);
  }

  @Test
  void aReadWaitsForTheWriteThatItSaw() {
    long position = write(1, 1);
    harness.storage.commitTurn();
    var request = StorageHarness.readAll(TABLE, 1);
    var seen = (ReadOutcome.Answer) harness.storage.read(request, RandomData.key(1));
    assertThat(seen.position()).isEqualTo(position);
    var other = (ReadOutcome.Answer) harness.storage.read(request, RandomData.key(2));
    assertThat(other.position()).isZero();
    harness.threads.settle(harness.random);
    var later = (ReadOutcome.Answer) harness.storage.read(request, RandomData.key(1));
    assertThat(later.position()).isZero();
  }

  @Test
  void aTornTailIsDropped() {
    write(1, 1);
    commit();
    long end = harness.storage.committed();
    write(2, 1);
    commit();
    flip("log-00000001", (int) end + 30);
    harness.reopen();
    assertThat(harness.data(TABLE, RandomData.key(1))).isEqualTo(value(1, 100));
    assertThat(harness.data(TABLE, RandomData.key(2))).isEqualTo(PartitionData.EMPTY);
    write(3, 5);
    commit();
    harness.reopen();
    assertThat(harness.data(TABLE, RandomData.key(3))).isEqualTo(value(5, 100));
    assertThat(harness.storage.greatestTimestamp()).isEqualTo(5);
  }

  @Test
  void aFailedSyncIsToldOnceAndNeverTriedAgain() {
    harness.threads.settle(harness.random);
    harness.disk.failForces();
    long position = write(1, 1);
    commit();
    long forces = harness.disk.forces();
    assertThat(harness.failures).hasSize(1);
    assertThat(harness.failures.getFirst()).contains("cannot sync the log");
    assertThat(harness.committed).isLessThan(position);
    WriteOutcome refused = harness.write(TABLE, RandomData.key(2), value(2, 10));
    assertThat(refused).isInstanceOf(WriteOutcome.Refused.class);
    harness.threads.advance(10_000);
    commit();
    assertThat(harness.disk.forces()).isEqualTo(forces);
  }

  @Test
  void aFullDiskRefusesWritesAndKeepsReads() {
    harness.threads.settle(harness.random);
    harness.disk.limit(harness.disk.usedBytes());
    WriteOutcome outcome = harness.write(TABLE, RandomData.key(0), value(1, 100));
    int written = 0;
    while (outcome instanceof WriteOutcome.Written) {
      commit();
      written++;
      outcome = harness.write(TABLE, RandomData.key(written), value(1, 100));
    }
    assertThat(((WriteOutcome.Refused) outcome).reason()).isEqualTo(Reason.DISK_FULL);
    assertThat(written).isGreaterThan(50);
    for (int i = 0; i < written; i++) {
      assertThat(harness.data(TABLE, RandomData.key(i))).isEqualTo(value(1, 100));
    }
    harness.threads.advance(1_000);
    harness.threads.settle(harness.random);
    outcome = harness.write(TABLE, RandomData.key(0), value(2, 100));
    assertThat(((WriteOutcome.Refused) outcome).reason()).isEqualTo(Reason.DISK_FULL);

    harness.disk.limit(Long.MAX_VALUE);
    harness.threads.advance(1_000);
    harness.threads.settle(harness.random);
    write(0, 3);
    commit();
    assertThat(harness.data(TABLE, RandomData.key(0))).isEqualTo(value(3, 100));
    assertThat(harness.failures).isEmpty();
  }

  @Test
  void aFlushWaitsForRoomOnTheDisk() {
    write(1, 1);
    commit();
    harness.disk.limit(harness.disk.usedBytes());
    var flushed = harness.storage.flush();
    harness.threads.settle(harness.random);
    assertThat(flushed).isNotDone();
    assertThat(harness.data(TABLE, RandomData.key(1))).isEqualTo(value(1, 100));
    harness.disk.limit(Long.MAX_VALUE);
    harness.threads.advance(1_000);
    harness.threads.settle(harness.random);
    assertThat(flushed).isDone();
    assertThat(harness.data(TABLE, RandomData.key(1))).isEqualTo(value(1, 100));
    assertThat(harness.failures).isEmpty();
  }

  @Test
  void writesThatCannotFitInASegmentAreRefused() {
    WriteOutcome outcome = harness.write(TABLE, RandomData.key(1), value(1, SEGMENT_BYTES));
    assertThat(((WriteOutcome.Refused) outcome).reason()).isEqualTo(Reason.INVALID);
  }

  @Test
  void whatWasReplayedAndServedOutlivesAPowerFailure() {
    write(0, 1);
    commit();
    int keys = 1;
    while (LogPosition.segmentId(write(keys, 1)) == 1) {
      keys++;
    }
    harness.storage.commitTurn();
    harness.kill();
    for (int key = 0; key <= keys; key++) {
      assertThat(harness.data(TABLE, RandomData.key(key))).isEqualTo(value(1, 100));
    }
    harness.crashToWhatWasForced();
    for (int key = 0; key <= keys; key++) {
      assertThat(harness.data(TABLE, RandomData.key(key))).isEqualTo(value(1, 100));
    }
  }

  @Test
  void whatWasSealedAtAStartIsKnownToBeSynced() {
    long damaged = harness.storage.committed();
    write(1, 1);
    commit();
    harness.reopen();
    flip("log-00000001", (int) damaged + 30);
    harness.reopen();
    ReadOutcome lost = harness.storage.read(StorageHarness.readAll(TABLE, 1), RandomData.key(1));
    assertThat(lost).isInstanceOf(ReadOutcome.Damaged.class);
  }

  @Test
  void aFlushWhileTheNextSegmentIsMissingLeavesALogThatCanBeReplayed() {
    harness.threads.settle(harness.random);
    harness.disk.limit(harness.disk.usedBytes() + SEGMENT_BYTES / 2);
    // The segment that comes next is asked for with the first write, and not made in this turn.
    for (int i = 0; LogPosition.segmentId(write(i % 10, 1)) == 1; i++) {
      assertThat(i).isLessThan(1_000);
    }
    var flushed = harness.storage.flush();
    harness.threads.settle(harness.random);
    assertThat(flushed).isDone();
    harness.disk.limit(Long.MAX_VALUE);
    harness.crashToWhatWasForced();
    assertThat(harness.data(TABLE, RandomData.key(0))).isEqualTo(value(1, 100));
  }

  @Test
  void aSegmentThatACrashLeftShortIsNoDamageLater() {
    harness.disk.put("shard/log-00000001", new byte[0]);
    harness.kill();
    write(1, 1);
    commit();
    write(2, 1);
    commit();
    harness.kill();
    harness.kill();
    assertThat(harness.data(TABLE, RandomData.key(2))).isEqualTo(value(1, 100));
  }

  @Test
  void aFullDiskIsLeftByAFlushThatSetsSegmentsFree() {
    for (int i = 0; i < 300; i++) {
      write(i % 10, 1);
      commit();
    }
    harness.disk.limit(harness.disk.usedBytes() + SEGMENT_BYTES / 2);
    WriteOutcome outcome = null;
    for (int i = 0; i < 1_000 && !(outcome instanceof WriteOutcome.Refused); i++) {
      outcome = harness.write(TABLE, RandomData.key(i % 10), value(1, 100));
      commit();
    }
    assertThat(outcome).isInstanceOf(WriteOutcome.Refused.class);
    harness.threads.advance(1_000);
    harness.threads.settle(harness.random);
    for (int i = 0; i < 300; i++) {
      write(i % 10, 2);
      commit();
    }
    assertThat(harness.failures).isEmpty();
  }

  @Test
  void segmentsAreUsedAgainOnceTheirWritesAreInTables() {
    for (int round = 0; round < 30; round++) {
      for (int i = 0; i < 100; i++) {
        write(i, round);
        commit();
      }
      harness.flush();
    }
    long segments = harness.disk.list("shard").stream().filter(n -> n.startsWith("log-")).count();
    assertThat(segments).isLessThan(12);
    harness.reopen();
    assertThat(harness.data(TABLE, RandomData.key(5))).isEqualTo(value(29, 100));
  }

  private void flip(String name, int offset) {
    harness.disk.flip("shard/" + name, offset, 3);
  }
}
