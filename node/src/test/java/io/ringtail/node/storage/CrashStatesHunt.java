// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Opens a storage on whatever a crash may leave between any two changes that 2,000 operations make
 * to its disk. Takes minutes, so it runs only when it is asked for by name:
 *
 * <pre>
 * mvn -pl node -am test -Dtest=CrashStatesHunt -Dsurefire.failIfNoSpecifiedTests=false
 *     -Dringtail.seed=1            what the operations are
 *     -Dringtail.operations=2000   how many there are
 * </pre>
 */
class CrashStatesHunt {
  private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(15);

  private final long seed = Long.getLong("ringtail.seed", 1);
  private final int operations = Integer.getInteger("ringtail.operations", 2_000);

  @Test
  void whateverACrashLeavesCanBeOpenedAndHasAllThatWasAcknowledged() {
    CrashStates states = new CrashStates(seed, 1);
    long started = System.nanoTime();
    long told = started;
    for (int done = 1; done <= operations; done++) {
      states.operation();
      if (System.nanoTime() - told > PROGRESS_NANOS || done == operations) {
        told = System.nanoTime();
        System.out.printf(
            "[%d of %d operations] %d states at %d changes, 0 lost, 0 unreadable, %d s,"
                + " -Dringtail.seed=%d%n",
            done,
            operations,
            states.states(),
            states.changes(),
            TimeUnit.NANOSECONDS.toSeconds(told - started),
            seed);
      }
    }
    assertThat(states.states()).as("states").isGreaterThan(25L * operations);
  }
}
