// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What threads hand to each other while they are busy. */
class SimulatedThreadTest {
  private static final long BUSY_NANOS = 1_000_000_000;

  /** Longer than a thread takes to wake. */
  private static final long WAKE_NANOS = 1_000_000;

  private final SimulatedTime time = new SimulatedTime();
  private final SimulatedThread disk = thread("disk");
  private final SimulatedThread loop = thread("loop");
  private final List<String> done = new ArrayList<>();

  private SimulatedThread thread(String name) {
    return new SimulatedThread(
        time,
        new SplittableRandom(1),
        name,
        thrown -> {
          throw new AssertionError(thrown);
        });
  }

  /** Lets the disk's thread be busy and then tell the loop. */
  private void work(String name) {
    disk.execute(() -> {
      disk.busy(BUSY_NANOS);
      loop.execute(() -> done.add(name));
    });
  }

  @Test
  void whatIsHandedOverArrivesWhenTheWorkBeforeItIsDone() {
    work("first");
    work("second");

    time.runUntil(BUSY_NANOS);
    assertThat(done).isEmpty();
    time.runUntil(BUSY_NANOS + WAKE_NANOS);
    assertThat(done).containsExactly("first");
    time.runUntil(2 * BUSY_NANOS + 2 * WAKE_NANOS);
    assertThat(done).containsExactly("first", "second");
  }

  @Test
  void resumingEndsTheWait() {
    work("first");
    time.runUntil(WAKE_NANOS);

    disk.resume();

    time.runUntil(2 * WAKE_NANOS);
    assertThat(done).containsExactly("first");
    time.runUntil(2 * BUSY_NANOS);
    assertThat(done).containsExactly("first");
  }

  @Test
  void deadThreadHandsNothingOver() {
    work("first");
    time.runUntil(WAKE_NANOS);

    disk.kill();

    time.runUntil(2 * BUSY_NANOS);
    assertThat(done).isEmpty();
  }
}
