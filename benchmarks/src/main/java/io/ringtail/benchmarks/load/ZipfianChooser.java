// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.load;

import java.util.random.RandomGenerator;

/**
 * Records with Zipfian popularity, the popular ones scattered over the whole range. Immutable.
 *
 * <p>A rank is drawn by the closed-form approximation of Gray and others, "Quickly Generating
 * Billion-Record Synthetic Databases" (SIGMOD 1994): rank r (from 1) has a probability close to
 * r^-skew / zeta(records, skew), exact for the first two. The rank is then sent through a
 * permutation of the records, so that each record has exactly one rank (hashing would let ranks
 * collide).
 */
public final class ZipfianChooser implements Chooser {
  /** The skew of YCSB's core workloads. */
  public static final double YCSB_SKEW = 0.99;

  /** The golden ratio's smaller part: steps of that share of a range visit it evenly. */
  private static final double GOLDEN = 0.6180339887498949;

  private final long records;
  private final double skew;
  private final double zeta;
  private final double alpha;
  private final double eta;
  private final long stride;

  public ZipfianChooser(long records, double skew) {
    if (records < 1 || records > Integer.MAX_VALUE || skew <= 0 || skew >= 1) {
      throw new IllegalArgumentException(
          "records "
              + records
              + " must lie from 1 to 2^31 - 1 and skew "
              + skew
              + " between 0 and 1");
    }
    this.records = records;
    this.skew = skew;
    this.zeta = zeta(records, skew);
    this.alpha = 1 / (1 - skew);
    this.eta =
        (1 - Math.pow(2.0 / records, 1 - skew)) / (1 - zeta(Math.min(2, records), skew) / zeta);
    this.stride = stride(records);
  }

  @Override
  public long next(RandomGenerator random) {
    return scatter(rank(random.nextDouble()));
  }

  /** The rank, from 0, that a uniform draw between 0 and 1 stands for. */
  long rank(double draw) {
    double scaled = draw * zeta;
    if (scaled < 1 || records == 1) {
      return 0;
    }
    if (scaled < 1 + Math.pow(0.5, skew) || records == 2) {
      return 1;
    }
    return Math.min(records - 1, (long) (records * Math.pow(eta * draw - eta + 1, alpha)));
  }

  /**
   * Where a rank lies: multiplying by a stride that shares no factor with the count permutes the
   * records. Both are below 2^31, so the product fits.
   */
  long scatter(long rank) {
    return rank * stride % records;
  }

  private static long stride(long records) {
    long candidate = Math.max(1, (long) (records * GOLDEN));
    while (gcd(candidate, records) != 1) {
      candidate++;
    }
    return candidate;
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  private static double zeta(long count, double skew) {
    double sum = 0;
    for (long rank = 1; rank <= count; rank++) {
      sum += 1 / Math.pow((double) rank, skew);
    }
    return sum;
  }
}
