// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration;

/** Choices from a list; the plain ones behind its end. Any list of numbers is a schedule. */
final class GivenChoices extends Choices {
  private final int[] draws;
  private int at;

  GivenChoices(int[] draws) {
    this.draws = draws;
  }

  /** How many of the list were used. */
  int used() {
    return at;
  }

  @Override
  int drawNumber(int bound) {
    return below(bound);
  }

  @Override
  boolean drawFault(Fault fault) {
    return below(2) == 1;
  }

  @Override
  int drawStep(int count, int[] chains) {
    return below(count);
  }

  private int below(int bound) {
    return at < draws.length ? draws[at++] % bound : 0;
  }
}
