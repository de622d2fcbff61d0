// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.storage;

/**
 * A split block Bloom filter, to compare with: each token sets one bit in each of the eight words
 * of one 32-byte block. Source: Putze, Sanders, Singler, "Cache-, Hash- and Space-Efficient Bloom
 * Filters", 2007; the multipliers are those of the Parquet format's specification.
 */
final class BlockedBloom {
  private static final int WORDS = 8;

  private static final int[] MULTIPLIERS = {
    0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31
  };

  private final int[] words;
  private final int blocks;

  BlockedBloom(long[] tokens, double bits) {
    this.blocks = (int) Math.max(1, Math.ceil(tokens.length * bits / (32 * WORDS)));
    this.words = new int[blocks * WORDS];
    for (long token : tokens) {
      int start = start(token);
      for (int i = 0; i < WORDS; i++) {
        words[start + i] |= bit(token, i);
      }
    }
  }

  boolean mayContain(long token) {
    int start = start(token);
    for (int i = 0; i < WORDS; i++) {
      if ((words[start + i] & bit(token, i)) == 0) {
        return false;
      }
    }
    return true;
  }

  long sizeBytes() {
    return 4L * words.length;
  }

  private int start(long token) {
    long mixed = (token * 0x9E3779B97F4A7C15L) >>> 32;
    return (int) ((mixed * blocks) >>> 32) * WORDS;
  }

  private static int bit(long token, int word) {
    return 1 << (((int) token * MULTIPLIERS[word]) >>> 27);
  }
}
