// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.disk;

import io.ringtail.node.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** A disk, and all that it tells. */
final class DiskHarness {
  final List<DiskFault> told = new ArrayList<>();
  final SimulatedDisk disk;
  long busyNanos;

  /** Whether whoever uses the disk goes on with something else while it works. */
  boolean asynchronous;

  private long nanos;
  long hash;

  DiskHarness(long seed) {
    disk =
        new SimulatedDisk(
            new SplittableRandom(seed), clock(), what -> hash = 31 * hash + what, told::add);
  }

  void pass(long more) {
    nanos += more;
  }

  /** Time that passes while the disk is busy, or when it is told to. */
  private DiskTime clock() {
    return new DiskTime() {
      @Override
      public long nanos() {
        return nanos;
      }

      @Override
      public long busy(long more) {
        busyNanos += more;
        if (asynchronous) {
          return nanos + more;
        }
        nanos += more;
        return nanos;
      }
    };
  }

  static byte[] filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  /** Writes a file durably. */
  void put(String path, byte[] bytes) throws IOException {
    try (DiskFile file = disk.openForWrite(path)) {
      file.write(ByteBuffer.wrap(bytes), 0);
      file.force();
    }
    disk.syncFolder(Names.folderOf(path));
  }

  /** Seed of a random test: given, or by the clock; printed. */
  static long seed(String test) {
    long seed = Long.getLong("ringtail.seed", System.nanoTime());
    System.out.println(test + ": -Dringtail.seed=" + seed);
    return seed;
  }
}
