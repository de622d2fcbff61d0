// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.engine.store;

import java.util.SplittableRandom;

/**
 * Draws record numbers, all alike, from a range: the loaded records, or as many that were never
 * written. Confined to one thread at a time.
 */
public final class RecordChooser {
  private final SplittableRandom random;
  private final long first;
  private final long end;

  private RecordChooser(long first, long end, long seed) {
    this.random = new SplittableRandom(seed);
    this.first = first;
    this.end = end;
  }

  /** Records that are there. */
  public static RecordChooser present(long records, long seed) {
    return new RecordChooser(0, records, seed);
  }

  /** Records that are not there. */
  public static RecordChooser absent(long records, long seed) {
    return new RecordChooser(records, 2 * records, seed);
  }

  long next() {
    return random.nextLong(first, end);
  }
}
