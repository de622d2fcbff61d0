// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration;

import java.util.SplittableRandom;

/** Choices by chance, uniform where nothing else is said. */
sealed class RandomChoices extends Choices permits PriorityChoices {
  /** In which a fault's rate is counted. */
  private static final int RATE_WHOLE = 256;

  /** One in eight: more, and operations rarely come through. */
  private static final int RATE_MAX = 32;

  final SplittableRandom random;
  private final int[] rates = new int[Fault.COUNT];

  RandomChoices(long seed) {
    random = new SplittableRandom(seed);
    // Schedules with few kinds of faults find what a storm of all kinds hides.
    int kinds = random.nextInt();
    int most = 1 + random.nextInt(RATE_MAX);
    for (int i = 0; i < rates.length; i++) {
      rates[i] = ((kinds >>> (2 * i)) & 3) == 0 ? most : 0;
    }
  }

  @Override
  final int drawNumber(int bound) {
    return random.nextInt(bound);
  }

  @Override
  final boolean drawFault(Fault fault) {
    int rate = rates[fault.place];
    return rate != 0 && (random.nextInt() & (RATE_WHOLE - 1)) < rate;
  }

  @Override
  int drawStep(int count, int[] chains) {
    return random.nextInt(count);
  }
}
