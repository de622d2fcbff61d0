// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.protocol.row.ByteRange;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SlicesTest {
  @Test
  void unionHoldsWhatAnyHoldsAndIsAscendingAndDisjoint() {
    long seed = Long.getLong("ringtail.seed", new SplittableRandom().nextLong());
    SplittableRandom random = new SplittableRandom(seed);
    for (int run = 0; run < 2_000; run++) {
      List<ByteRange> slices = new ArrayList<>();
      for (int i = 1 + random.nextInt(6); i > 0; i--) {
        int start = random.nextInt(40);
        byte @Nullable [] end = random.nextInt(8) == 0 ? null : key(start + 1 + random.nextInt(8));
        slices.add(new ByteRange(start == 0 ? new byte[0] : key(start), end));
      }
      List<ByteRange> union = Slices.union(slices);
      for (int i = 0; i < 60; i++) {
        byte[] probe = key(i);
        assertThat(union.stream().filter(each -> each.contains(probe)).count())
            .as("seed %d, run %d, key %d", seed, run, i)
            .isEqualTo(slices.stream().anyMatch(each -> each.contains(probe)) ? 1 : 0);
      }
      for (int i = 1; i < union.size(); i++) {
        assertThat(union.get(i - 1).isBeforeEnd(union.get(i).start())).isFalse();
      }
    }
  }

  private static byte[] key(int number) {
    return new byte[] {(byte) number};
  }
}
