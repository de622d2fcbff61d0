// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.storage;

/**
 * A standard ribbon filter of width 64, to compare with: a band matrix over bits, solved while
 * tokens are added. Source: Dillinger, Walzer, "Ribbon filter: practically smaller than Bloom and
 * Xor", 2021.
 */
final class Ribbon {
  private static final int WIDTH = 64;

  /** Equations for each token at which a band of this width can be solved for 2^17 tokens. */
  private static final double SLACK_MIN = 1.10;

  private static final double SLACK_STEP = 0.02;
  private static final int TRIES_MAX = 20;

  private final int bits;
  private final int length;
  private final int seed;

  /** For each bit of the fingerprints the solution, 64 equations in a word. */
  private final long[] columns;

  Ribbon(long[] tokens, int bits) {
    this.bits = bits;
    long[] band = {};
    byte[] right = {};
    int tried = 0;
    boolean solved = false;
    int equations = 0;
    while (!solved) {
      if (tried == TRIES_MAX) {
        throw new IllegalStateException("no band for " + tokens.length + " tokens");
      }
      int steps = tried / 2;
      equations = (int) (tokens.length * (SLACK_MIN + SLACK_STEP * steps)) + WIDTH;
      band = new long[equations];
      right = new byte[equations];
      solved = solve(tokens, band, right, tried++);
    }
    this.length = equations;
    this.seed = tried - 1;
    this.columns = backSubstitute(band, right);
  }

  private boolean solve(long[] tokens, long[] band, byte[] right, int trySeed) {
    for (long token : tokens) {
      long hash = mix(token + trySeed);
      int at = (int) Math.unsignedMultiplyHigh(hash, band.length - WIDTH + 1L);
      long row = mix(hash) | 1;
      byte value = (byte) (hash & ((1 << bits) - 1));
      while (band[at] != 0) {
        row ^= band[at];
        value ^= right[at];
        if (row == 0) {
          if (value != 0) {
            return false;
          }
          break;
        }
        int zeros = Long.numberOfTrailingZeros(row);
        row >>>= zeros;
        at += zeros;
      }
      if (row != 0) {
        band[at] = row;
        right[at] = value;
      }
    }
    return true;
  }

  private long[] backSubstitute(long[] band, byte[] right) {
    int words = band.length / 64 + 2;
    long[] solution = new long[bits * words];
    long[] windows = new long[bits];
    for (int at = band.length - 1; at >= 0; at--) {
      for (int bit = 0; bit < bits; bit++) {
        long window = windows[bit] << 1;
        long parity = (Long.bitCount(window & band[at]) & 1) ^ ((right[at] >> bit) & 1);
        windows[bit] = window | parity;
        solution[(at >>> 6) * bits + bit] |= parity << at;
      }
    }
    return solution;
  }

  boolean mayContain(long token) {
    long hash = mix(token + seed);
    int at = (int) Math.unsignedMultiplyHigh(hash, length - WIDTH + 1L);
    long row = mix(hash) | 1;
    int word = (at >>> 6) * bits;
    int shift = at & 63;
    for (int bit = 0; bit < bits; bit++) {
      long window = columns[word + bit] >>> shift;
      if (shift > 0) {
        window |= columns[word + bits + bit] << (64 - shift);
      }
      if ((Long.bitCount(window & row) & 1) != ((hash >>> bit) & 1)) {
        return false;
      }
    }
    return true;
  }

  long sizeBytes() {
    return 8L * columns.length;
  }

  private static long mix(long number) {
    long mixed = (number ^ (number >>> 33)) * 0xFF51AFD7ED558CCDL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return mixed ^ (mixed >>> 33);
  }
}
