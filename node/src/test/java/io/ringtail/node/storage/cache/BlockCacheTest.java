// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.node.storage.sstable.Block;
import io.ringtail.node.storage.sstable.SampleBlocks;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BlockCacheTest {
  private static final long BYTES_MAX = 8 << 20;
  private static final int USUAL_BYTES = 8_400;

  private final SplittableRandom random = new SplittableRandom(7);

  @Test
  void whatIsFoundIsWhatWasPutAndTheMemoryIsBounded() {
    Map<BlockKey, byte[]> put = new HashMap<>();
    try (BlockCache cache = new BlockCache(BYTES_MAX)) {
      int found = 0;
      for (int i = 0; i < 20_000; i++) {
        // Sizes change all the time, and what is usual changes as well.
        int usual = i < 10_000 ? USUAL_BYTES : 3 * USUAL_BYTES;
        int length = random.nextInt(4) == 0 ? 100 + random.nextInt(300_000) : usual;
        BlockKey key = key(random.nextInt(2_000));
        byte[] things = SampleBlocks.bytes(random, length);
        cache.put(key, SampleBlocks.of(things));
        put.put(key, things);
        BlockKey other = key(random.nextInt(2_000));
        Block block = cache.get(other);
        if (block != null) {
          found++;
          assertThat(SampleBlocks.bytes(block)).isEqualTo(put.get(other));
        }
        assertThat(cache.counts().bytes()).isLessThanOrEqualTo(BYTES_MAX);
      }
      assertThat(found).isGreaterThan(500);
    }
  }

  @Test
  void nearlyAllOfTheMemoryHoldsBlocks() {
    try (BlockCache cache = new BlockCache(BYTES_MAX)) {
      int count = (int) (BYTES_MAX / USUAL_BYTES);
      for (int i = 0; i < count; i++) {
        cache.put(key(i), SampleBlocks.of(SampleBlocks.bytes(random, USUAL_BYTES)));
      }
      assertThat(found(cache, count)).isGreaterThan(count * 8 / 10);
    }
  }

  @Test
  void aBlockStaysAsItIsUntilAnotherIsPut() {
    try (BlockCache cache = new BlockCache(BYTES_MAX)) {
      for (int i = 0; i < 5_000; i++) {
        byte[] things = SampleBlocks.bytes(random, USUAL_BYTES);
        cache.put(key(i), SampleBlocks.of(things));
        Block block = cache.get(key(i));
        found(cache, i);
        if (block != null) {
          assertThat(SampleBlocks.bytes(block)).isEqualTo(things);
        }
      }
    }
  }

  @Test
  void blocksOfAnotherSizeTakeThePlaceOfThoseThatAreNotUsedAnyMore() {
    try (BlockCache cache = new BlockCache(BYTES_MAX)) {
      for (int i = 0; i < 2_000; i++) {
        cache.put(key(i), SampleBlocks.of(SampleBlocks.bytes(random, USUAL_BYTES)));
      }
      int large = 100_000;
      byte[] things = SampleBlocks.bytes(random, large);
      for (int round = 0; round < 20; round++) {
        for (int i = 0; i < 40; i++) {
          BlockKey key = key(10_000 + i);
          if (cache.get(key) == null) {
            cache.put(key, SampleBlocks.of(things));
          }
        }
      }
      int found = 0;
      for (int i = 0; i < 40; i++) {
        found += cache.get(key(10_000 + i)) == null ? 0 : 1;
      }
      assertThat(found).isGreaterThan(20);
    }
  }

  @Test
  void aCacheWithoutRoomKeepsNothing() {
    try (BlockCache cache = new BlockCache(1)) {
      cache.put(key(1), SampleBlocks.of(SampleBlocks.bytes(random, USUAL_BYTES)));
      assertThat(cache.get(key(1))).isNull();
      assertThat(cache.counts().bytes()).isZero();
    }
  }

  @Test
  void aBlockLargerThanTheCacheIsNotKept() {
    try (BlockCache cache = new BlockCache(BYTES_MAX)) {
      cache.put(key(1), SampleBlocks.of(SampleBlocks.bytes(random, USUAL_BYTES)));
      cache.put(key(2), SampleBlocks.of(SampleBlocks.bytes(random, (int) BYTES_MAX)));
      assertThat(cache.get(key(2))).isNull();
      assertThat(cache.get(key(1))).as("what was there before").isNotNull();
    }
  }

  @Test
  void nobodyReadsWhatIsClosed() {
    BlockCache cache = new BlockCache(BYTES_MAX);
    cache.put(key(1), SampleBlocks.of(SampleBlocks.bytes(random, USUAL_BYTES)));
    Block block = Objects.requireNonNull(cache.get(key(1)));
    cache.close();
    assertThatThrownBy(() -> SampleBlocks.bytes(block)).isInstanceOf(IllegalStateException.class);
  }

  private static BlockKey key(int number) {
    return new BlockKey(1 + number % 3, 8_192L * number);
  }

  private static int found(BlockCache cache, int count) {
    int found = 0;
    for (int i = 0; i < count; i++) {
      found += cache.get(key(i)) == null ? 0 : 1;
    }
    return found;
  }
}
