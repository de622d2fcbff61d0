// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.load;

import java.util.random.RandomGenerator;

/** Every record with the same probability. */
public record UniformChooser(long records) implements Chooser {
  public UniformChooser {
    if (records < 1) {
      throw new IllegalArgumentException("records must be positive, not " + records);
    }
  }

  @Override
  public long next(RandomGenerator random) {
    return random.nextLong(records);
  }
}
