// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ringtail.protocol.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class HybridClockTest {
  private static final long SKEW = 500;

  private final ManualClock wall = new ManualClock();
  private final HybridClock clock = new HybridClock(wall, SKEW);

  @Test
  void followsTheWallClockAndCountsWithinAMillisecond() {
    wall.wallMillis = 1_000;
    assertThat(clock.next()).isEqualTo(Timestamp.ofMillis(1_000));
    assertThat(clock.next()).isEqualTo(Timestamp.ofMillis(1_000) + 1);
    wall.wallMillis = 1_001;
    assertThat(clock.next()).isEqualTo(Timestamp.ofMillis(1_001));
    assertThat(Timestamp.millis(clock.current())).isEqualTo(1_001);
    assertThat(Timestamp.counter(clock.next())).isEqualTo(1);
  }

  /**
   * Two applications on one machine: whoever acts later wins, though neither hears of the other.
   */
  @Test
  void clocksThatShareAWallClockStampInItsOrder() {
    HybridClock other = new HybridClock(wall, SKEW);
    wall.wallMillis = 1_000;
    wall.micros = 300;
    for (int i = 0; i < 20; i++) {
      clock.next();
    }
    wall.micros = 301;
    assertThat(other.next()).isGreaterThan(clock.current());
    assertThat(Timestamp.millis(other.next())).isEqualTo(1_000);
    wall.micros = 999;
    assertThat(clock.next()).isBetween(other.next(), Timestamp.ofMillis(1_001) - 1);
  }

  @Test
  void clockOfThisMachineIsFinerThanAMillisecond() {
    long first = SystemClock.INSTANCE.wallMicros();
    assertThat(first / 1_000).isCloseTo(System.currentTimeMillis(), within(10_000L));
    long later = first;
    while (later == first) {
      later = SystemClock.INSTANCE.wallMicros();
    }
    // A slow machine may need longer once.
    for (int i = 0; i < 100 && later - first >= 1_000; i++) {
      first = later;
      later = SystemClock.INSTANCE.wallMicros();
    }
    assertThat(later - first).isLessThan(1_000);
  }

  @Test
  void neverGoesBackWhateverTheWallClockDoes() {
    Random random = Seeds.random(HybridClockTest.class);
    wall.wallMillis = 10_000;
    long previous = 0;
    for (int i = 0; i < 10_000; i++) {
      wall.wallMillis += random.nextInt(11) - 5;
      if (random.nextInt(3) == 0) {
        clock.observe(Timestamp.ofMillis(wall.wallMillis + random.nextInt(2_000) - 1_000));
      }
      long next = clock.next();
      assertThat(next).isGreaterThan(previous);
      assertThat(Timestamp.millis(next)).isLessThan(10_000 + 10 * 10_000 + SKEW);
      previous = next;
    }
  }

  @Test
  void followsOthersUpToTheBoundOnly() {
    wall.wallMillis = 1_000;
    clock.observe(Timestamp.ofMillis(1_000 + SKEW));
    assertThat(clock.next()).isEqualTo(Timestamp.ofMillis(1_000 + SKEW) + 1);
    long far = Timestamp.ofMillis(1_001 + SKEW);
    assertThat(clock.tooFarAhead(far)).isTrue();
    clock.observe(far);
    assertThat(clock.next()).isLessThan(far);
    clock.observe(-1);
    assertThat(clock.next()).isLessThan(far);
  }

  @Test
  void startsAboveItsOwnPastWithoutABound() {
    wall.wallMillis = 1_000;
    long past = Timestamp.ofMillis(9_000_000);
    clock.startAbove(past);
    assertThat(clock.next()).isEqualTo(past + 1);
  }

  @Test
  void countersThatOverflowRunIntoTheNextMillisecond() {
    wall.wallMillis = 1;
    long last = 0;
    for (int i = 0; i <= 1 << Timestamp.COUNTER_BITS; i++) {
      last = clock.next();
    }
    assertThat(last).isEqualTo(Timestamp.ofMillis(2));
  }

  @Test
  void threadsNeverGetTheSameTimestamp() throws InterruptedException {
    int perThread = 20_000;
    long[][] taken = new long[4][perThread];
    List<Thread> threads = new ArrayList<>();
    for (long[] mine : taken) {
      Thread thread = new Thread(() -> Arrays.setAll(mine, i -> clock.next()));
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(Arrays.stream(taken).flatMapToLong(LongStream::of).distinct().count())
        .isEqualTo(4L * perThread);
  }

  @Test
  void deadlinesPassOnTheMonotonicClock() {
    wall.nanos = Long.MAX_VALUE - 1_000;
    Deadline deadline = Deadline.inMicros(wall, 2);
    assertThat(deadline.passed(wall)).isFalse();
    assertThat(deadline.microsLeft(wall)).isEqualTo(2);
    wall.nanos += 2_000;
    assertThat(deadline.passed(wall)).isTrue();
    assertThat(deadline.microsLeft(wall)).isZero();
  }

  @Test
  void ballotsAreOrderedByCounterThenUnsignedWriter() {
    Ballot low = new Ballot(1, 5);
    Ballot high = new Ballot(1, -5);
    assertThat(low).isLessThan(high);
    assertThat(high.nextFor(1)).isGreaterThan(high).isEqualTo(new Ballot(2, 1));
    assertThat(Ballot.NONE).isLessThan(low);
  }
}
