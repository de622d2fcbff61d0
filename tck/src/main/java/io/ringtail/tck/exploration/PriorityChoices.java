// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration;

import java.util.Arrays;

/** {@link Strategy.Pct}. */
final class PriorityChoices extends RandomChoices {
  /** Above the number of changes, so that every chain begins above all that have fallen. */
  private static final int PRIORITY_MIN = 1 << 10;

  private int[] priorities = new int[64];
  private final int[] changesAt;
  private int steps;

  /**
   * Choices of one schedule.
   *
   * @param stepsExpected among which the changes are spread
   */
  PriorityChoices(long seed, int changes, int stepsExpected) {
    super(seed);
    changesAt = new int[changes];
    for (int i = 0; i < changes; i++) {
      changesAt[i] = random.nextInt(stepsExpected);
    }
  }

  @Override
  int drawStep(int count, int[] chains) {
    int best = highest(count, chains);
    for (int i = 0; i < changesAt.length; i++) {
      if (changesAt[i] == steps) {
        priorities[chains[best]] = i + 1;
        best = highest(count, chains);
      }
    }
    steps++;
    return best;
  }

  private int highest(int count, int[] chains) {
    int best = 0;
    for (int i = 0; i < count; i++) {
      if (priority(chains[i]) > priority(chains[best])) {
        best = i;
      }
    }
    return best;
  }

  private int priority(int chain) {
    if (chain >= priorities.length) {
      priorities = Arrays.copyOf(priorities, chain * 2);
    }
    if (priorities[chain] == 0) {
      priorities[chain] = PRIORITY_MIN + random.nextInt(1 << 30);
    }
    return priorities[chain];
  }
}
