// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.node.config.SyncMode;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Mutation;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Tables that come and go, and what becomes of their files. */
class ShardStorageTest {
  private static final int TABLE = StorageHarness.TABLE;
  private static final int OTHER = 8;

  private final StorageHarness harness = new StorageHarness(4, SyncMode.GROUP, 1 << 16, 4 << 20);
  private final RandomData random = new RandomData(harness.random, 1, 100);

  private PartitionData write(int table, int key) {
    PartitionData data = random.partition();
    assertThat(harness.write(table, RandomData.key(key), data))
        .isInstanceOf(WriteOutcome.Written.class);
    harness.storage.commitTurn();
    harness.threads.settle(harness.random);
    return data;
  }

  private long tableFiles() {
    return harness.disk.list("shard").stream().filter(name -> name.endsWith(".sst")).count();
  }

  @Test
  void aDroppedTableIsGoneWithItsFilesAndStaysGone() {
    write(TABLE, 1);
    PartitionData kept = write(OTHER, 1);
    harness.flush();
    write(TABLE, 2);
    assertThat(tableFiles()).isEqualTo(2);
    harness.storage.dropTable(TABLE);
    harness.storage.dropTable(TABLE);
    harness.threads.settle(harness.random);
    assertThat(tableFiles()).isEqualTo(1);
    harness.reopen();
    assertThat(harness.data(TABLE, RandomData.key(1))).isEqualTo(PartitionData.EMPTY);
    assertThat(harness.data(TABLE, RandomData.key(2))).isEqualTo(PartitionData.EMPTY);
    assertThat(harness.data(OTHER, RandomData.key(1))).isEqualTo(kept);
    assertThat(harness.storage.usage()).extracting(TableUsage::tableId).containsExactly(OTHER);
    WriteOutcome refused = harness.write(TABLE, RandomData.key(3), random.partition());
    assertThat(((WriteOutcome.Refused) refused).reason()).isEqualTo(Reason.UNKNOWN_TABLE);
  }

  @Test
  void aTableDroppedWhileItIsFlushedLeavesNoFile() {
    write(TABLE, 1);
    var flushed = harness.storage.flush();
    harness.storage.dropTable(TABLE);
    harness.threads.settle(harness.random);
    assertThat(flushed).isDone();
    assertThat(tableFiles()).isZero();
    harness.reopen();
    assertThat(harness.data(TABLE, RandomData.key(1))).isEqualTo(PartitionData.EMPTY);
  }

  @Test
  void closingInTheMiddleOfAFlushLosesNothing() {
    for (int steps = 0; steps < 12; steps++) {
      PartitionData data = write(TABLE, 100 + steps);
      var _ = harness.storage.flush();
      for (int i = 0; i < steps; i++) {
        harness.threads.step(harness.random);
      }
      harness.reopen();
      assertThat(harness.data(TABLE, RandomData.key(100 + steps))).isEqualTo(data);
    }
    assertThat(harness.failures).isEmpty();
  }

  @Test
  void compactionBoundsTheNumberOfTables() {
    for (int i = 0; i < 64; i++) {
      write(TABLE, i);
      harness.flush();
    }
    assertThat(tableFiles()).isLessThan(12);
    assertThat(harness.failures).isEmpty();
  }

  @Test
  void aMajorCompactionLeavesOneFile() {
    PartitionData first = write(TABLE, 1);
    harness.flush();
    PartitionData second = write(TABLE, 2);
    var done = harness.storage.compactAll(TABLE);
    harness.threads.settle(harness.random);
    assertThat(done).isCompleted();
    assertThat(tableFiles()).isEqualTo(1);
    harness.reopen();
    assertThat(harness.data(TABLE, RandomData.key(1))).isEqualTo(first);
    assertThat(harness.data(TABLE, RandomData.key(2))).isEqualTo(second);
  }

  @Test
  void whatHasNotExpiredByAReadersClockOutlivesFlushAndCompaction() {
    Cell cell = new Cell(1, new Version(5, 9, 0), new byte[] {1}, 5_000);
    Row row = new Row(Row.NO_CLUSTERING, null, null, List.of(cell));
    PartitionData data = new PartitionData(null, List.of(), List.of(row));
    harness.nowMillis = 10_000;
    for (int i = 0; i < 8; i++) {
      harness.write(TABLE, RandomData.key(1), data);
      harness.flush();
    }
    assertThat(tableFiles()).isLessThan(8);
    harness.nowMillis = 4_999;
    assertThat(harness.data(TABLE, RandomData.key(1))).isEqualTo(data);
  }

  @Test
  void aDamagedBlockFailsTheReadAndIsNeverServed() {
    write(TABLE, 1);
    harness.flush();
    harness.reopen();
    String file = Objects.requireNonNull(harness.fileEndingWith(".sst"));
    harness.disk.flip("shard/" + file, 40, 2);
    ReadOutcome outcome = harness.read(StorageHarness.readAll(TABLE, 1), RandomData.key(1));
    assertThat(outcome).isInstanceOf(ReadOutcome.Damaged.class);
    assertThat(((ReadOutcome.Damaged) outcome).detail()).contains(file).contains("offset 24");
  }

  @Test
  void aDamagedManifestStopsTheStart() {
    write(TABLE, 1);
    harness.flush();
    harness.disk.flip("shard/manifest", 12, 2);
    assertThatThrownBy(harness::reopen)
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("shard/manifest");
  }

  @Test
  void aLostManifestStopsTheStartAndNothingIsDeleted() {
    write(TABLE, 1);
    harness.flush();
    byte[] manifest = harness.disk.bytes("shard/manifest");
    harness.disk.delete("shard/manifest");
    assertThatThrownBy(harness::reopen).hasMessageContaining("expected a manifest");
    assertThat(tableFiles()).isEqualTo(1);
    harness.disk.put("shard/manifest", manifest);
    harness.kill();
    assertThat(tableFiles()).isEqualTo(1);
  }

  @Test
  void oneMalformedMutationRefusesTheWholeWrite() {
    PartitionData data = random.partition();
    var good = new Mutation(TABLE, RandomData.key(1), PartitionCodec.encode(data));
    var bad = new Mutation(TABLE, RandomData.key(2), new byte[] {(byte) 0xFF});
    WriteOutcome outcome = harness.storage.write(List.of(good, bad));
    assertThat(((WriteOutcome.Refused) outcome).reason()).isEqualTo(Reason.INVALID);
    assertThat(harness.data(TABLE, RandomData.key(1))).isEqualTo(PartitionData.EMPTY);
  }
}
