// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.node.config.SyncMode;
import io.ringtail.node.disk.MemoryDisk;
import io.ringtail.node.storage.compaction.CompactionBudget;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import io.ringtail.protocol.schema.CompactionStrategy;
import io.ringtail.protocol.schema.TableOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Jobs of compactions: several files out of one, budget, pause, damage and crashes. */
class CompactorTest {
  private static final int TABLE = StorageHarness.TABLE;
  private static final int KEYS = 40;

  private static final TableOptions LEVELED =
      TableOptions.DEFAULT.withCompaction(new CompactionStrategy.Leveled(1 << 20));

  private final StorageHarness harness = new StorageHarness(4, SyncMode.GROUP, 1 << 20, 64 << 20);
  private final Map<Integer, PartitionData> model = new HashMap<>();
  private long timestamp = 1;

  /** Writes values that do not compress. */
  private void write(int key, int bytes) {
    byte[] value = new byte[bytes];
    harness.random.nextBytes(value);
    Cell cell = new Cell(1, new Version(timestamp++, 9, 0), value, Expiry.NEVER);
    Row row = new Row(Row.NO_CLUSTERING, null, null, List.of(cell));
    PartitionData data = new PartitionData(null, List.of(), List.of(row));
    model.put(key, data);
    assertThat(harness.write(TABLE, RandomData.key(key), data))
        .isInstanceOf(WriteOutcome.Written.class);
    harness.storage.commitTurn();
    harness.threads.settle(harness.random);
  }

  private void fill(int bytes) {
    for (int key = 0; key < KEYS; key++) {
      write(key, bytes);
    }
    harness.flush();
  }

  private void checkAll() {
    model.forEach((key, data) ->
        assertThat(harness.data(TABLE, RandomData.key(key))).as("key " + key).isEqualTo(data));
    assertThat(harness.failures).isEmpty();
  }

  private long files() {
    return harness.disk.list("shard").stream().filter(name -> name.endsWith(".sst")).count();
  }

  @Test
  void aLeveledCompactionWritesSeveralFilesAndReplacesThemAtOnce() {
    harness.storage.useOptions(id -> LEVELED);
    for (int i = 0; i < 4; i++) {
      fill(100_000);
    }
    // 4 MB in files of about 1 MiB.
    assertThat(files()).isBetween(3L, 4L);
    CompactionStatus status = harness.storage.compactor().status();
    assertThat(status.running()).isEmpty();
    assertThat(status.pendingJobs()).isZero();
    CompactionStatus.Done done = status.done().getFirst();
    assertThat(done.filesIn()).hasSize(4);
    assertThat(done.filesOut()).hasSize((int) files());
    assertThat(done.out().bytes()).isBetween(KEYS * 100_000L, KEYS * 101_000L);
    checkAll();
    harness.reopen();
    checkAll();
  }

  @Test
  void jobsOverDisjointRangesRunAtOnce() {
    harness.storage.compactor().limit(new CompactionBudget(4, 0));
    harness.storage.useOptions(id -> LEVELED);
    harness.storage.compactor().pauseAll();
    for (int i = 0; i < 4; i++) {
      fill(110_000);
    }
    harness.storage.compactor().resumeAll();
    assertThat(harness.storage.compactor().status().running()).hasSize(1);
    // 17.6 MB are two ranges of at least 8 MiB.
    assertThat(harness.threads.waitingIo()).isEqualTo(2);
    harness.threads.settle(harness.random);
    assertThat(harness.storage.compactor().status().done()).hasSize(1);
    checkAll();
    harness.reopen();
    checkAll();
  }

  @Test
  void compactionsWaitForTheirBudgetWithoutAThread() {
    harness.storage.compactor().limit(new CompactionBudget(1, 1 << 20));
    for (int i = 0; i < 4; i++) {
      fill(50_000);
    }
    CompactionStatus waiting = harness.storage.compactor().status();
    assertThat(waiting.running()).hasSize(1);
    assertThat(waiting.running().getFirst().bytesDone())
        .isPositive()
        .isLessThan(waiting.running().getFirst().bytesTotal());
    assertThat(waiting.waits()).isPositive();
    for (int second = 0; second < 20; second++) {
      harness.nowMillis += 1_000;
      harness.threads.advance(1_000);
      harness.threads.settle(harness.random);
    }
    assertThat(harness.storage.compactor().status().running()).isEmpty();
    assertThat(files()).isEqualTo(1);
    checkAll();
  }

  @Test
  void closingGivesUpACompactionThatWaits() {
    harness.storage.compactor().limit(new CompactionBudget(1, 1));
    for (int i = 0; i < 4; i++) {
      fill(50_000);
    }
    assertThat(harness.storage.compactor().status().running()).hasSize(1);
    harness.reopen();
    assertThat(files()).isEqualTo(4);
    assertThat(harness.fileEndingWith(".tmp")).isNull();
    checkAll();
  }

  @Test
  void aPausedTableIsNotCompactedUntilItIsResumed() {
    harness.storage.compactor().pause(TABLE);
    for (int i = 0; i < 5; i++) {
      fill(1_000);
    }
    assertThat(files()).isEqualTo(5);
    CompactionStatus status = harness.storage.compactor().status();
    assertThat(status.pendingJobs()).isEqualTo(1);
    assertThat(status.pendingBytes()).isPositive();
    harness.storage.compactor().resume(TABLE);
    harness.threads.settle(harness.random);
    assertThat(files()).isEqualTo(1);
  }

