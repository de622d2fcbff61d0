// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.checker;

import java.util.SplittableRandom;

/** Where random tests begin: {@code -Dringtail.seed=} repeats a run. */
final class Seeds {
  private Seeds() {}

  static SplittableRandom of(Class<?> test) {
    long seed = Long.getLong("ringtail.seed", System.nanoTime());
    System.out.println(test.getSimpleName() + ": -Dringtail.seed=" + seed);
    return new SplittableRandom(seed);
  }
}
