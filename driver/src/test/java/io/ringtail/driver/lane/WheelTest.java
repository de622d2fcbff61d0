// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.driver.scripted.Seed;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WheelTest {
  private static final class Entry extends Timed {
    private final Map<Entry, Long> due;

    Entry(Map<Entry, Long> due) {
      this.due = due;
    }

    @Override
    void wake(long nowNanos) {
      assertThat(due.remove(this)).as("is due").isLessThanOrEqualTo(nowNanos);
    }
  }

  @Test
  void wakesWhatIsDueAndNothingElse() {
    long seed = Seed.of(WheelTest.class);
    for (int run = 0; run < 200; run++) {
      run(new SplittableRandom(seed + run), seed + run);
    }
  }

  private static void run(SplittableRandom random, long seed) {
    long now = random.nextLong(-10_000_000_000L, 10_000_000_000L);
    Wheel wheel = new Wheel(now);
    Map<Entry, Long> due = new HashMap<>();
    for (int step = 0; step < 300; step++) {
      switch (random.nextInt(4)) {
        case 0, 1 -> {
          Entry entry = new Entry(due);
          long at = now + random.nextLong(-1_000_000, 6_000_000_000L);
          due.put(entry, at);
          wheel.put(entry, at);
        }
        case 2 -> {
          if (!due.isEmpty()) {
            Entry entry = due.keySet().iterator().next();
            wheel.remove(entry);
            wheel.remove(entry);
            due.remove(entry);
          }
        }
        default -> {
          now += random.nextLong(random.nextInt(10) == 0 ? 5_000_000_000L : 20_000_000);
          wheel.sweep(now);
          long late = now - 2 * Wheel.TICK_NANOS;
          assertThat(due.values()).as("seed %d", seed).allMatch(at -> at > late);
        }
      }
      assertThat(wheel.size()).as("seed %d", seed).isEqualTo(due.size());
    }
    while (wheel.removeAny() instanceof Entry entry) {
      assertThat(due.remove(entry)).isNotNull();
    }
    assertThat(due).isEmpty();
  }
}
