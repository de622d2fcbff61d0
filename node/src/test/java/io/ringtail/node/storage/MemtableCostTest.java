// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.ringtail.node.storage.memtable.ChunkPool;
import io.ringtail.node.storage.memtable.Generation;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.codec.PartitionScanner;
import io.ringtail.protocol.ring.Token;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.Mutation;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What entries of a memtable take: counted in bytes, not timed. */
class MemtableCostTest {
  private static final int KEY_BYTES = 16;
  private static final int VALUE_BYTES = 100;
  private static final int ENTRIES = 1_000_000;

  private final PartitionScanner scanner = new PartitionScanner();

  private static Mutation put(long number, long timestamp) {
    byte[] key = ByteBuffer.allocate(KEY_BYTES).putLong(number).array();
    Version version = new Version(timestamp, 0x1234_5678_9ABC_DEF0L, 0);
    Cell cell = new Cell(1, version, new byte[VALUE_BYTES], Expiry.NEVER);
    Row row = new Row(Row.NO_CLUSTERING, null, null, List.of(cell));
    PartitionData data = new PartitionData(null, List.of(), List.of(row));
    return new Mutation(1, key, PartitionCodec.encode(data));
  }

  private void merge(Generation generation, Mutation mutation) {
    scanner.scan(mutation.content());
    generation.merge(mutation, Token.hash(mutation.key()), scanner);
  }

  @Test
  void entriesTakeAtMostFourTenthsMoreThanTheirPayload() {
    ChunkPool memory = new ChunkPool(0);
    Generation generation = new Generation(1, memory);
    long timestamp = 1L << 50;
    for (int step = 1; step <= 4; step++) {
      // As full as leaves get, and as empty, between one doubling and the next.
      for (int i = ENTRIES * (step - 1) / 4; i < ENTRIES * step / 4; i++) {
        merge(generation, put(i, timestamp + i));
      }
      long payload = (long) (KEY_BYTES + VALUE_BYTES) * ENTRIES * step / 4;
      System.out.printf(
          "%,d entries: %.1f bytes each, %.3f of the payload%n",
          ENTRIES * step / 4,
          generation.sizeBytes() * 4.0 / step / ENTRIES,
          (double) generation.sizeBytes() / payload);
      assertThat(generation.sizeBytes()).isLessThanOrEqualTo(payload * 14 / 10);
    }
    generation.release();
  }

  @Test
  void putsAndOverwritesMakeNoGarbage() {
    ChunkPool memory = new ChunkPool(0);
    Generation generation = new Generation(1, memory);
    int count = 20_000;
    Mutation[] first = new Mutation[count];
    Mutation[] second = new Mutation[count];
    for (int i = 0; i < count; i++) {
      first[i] = put(i, 1_000);
      second[i] = put(i, 2_000);
    }
    merge(generation, put(count, 1));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < count; i++) {
      merge(generation, first[i]);
    }
    long put = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < count; i++) {
      merge(generation, second[i]);
    }
    long overwritten = threads.getCurrentThreadAllocatedBytes();
    System.out.printf(
        "%.2f bytes allocated for each put, %.2f for each overwrite%n",
        (double) (put - before) / count, (double) (overwritten - put) / count);
    // A put pays its part of the index's directory, which doubles, and of what describes chunks.
    assertThat(put - before).isLessThan(8L * count);
    assertThat(overwritten - put).isLessThan(count / 10);
    generation.release();
  }
}
