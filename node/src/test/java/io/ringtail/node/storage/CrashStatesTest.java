// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A sample of what {@link CrashStatesHunt} looks at in full. */
class CrashStatesTest {
  private static final int OPERATIONS = 1_000;

  /** Each time another part of the changes, since it divides none of what repeats. */
  private static final int EVERY = 41;

  @Test
  void whateverACrashLeavesCanBeOpenedAndHasAllThatWasAcknowledged() {
    long seed = Long.getLong("ringtail.seed", 1);
    CrashStates states = new CrashStates(seed, EVERY);
    for (int i = 0; i < OPERATIONS; i++) {
      states.operation();
    }
    System.out.printf(
        "%d states at %d of %d changes, -Dringtail.seed=%d%n",
        states.states(), states.moments(), states.changes(), seed);
    assertThat(states.states()).isGreaterThan(500);
  }
}
