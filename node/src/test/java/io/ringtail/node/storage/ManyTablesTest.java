// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.ringtail.node.config.SyncMode;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What many tables cost a shard that are there and not used. */
class ManyTablesTest {
  private static final int TABLES = 200;

  /** The bar: memory for each idle table. */
  private static final long BYTES_MAX = 64 << 10;

  /** The bar: for opening all of them. */
  private static final long NANOS_MAX = 1_000_000_000;

  /** How long each read is taken to wait for a disk: that of a network drive. */
  private static final long READ_NANOS = 1_000_000;

  /** The best of so many counts: the first ones run code that is not compiled yet. */
  private static final int OPENINGS = 5;

  private final StorageHarness harness = new StorageHarness(1, SyncMode.GROUP, 1 << 18, 1 << 26);

  private static PartitionData value(int length) {
    Cell cell = new Cell(1, new Version(5, 9, 0), new byte[length], Expiry.NEVER);
    Row row = new Row(Row.NO_CLUSTERING, null, null, List.of(cell));
    return new PartitionData(null, List.of(), List.of(row));
  }

  private void write(int entriesEach) {
    for (int table = 1; table <= TABLES; table++) {
      for (int i = 0; i < entriesEach; i++) {
        assertThat(harness.write(table, RandomData.key(i), value(100)))
            .isInstanceOf(WriteOutcome.Written.class);
      }
      harness.storage.commitTurn();
      harness.threads.settle(harness.random);
    }
  }

  @Test
  void idleTablesTakeLittleMemory() {
    write(20);
    harness.flush();
    assertThat(harness.storage.usage())
        .hasSize(TABLES)
        .allSatisfy(usage -> {
          assertThat(usage.memtableBytes()).isZero();
          assertThat(usage.sstables()).isEqualTo(1);
        });
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    harness.reopen();
    // All that opening allocates, which is more than what it keeps.
    long before = threads.getCurrentThreadAllocatedBytes();
    harness.kill();
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    System.out.printf("%,d bytes allocated to open a table of 20 keys%n", allocated / TABLES);
    assertThat(allocated / TABLES).isLessThan(BYTES_MAX);
    assertThat(harness.data(TABLES, RandomData.key(3))).isEqualTo(value(100));
  }

  @Test
  void manyTablesAreOpenedInLittleTime() {
    write(20);
    harness.flush();
    harness.reopen();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long best = Long.MAX_VALUE;
    for (int i = 0; i < OPENINGS; i++) {
      long readsBefore = harness.disk.reads();
      long before = threads.getCurrentThreadCpuTime();
      harness.kill();
      long reads = harness.disk.reads() - readsBefore;
      long nanos = threads.getCurrentThreadCpuTime() - before + reads * READ_NANOS;
      best = Math.min(best, nanos);
      System.out.printf(
          "%d us and %d reads to open %d tables%n",
          (nanos - reads * READ_NANOS) / 1_000, reads, TABLES);
    }
    assertThat(best).isLessThan(NANOS_MAX);
    assertThat(harness.data(TABLES, RandomData.key(3))).isEqualTo(value(100));
  }

  @Test
  void tablesThatWereWrittenALittleTakeLittleMemoryUntilTheyAreFlushed() {
    write(1);
    long bytes = 0;
    for (TableUsage usage : harness.storage.usage()) {
      bytes += usage.memtableBytes();
    }
    System.out.printf("%,d bytes of memtable for a table of one entry%n", bytes / TABLES);
    assertThat(bytes / TABLES).isLessThan(1 << 10);
    harness.flush();
    assertThat(harness.storage.usage())
        .allSatisfy(usage -> assertThat(usage.memtableBytes()).isZero());
  }
}
