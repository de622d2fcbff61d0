// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration;

import java.util.Arrays;

/**
 * {@link Strategy.Exhaustive}: walks depth first through the tree of all choices. Each schedule
 * repeats the beginning of the one before it and turns off at the last choice that has an
 * alternative left.
 */
final class PathChoices extends Choices {
  private final Strategy.Exhaustive bounds;
  private final boolean[] allowed = new boolean[Fault.COUNT];
  private int[] taken = new int[64];
  private int[] alternatives = new int[64];
  private int length;
  private int at;
  private int faults;
  private int delays;

  PathChoices(Strategy.Exhaustive bounds) {
    this.bounds = bounds;
    for (Fault fault : Fault.values()) {
      allowed[fault.place] = bounds.faults().contains(fault);
    }
  }

  /** Turns to the next schedule; false when there is none. */
  boolean advance() {
    // Choices behind the end of the last schedule were not made in it.
    length = at;
    while (length > 0 && taken[length - 1] + 1 >= alternatives[length - 1]) {
      length--;
    }
    at = 0;
    faults = 0;
    delays = 0;
    if (length == 0) {
      return false;
    }
    taken[length - 1]++;
    return true;
  }

  /** Begins the schedule that was run last once more. */
  void rewind() {
    length = at;
    at = 0;
    faults = 0;
    delays = 0;
  }

  @Override
  int drawNumber(int bound) {
    return choose(bound);
  }

  @Override
  boolean drawFault(Fault fault) {
    if (!allowed[fault.place] || faults >= bounds.faultsMax()) {
      return false;
    }
    boolean strikes = choose(2) == 1;
    faults += strikes ? 1 : 0;
    return strikes;
  }

  @Override
  int drawStep(int count, int[] chains) {
    if (delays >= bounds.delaysMax()) {
      return 0;
    }
    int step = choose(count);
    delays += step == 0 ? 0 : 1;
    return step;
  }

  private int choose(int bound) {
    if (at == length) {
      if (length == taken.length) {
        taken = Arrays.copyOf(taken, length * 2);
        alternatives = Arrays.copyOf(alternatives, length * 2);
      }
      taken[length] = 0;
      alternatives[length] = bound;
      length++;
    } else if (alternatives[at] != bound) {
      throw new IllegalStateException(
          "choice "
              + at
              + " had "
              + alternatives[at]
              + " alternatives, now "
              + bound
              + ": the model is not a function of its choices");
    }
    return taken[at++];
  }
}
