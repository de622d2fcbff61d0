// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.filter;

import java.util.Arrays;

/**
 * Makes filters, one after another, in memory of its own: about 40 bytes for each token of the
 * largest. What it makes depends on the tokens only. Confined to one thread.
 *
 * <p>Every token has three places, and their fingerprints together shall be the token's own. A
 * place that only one token has is free for it, whatever the two others are; so tokens are taken
 * away one by one, each with such a place, until none is left, and then put back in the opposite
 * order. Where that gets stuck, another seed is tried.
 */
public final class FuseFilterBuilder {
  /**
   * A seed fails in a hundredth of all cases or less; so many fail only if somebody chose tokens.
   */
  private static final int SEEDS_MAX = 32;

  private int[] counts = {};
  private long[] hashes = {};
  private int[] lonely = {};
  private long[] taken = {};
  private int[] places = {};

  /**
   * Makes a filter of the first tokens of an array.
   *
   * @param tokens distinct
   */
  public FuseFilter build(long[] tokens, int count) {
    int segmentBits = segmentBits(count);
    int segments = segments(count, segmentBits);
    int length = (segments + 2) << segmentBits;
    ensureRoom(count, length);
    for (int seed = 0; seed < SEEDS_MAX; seed++) {
      place(tokens, count, seed, segments, segmentBits);
      if (takeAway(length, segments, segmentBits) == count) {
        return new FuseFilter(
            seed, segmentBits, segments, putBack(count, length, segments, segmentBits));
      }
    }
    return new FuseFilter(0, segmentBits, segments, new byte[0]);
  }

  /** Section 4 of the paper: longer segments for more tokens. */
  private static int segmentBits(int count) {
    int bits = (int) Math.floor(Math.log(Math.max(count, 2)) / Math.log(3.33) + 2.25);
    return Math.min(bits, FuseFilter.SEGMENT_BITS_MAX);
  }

  /** Section 4 of the paper: an eighth more places than tokens, and more for few tokens. */
  private static int segments(int count, int segmentBits) {
    double factor = Math.max(1.125, 0.875 + 0.25 * Math.log(1e6) / Math.log(Math.max(count, 2)));
    long places = Math.round(count * factor);
    long all = (places + (1L << segmentBits) - 1) >>> segmentBits;
    return (int) Math.max(1, all - 2);
  }

  private void ensureRoom(int count, int length) {
    if (hashes.length < length) {
      counts = new int[length];
      hashes = new long[length];
      lonely = new int[length];
    }
    if (taken.length < count) {
      taken = new long[count];
      places = new int[count];
    }
  }

  private void place(long[] tokens, int count, long seed, int segments, int segmentBits) {
    Arrays.fill(counts, 0);
    Arrays.fill(hashes, 0);
    for (int i = 0; i < count; i++) {
      long hash = FuseFilter.mix(tokens[i] + seed);
      int first = FuseFilter.first(hash, segments, segmentBits);
      add(first, hash, 1);
      add(FuseFilter.second(hash, first, segmentBits), hash, 1);
      add(FuseFilter.third(hash, first, segmentBits), hash, 1);
    }
  }

  private void add(int place, long hash, int change) {
    counts[place] += change;
    hashes[place] ^= hash;
  }

  /** Takes away tokens that have a place for themselves; returns how many. */
  private int takeAway(int length, int segments, int segmentBits) {
    int waiting = 0;
    for (int place = 0; place < length; place++) {
      if (counts[place] == 1) {
        lonely[waiting++] = place;
      }
    }
    int count = 0;
    while (waiting > 0) {
      int place = lonely[--waiting];
      if (counts[place] != 1) {
        continue;
      }
      long hash = hashes[place];
      taken[count] = hash;
      places[count++] = place;
      int first = FuseFilter.first(hash, segments, segmentBits);
      waiting = leave(first, place, hash, waiting);
      waiting = leave(FuseFilter.second(hash, first, segmentBits), place, hash, waiting);
      waiting = leave(FuseFilter.third(hash, first, segmentBits), place, hash, waiting);
    }
    return count;
  }

  private int leave(int place, int own, long hash, int waiting) {
    add(place, hash, -1);
    if (place != own && counts[place] == 1) {
      lonely[waiting] = place;
      return waiting + 1;
    }
    return waiting;
  }

  private byte[] putBack(int count, int length, int segments, int segmentBits) {
    byte[] fingerprints = new byte[length];
    for (int i = count - 1; i >= 0; i--) {
      long hash = taken[i];
      int first = FuseFilter.first(hash, segments, segmentBits);
      // The token's own place is still zero, so that all three can be joined.
      fingerprints[places[i]] =
          (byte)
              (FuseFilter.fingerprint(hash)
                  ^ fingerprints[first]
                  ^ fingerprints[FuseFilter.second(hash, first, segmentBits)]
                  ^ fingerprints[FuseFilter.third(hash, first, segmentBits)]);
    }
    return fingerprints;
  }
}
