// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.cluster;

import io.ringtail.benchmarks.report.LatencySummary;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.HdrHistogram.Histogram;

/**
 * Measures how long the disk under a folder takes to make one block durable, as a commit log asks
 * of it. Stateless.
 */
final class FsyncProbe {
  private static final int SYNCS = 300;
  private static final int BLOCK_BYTES = 4_096;
  private static final int PRECISION_DIGITS = 3;

  private FsyncProbe() {}

  /** Overwrites a preallocated file block by block, each with a sync of its data. */
  static LatencySummary measure(Path folder) throws IOException {
    Path file = folder.resolve("fsync-probe");
    Histogram nanos = new Histogram(PRECISION_DIGITS);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      write(channel, SYNCS * BLOCK_BYTES, 0);
      channel.force(true);
      for (int i = 0; i < SYNCS; i++) {
        long startNanos = System.nanoTime();
        write(channel, BLOCK_BYTES, (long) i * BLOCK_BYTES);
        channel.force(false);
        nanos.recordValue(System.nanoTime() - startNanos);
      }
    } finally {
      Files.deleteIfExists(file);
    }
    return LatencySummary.ofNanos(nanos);
  }

  private static void write(FileChannel channel, int bytes, long position) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(bytes);
    while (block.hasRemaining()) {
      channel.write(block, position + block.position());
    }
  }
}
