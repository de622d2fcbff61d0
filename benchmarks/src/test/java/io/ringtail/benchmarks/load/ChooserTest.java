// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ChooserTest {
  private final long seed = Long.getLong("ringtail.seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);

  @Test
  void bothStayWithinTheirRecords() {
    System.out.println("ringtail.seed=" + seed);
    for (long records : new long[] {1, 2, 3, 10, 4_096}) {
      for (Chooser.Distribution distribution : Chooser.Distribution.values()) {
        Chooser chooser = Chooser.of(distribution, records);
        for (int i = 0; i < 1_000; i++) {
          assertThat(chooser.next(random)).isBetween(0L, records - 1);
        }
      }
    }
  }

  @Test
  void scatteringIsAPermutation() {
    for (long records : new long[] {1, 2, 7, 1_000, 4_096}) {
      ZipfianChooser chooser = new ZipfianChooser(records, ZipfianChooser.YCSB_SKEW);
      assertThat(LongStream.range(0, records).map(chooser::scatter).sorted().toArray())
          .isEqualTo(LongStream.range(0, records).toArray());
    }
  }

  @Test
  void ranksHaveTheZipfianShare() {
    System.out.println("ringtail.seed=" + seed);
    int records = 1_000;
    int draws = 400_000;
    ZipfianChooser chooser = new ZipfianChooser(records, ZipfianChooser.YCSB_SKEW);
    long[] counts = new long[records];
    for (int i = 0; i < draws; i++) {
      counts[(int) chooser.rank(random.nextDouble())]++;
    }
    double zeta = 0;
    for (int rank = 1; rank <= records; rank++) {
      zeta += Math.pow(rank, -ZipfianChooser.YCSB_SKEW);
    }
    // The first two ranks are exact; 0.5 % of the draws is more than ten standard deviations.
    assertThat(counts[0] / (double) draws).isCloseTo(1 / zeta, within(0.005));
    assertThat(counts[1] / (double) draws)
        .isCloseTo(Math.pow(2, -ZipfianChooser.YCSB_SKEW) / zeta, within(0.005));
    assertThat(LongStream.of(counts).limit(100).sum() / (double) draws).isBetween(0.65, 0.75);
  }

  @Test
  void impossibleChoicesAreRefused() {
    assertThatThrownBy(() -> new UniformChooser(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ZipfianChooser(10, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ZipfianChooser(1L << 31, 0.9))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
