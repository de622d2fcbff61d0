// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import java.nio.ByteBuffer;

/**
 * A set of tokens that says "perhaps" or "no": a split block Bloom filter. Each token sets one bit
 * in each of the eight words of one 32-byte block, so that a look-up touches one cache line.
 * Source: Putze, Sanders, Singler, "Cache-, Hash- and Space-Efficient Bloom Filters", 2007; the
 * multipliers are those of the Parquet format's specification.
 */
final class Filter {
  /** Bits for each token: one look-up in 150 is wrong. */
  private static final int BITS_PER_TOKEN = 12;

  private static final int WORDS = 8;
  private static final int BLOCK_BITS = 32 * WORDS;

  private static final int[] MULTIPLIERS = {
    0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31
  };

  private final int[] words;
  private final int blocks;

  private Filter(int[] words) {
    this.words = words;
    this.blocks = words.length / WORDS;
  }

  /** An empty set, with room for a number of tokens. */
  static Filter of(long tokens) {
    long blocks = Math.max(1, (tokens * BITS_PER_TOKEN + BLOCK_BITS - 1) / BLOCK_BITS);
    return new Filter(new int[Math.toIntExact(blocks * WORDS)]);
  }

  static Filter decode(byte[] bytes) {
    int[] words = new int[bytes.length / 4];
    ByteBuffer.wrap(bytes).asIntBuffer().get(words);
    return new Filter(words);
  }

  byte[] encode() {
    ByteBuffer bytes = ByteBuffer.allocate(4 * words.length);
    bytes.asIntBuffer().put(words);
    return bytes.array();
  }

  void add(long token) {
    int start = start(token);
    for (int i = 0; i < WORDS; i++) {
      words[start + i] |= bit(token, i);
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

  /** Neighbouring tokens share their upper bits, so the block goes by a mix of all. */
  private int start(long token) {
    long mixed = (token * 0x9E3779B97F4A7C15L) >>> 32;
    return (int) ((mixed * blocks) >>> 32) * WORDS;
  }

  private static int bit(long token, int word) {
    return 1 << (((int) token * MULTIPLIERS[word]) >>> 27);
  }
}
