// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol;

import java.util.Random;

/** Where random tests get their chance from: a seed that is printed, and can be given. */
public final class Seeds {
  /** Set to repeat a run: {@code -Dringtail.seed=123}. */
  private static final String PROPERTY = "ringtail.seed";

  private Seeds() {}

  public static Random random(Class<?> test) {
    long seed = Long.getLong(PROPERTY, System.nanoTime());
    System.out.println(test.getSimpleName() + ": -D" + PROPERTY + "=" + seed);
    return new Random(seed);
  }
}
