// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.disk;

import java.util.random.RandomGenerator;

/**
 * How long a disk takes, each between a least and a most.
 *
 * @param bytesPerMicro bytes that are moved in a microsecond, on top of that
 */
public record DiskLatency(
    long readNanosMin,
    long readNanosMax,
    long writeNanosMin,
    long writeNanosMax,
    long forceNanosMin,
    long forceNanosMax,
    int bytesPerMicro) {
  /** A solid-state disk: 1 GB/s, and writes go to the system's memory first. */
  public static final DiskLatency USUAL =
      new DiskLatency(50_000, 100_000, 5_000, 20_000, 200_000, 2_000_000, 1_000);

  public DiskLatency {
    if (readNanosMin > readNanosMax
        || writeNanosMin > writeNanosMax
        || forceNanosMin > forceNanosMax
        || bytesPerMicro < 1) {
      throw new IllegalArgumentException("a least is above its most, or nothing is ever moved");
    }
  }

  long nanos(DiskOperation operation, int bytes, RandomGenerator random) {
    long min = writeNanosMin;
    long max = writeNanosMax;
    if (operation.isRead()) {
      min = readNanosMin;
      max = readNanosMax;
    } else if (operation.isForce()) {
      min = forceNanosMin;
      max = forceNanosMax;
    }
    long base = min == max ? min : random.nextLong(min, max + 1);
    return base + bytes * 1_000L / bytesPerMicro;
  }
}
