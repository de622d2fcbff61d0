// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.node.disk.MemoryDisk;
import io.ringtail.protocol.frame.MalformedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Reads bytes that no writer wrote: what is wrong with them is always said in the same way. */
class TableReaderFuzzTest {
  private final long seed = Long.getLong("ringtail.seed", System.nanoTime());
  private final Random random = new Random(seed);

  /** Random bytes, with small numbers and the widths of offsets among them, pass more checks. */
  private byte[] bytes(int lengthMax) {
    byte[] bytes = new byte[random.nextInt(lengthMax)];
    random.nextBytes(bytes);
    for (int i = 0; i < bytes.length; i++) {
      if (random.nextInt(3) > 0) {
        bytes[i] = (byte) random.nextInt(4);
      }
    }
    if (bytes.length >= Block.TRAILER_BYTES && random.nextBoolean()) {
      int end = bytes.length - Block.TRAILER_BYTES;
      byte[] trailer = {2, 0, 0, 0, (byte) random.nextInt(5)};
      System.arraycopy(trailer, 0, bytes, end, trailer.length);
    }
    return bytes;
  }

  @Test
  void aBlockThatPassesItsCheckCanBeRead() {
    System.out.println("TableReaderFuzzTest: -Dringtail.seed=" + seed);
    int passed = 0;
    for (int i = 0; i < 300_000; i++) {
      byte[] raw = bytes(60);
      try {
        Block block = Block.of(raw);
        PartitionBlock.check(block);
        PartitionBlock partitions = new PartitionBlock(block);
        for (int p = 0; p < partitions.count(); p++) {
          partitions.find(random.nextLong(), partitions.key(p));
          partitions.lowerBound(random.nextLong());
          assertThat(partitions.content(p).length).isLessThan(raw.length);
        }
        passed++;
      } catch (IllegalArgumentException | IndexOutOfBoundsException | MalformedException refused) {
        // Which are what BlockCodec makes a DamagedException of.
        assertThat(refused.getMessage()).isNotNull();
      }
    }
    assertThat(passed).as("seed " + seed).isPositive();
  }

  @Test
  void everyFileIsReadOrDamaged() throws IOException {
    MemoryDisk disk = new MemoryDisk();
    for (int i = 0; i < 2_000; i++) {
      byte[] file = bytes(400);
      disk.put("f/0000000000000001.sst", file);
      try {
        SsTable table = SsTable.open(disk, "f", 1);
        table.cursor(0, DirectSource.INSTANCE);
      } catch (DamagedException | UncheckedIOException noticed) {
        assertThat(noticed).hasMessageContaining("offset");
      }
    }
  }
}
