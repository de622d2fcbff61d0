// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration;

/**
 * Everything in a schedule that could have been otherwise. A model takes every decision from here,
 * so that the answers are the schedule; 0 and false are the plain ones: the oldest step, no fault,
 * the smallest workload. Confined to its caller's thread.
 */
public abstract class Choices {
  private final long[] struck = new long[Fault.COUNT];

  /** The plain ones, everywhere. */
  public static Choices plain() {
    return new GivenChoices(new int[0]);
  }

  /** One of the numbers below a bound. */
  public final int pick(int bound) {
    return bound == 1 ? 0 : drawNumber(bound);
  }

  /** Whether a fault happens here. */
  public final boolean strikes(Fault fault) {
    if (!drawFault(fault)) {
      return false;
    }
    struck[fault.place]++;
    return true;
  }

  /**
   * Which of the possible steps is taken.
   *
   * @param count how many there are, the oldest first
   * @param chains for each step the number of the chain of cause and effect that it goes on with,
   *     small and not negative
   */
  public final int next(int count, int[] chains) {
    int step = count == 1 ? 0 : drawStep(count, chains);
    if (step != 0) {
      struck[Fault.REORDERING.place]++;
    }
    return step;
  }

  abstract int drawNumber(int bound);

  abstract boolean drawFault(Fault fault);

  abstract int drawStep(int count, int[] chains);

  /** How often each fault happened, by place. */
  final long[] struck() {
    return struck;
  }
}
