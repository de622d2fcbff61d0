// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.protocol.frame.Rank;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private static final long SECOND = 1_000_000_000;
  private static final long MILLI = 1_000_000;

  /** What serving one request takes, and refusing one. */
  private static final long SERVE_NANOS = 20_000;

  private static final long REFUSE_NANOS = SERVE_NANOS / 20;
  private static final double CAPACITY = SECOND / (double) SERVE_NANOS;

  private final Admission admission = new Admission();
  private final SplittableRandom random = new SplittableRandom(1);
  private long now;
  private long lastBegan;
  private long lastEnded;
  private double arriving;
  private long served;
  private long refused;
  private long waitMax;

  /** A turn takes what came in pieces of so many requests. */
  private static final int READ_REQUESTS = 100;

  /** Turns of a loop that takes all that came while the one before went on. */
  private void load(double perSecond, long nanos) {
    long until = now + nanos;
    served = 0;
    refused = 0;
    waitMax = 0;
    while (now < until) {
      long wait = Math.max(0, lastEnded - lastBegan - (now - lastEnded));
      waitMax = Math.max(waitMax, wait);
      lastBegan = now;
      for (int i = 0; arriving >= 1; arriving--, i++) {
        if (i % READ_REQUESTS == 0) {
          admission.waited(now, wait + now - lastBegan);
        }
        boolean refuses = admission.refuses(1 + random.nextInt(Rank.LAST));
        now += refuses ? REFUSE_NANOS : SERVE_NANOS;
        served += refuses ? 0 : 1;
        refused += refuses ? 1 : 0;
      }
      lastEnded = now;
      arriving += (now - lastBegan) * perSecond / SECOND;
      if (arriving < 1) {
        // The loop rests until the next one comes.
        now += (long) ((1 - arriving) * SECOND / perSecond) + 1;
        arriving = 1;
      }
    }
  }

  @Test
  void nothingIsRefusedBelowTheCapacity() {
    load(0.95 * CAPACITY, 10 * SECOND);
    assertThat(refused).isZero();
    assertThat(admission.ranksRefused()).isZero();
  }

  @Test
  void burstThatIsWorkedOffWithinAnIntervalIsNoOverload() {
    for (int i = 0; i < 50; i++) {
      arriving += 60 * MILLI / SERVE_NANOS;
      load(0.2 * CAPACITY, 150 * MILLI);
      assertThat(refused).isZero();
    }
  }

  @Test
  void threeTimesTheCapacityIsCutToWhatCanBeDone() {
    load(0.5 * CAPACITY, 2 * SECOND);
    load(3 * CAPACITY, SECOND);
    load(3 * CAPACITY, 10 * SECOND);
    assertThat(served).isGreaterThan((long) (0.85 * 10 * CAPACITY));
    // Whatever is taken is begun soon.
    assertThat(waitMax).isLessThan(100 * MILLI);
    assertThat(admission.retryAfterMillis()).isBetween(10, 500);
  }

  @Test
  void allIsTakenAgainSoonAfterTheOverload() {
    load(3 * CAPACITY, 10 * SECOND);
    load(0.5 * CAPACITY, SECOND);
    load(0.5 * CAPACITY, SECOND);
    assertThat(refused).isZero();
  }

  /** It lies in sockets when an overload begins, and is of all ranks: nobody has heard yet. */
  @Test
  void backlogThatBecomesLessIsNoReasonToTakeEverLess() {
    long sentEvery = SERVE_NANOS / 3;
    int backlog = (int) (SECOND / sentEvery);
    now = SECOND;
    int sharesMin = Rank.LAST;
    for (int i = 0; i < 5 * backlog; i++) {
      long sent = i * sentEvery;
      now = Math.max(now, sent);
      int rank = 1 + random.nextInt(Rank.LAST);
      if (i > backlog && Rank.isRefused(rank, admission.ranksRefused())) {
        continue; // its driver has heard, and does not send it
      }
      if (i % READ_REQUESTS == 0) {
        admission.waited(now, now - sent);
      }
      boolean refuses = admission.refuses(rank);
      now += refuses ? REFUSE_NANOS : SERVE_NANOS;
      served += refuses ? 0 : 1;
      sharesMin = Math.min(sharesMin, Rank.LAST - admission.ranksRefused());
    }
    // Half of what the shard can do is for what is new, however long the rest waits.
    assertThat(sharesMin).isGreaterThan(Rank.LAST / 3 / 4);
    assertThat(served).isGreaterThan((long) (0.7 * (now - SECOND) / SERVE_NANOS));
    assertThat(now - 5 * SECOND).isLessThan(SECOND / 10);
  }

  @Test
  void slightOverloadRefusesLittle() {
    load(1.1 * CAPACITY, 2 * SECOND);
    load(1.1 * CAPACITY, 10 * SECOND);
    assertThat(served).isGreaterThan((long) (0.95 * 10 * CAPACITY));
    assertThat(waitMax).isLessThan(100 * MILLI);
  }

  @Test
  void oneRankIsAlwaysTakenAndTheFirstIsNeverRefused() {
    for (int i = 1; i < 1_000; i++) {
      admission.waited(i * SECOND / 10, i * SECOND / 10);
    }
    assertThat(admission.refuses(Rank.LAST)).isTrue();
    assertThat(admission.refuses(2)).isTrue();
    assertThat(admission.refuses(1)).isFalse();
    assertThat(admission.refuses(Rank.FIRST)).isFalse();
    assertThat(admission.refused()).isEqualTo(2);
  }

  @Test
  void longRestIsTheEndOfAnOverload() {
    load(3 * CAPACITY, 3 * SECOND);
    assertThat(admission.ranksRefused()).isPositive();
    now += 2 * SECOND;
    arriving = 0;
    load(0.5 * CAPACITY, 200 * MILLI);
    assertThat(admission.ranksRefused()).isZero();
  }
}
