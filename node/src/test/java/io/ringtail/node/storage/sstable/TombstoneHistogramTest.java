// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TombstoneHistogramTest {
  private final long seed = Long.getLong("ringtail.seed", System.nanoTime());
  private final Random random = new Random(seed);

  private static TombstoneHistogram of(List<Long> times) {
    TombstoneHistogram.Builder builder = new TombstoneHistogram.Builder();
    times.forEach(builder::add);
    return builder.build();
  }

  private List<Long> times(int count, long from, long span) {
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      times.add(from + random.nextLong(span));
    }
    return times;
  }

  @Test
  void countsBeforeAMomentAreRightWithinOneBucket() {
    for (int round = 0; round < 50; round++) {
      long span = 1L << (1 + random.nextInt(40));
      List<Long> times = times(1 + random.nextInt(2_000), 1_700_000_000_000L, span);
      TombstoneHistogram histogram = of(times);
      assertThat(histogram.total()).as("seed " + seed).isEqualTo(times.size());
      assertThat(histogram.buckets()).isLessThanOrEqualTo(TombstoneHistogram.BUCKETS_MAX);
      for (int i = 0; i < 20; i++) {
        long moment = 1_700_000_000_000L + random.nextLong(span);
        long width = histogram.widthMillis();
        long least = times.stream().filter(time -> time < moment - width).count();
        long most = times.stream().filter(time -> time < moment + width).count();
        assertThat(histogram.droppableBefore(moment)).as("seed " + seed).isBetween(least, most);
      }
    }
  }

  @Test
  void anOutlierDoesNotWidenTheBuckets() {
    List<Long> times = times(1_000, 1_700_000_000_000L, 60_000);
    times.add(0L);
    times.add(Long.MAX_VALUE);
    times.add(-5L);
    TombstoneHistogram histogram = of(times);
    assertThat(histogram.widthMillis()).isEqualTo(1_024);
    assertThat(histogram.total()).isEqualTo(1_003);
    assertThat(histogram.droppableBefore(1_600_000_000_000L)).isEqualTo(2);
  }

  @Test
  void mergingIsTheSameAsAddingAllToOne() {
    for (int round = 0; round < 50; round++) {
      List<Long> first = times(random.nextInt(500), 1_000, 1L << (5 + random.nextInt(40)));
      List<Long> second = times(random.nextInt(500), 1_000, 1L << (5 + random.nextInt(40)));
      List<Long> both = new ArrayList<>(first);
      both.addAll(second);
      TombstoneHistogram merged = of(first).merge(of(second));
      assertThat(merged).as("seed " + seed).isEqualTo(of(both));
      assertThat(of(second).merge(of(first))).isEqualTo(merged);
    }
  }

  @Test
  void whatIsWrittenIsRead() {
    TombstoneHistogram histogram = of(times(700, 5_000_000, 1L << 33));
    ByteBuffer bytes = ByteBuffer.allocate(histogram.encodedBytes());
    histogram.encode(bytes);
    assertThat(bytes.hasRemaining()).isFalse();
    assertThat(TombstoneHistogram.decode(bytes.flip())).isEqualTo(histogram);
  }
}