  @Test
  void aCompactionHaltsWhereItIsAndGoesOn() {
    for (int i = 0; i < 3; i++) {
      fill(100_000);
    }
    for (int key = 0; key < KEYS; key++) {
      write(key, 100_000);
    }
    var flushed = harness.storage.flush();
    while (!flushed.isDone()) {
      assertThat(harness.threads.step(harness.random)).isTrue();
    }
    harness.storage.compactor().pauseAll();
    harness.threads.settle(harness.random);
    assertThat(harness.storage.compactor().status().running()).hasSize(1);
    checkAll();
    harness.storage.compactor().resumeAll();
    harness.threads.settle(harness.random);
    assertThat(harness.storage.compactor().status().running()).isEmpty();
    assertThat(files()).isEqualTo(1);
    checkAll();
  }

  @Test
  void aHaltedCompactionOfADroppedTableEndsAndItsFilesGo() {
    for (int i = 0; i < 3; i++) {
      fill(100_000);
    }
    for (int key = 0; key < KEYS; key++) {
      write(key, 100_000);
    }
    var flushed = harness.storage.flush();
    while (!flushed.isDone()) {
      assertThat(harness.threads.step(harness.random)).isTrue();
    }
    harness.storage.compactor().pause(TABLE);
    harness.threads.settle(harness.random);
    assertThat(harness.storage.compactor().status().running()).hasSize(1);
    harness.storage.dropTable(TABLE);
    harness.threads.settle(harness.random);
    CompactionStatus status = harness.storage.compactor().status();
    assertThat(status.running()).isEmpty();
    assertThat(status.pausedTables()).isEmpty();
    assertThat(files()).isZero();
    assertThat(harness.failures).isEmpty();
  }

  @Test
  void onlyTheDamagedFileIsLeftOut() {
    harness.storage.compactor().pauseAll();
    for (int i = 0; i < 3; i++) {
      fill(1_000);
    }
    String damaged =
        "shard/"
            + harness.disk.list("shard").stream()
                .filter(name -> name.endsWith(".sst"))
                .findFirst()
                .orElseThrow();
    fill(1_000);
    harness.reopen();
    harness.disk.flip(damaged, 40, 2);
    harness.storage.useOptions(id -> TableOptions.DEFAULT);
    harness.threads.settle(harness.random);
    assertThat(files()).isEqualTo(4);
    // The first block is damaged, and with it the least tokens are suspect.
    assertThat(harness.storage.isSuspect(0, 4)).isTrue();
    assertThat(harness.storage.isSuspect(15, 4)).isFalse();
    assertThat(harness.storage.compactor().status().done().getLast().failed()).isTrue();
    fill(1_000);
    // The three that are whole and the new one have become one.
    assertThat(files()).isEqualTo(2);
    assertThat(harness.failures).isEmpty();
  }

  @Test
  void anotherStrategyCountsFromTheNextPickOn() {
    for (int i = 0; i < 3; i++) {
      fill(1_000);
    }
    assertThat(files()).isEqualTo(3);
    harness.storage.useOptions(
        id -> TableOptions.DEFAULT.withCompaction(new CompactionStrategy.SizeTiered(3)));
    harness.threads.settle(harness.random);
    assertThat(files()).isEqualTo(1);
    checkAll();
  }

  @Test
  void aMajorCompactionOfADroppedTableEnds() {
    fill(1_000);
    var done = harness.storage.compactAll(TABLE);
    harness.storage.dropTable(TABLE);
    harness.threads.settle(harness.random);
    assertThat(done).isCompleted();
    assertThat(files()).isZero();
  }

  @Test
  void aCrashInALeveledCompactionLeavesTheOldFilesOrTheNew() {
    int crashes = 0;
    boolean crashed = true;
    for (int operations = 1; crashed && operations < 200; operations++) {
      crashed = new CompactorTest().crashInLeveledCompaction(operations);
      crashes += crashed ? 1 : 0;
    }
    assertThat(crashed).isFalse();
    // Two files, each with its bytes, fsync, rename and fsync of the folder.
    assertThat(crashes).isGreaterThan(15);
  }

  private boolean crashInLeveledCompaction(int operations) {
    harness.storage.compactor().pauseAll();
    for (int i = 0; i < 4; i++) {
      fill(30_000);
    }
    List<String> before = tableFiles();
    harness.disk.crashAfter(operations);
    boolean crashed = false;
    try {
      harness.storage.useOptions(id -> LEVELED);
      harness.storage.compactor().resumeAll();
      harness.threads.settle(harness.random);
    } catch (MemoryDisk.Crash crash) {
      crashed = true;
    }
    harness.crash();
    List<String> after = tableFiles();
    if (!after.equals(before)) {
      assertThat(after).as("after " + operations).hasSize(2).doesNotContainAnyElementsOf(before);
    }
    checkAll();
    return crashed;
  }

  private List<String> tableFiles() {
    return harness.disk.list("shard").stream().filter(name -> name.contains(".sst")).toList();
  }
}
