// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FuseFilterTest {
  private final long seed = Long.getLong("ringtail.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final FuseFilterBuilder builder = new FuseFilterBuilder();

  @Test
  void everyTokenOfTheSetMayBeInIt() {
    System.out.println("FuseFilterTest: -Dringtail.seed=" + seed);
    for (int count : new int[] {1, 2, 3, 7, 20, 100, 1_000, 20_000, 3, 131_072}) {
      long[] tokens = random.longs().distinct().limit(count).toArray();
      FuseFilter filter = FuseFilter.decode(builder.build(tokens, count).encode());
      for (long token : tokens) {
        assertThat(filter.mayContain(token)).as("%d tokens, seed %d", count, seed).isTrue();
      }
    }
  }

  @Test
  void neighbouringTokensAreToldApart() {
    long[] tokens = new long[50_000];
    Arrays.setAll(tokens, i -> 2L * i);
    FuseFilter filter = builder.build(tokens, tokens.length);
    int wrong = 0;
    for (int i = 0; i < 50_000; i++) {
      assertThat(filter.mayContain(2L * i)).isTrue();
      wrong += filter.mayContain(2L * i + 1) ? 1 : 0;
    }
    // 195 are expected, with a deviation of 14.
    assertThat(wrong).isBetween(100, 300);
  }

  @Test
  void oneLookUpIn256IsWrongAndATokenTakesUnderTenBits() {
    long[] tokens = random.longs().distinct().limit(131_072).toArray();
    FuseFilter filter = builder.build(tokens, tokens.length);
    int wrong = 0;
    for (int i = 0; i < 1_000_000; i++) {
      wrong += filter.mayContain(random.nextLong()) ? 1 : 0;
    }
    // 3,906 are expected, with a deviation of 62: six of them each way.
    assertThat(wrong).as("seed " + seed).isBetween(3_530, 4_280);
    assertThat(8.0 * filter.sizeBytes() / tokens.length).isLessThan(10);
  }

  @Test
  void aSetThatCannotBeBuiltSaysPerhapsToAll() {
    // The same token over and over has the same places, none of which it has for itself.
    FuseFilter filter = builder.build(new long[] {5, 5, 5, 5}, 4);
    assertThat(filter.mayContain(5)).isTrue();
    assertThat(FuseFilter.decode(filter.encode()).mayContain(9)).isTrue();
  }
}
