// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.load;

import java.util.random.RandomGenerator;

/**
 * Chooses the next record of a load. Implementations are immutable; chance comes from the caller's
 * generator.
 */
public sealed interface Chooser permits UniformChooser, ZipfianChooser {

  /** A record number from 0 up to, but not including, the number of records. */
  long next(RandomGenerator random);

  /** The chooser of that name over that many records. */
  static Chooser of(Distribution distribution, long records) {
    return switch (distribution) {
      case UNIFORM -> new UniformChooser(records);
      case ZIPFIAN -> new ZipfianChooser(records, ZipfianChooser.YCSB_SKEW);
    };
  }

  /** The distributions that a load can ask for. */
  enum Distribution {
    UNIFORM,
    ZIPFIAN
  }
}
