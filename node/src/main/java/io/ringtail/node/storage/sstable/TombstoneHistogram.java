// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How many deletions and expiring cells a table holds by time: a deletion counts when it was made,
 * a cell when it expires. Times fall into buckets of one width, of which only those that hold
 * something are kept; where there are too many, all become twice as wide. So an outlier costs one
 * bucket, and histograms of several tables merge exactly. Immutable.
 */
public final class TombstoneHistogram {
  public static final TombstoneHistogram EMPTY = new Builder().build();

  /** Most buckets: each takes 16 bytes, so that a table's statistics stay within 4 KiB. */
  static final int BUCKETS_MAX = 128;

  /** The least width is about a second, so that one bucket holds what one burst deleted. */
  private static final int SHIFT_MIN = 10;

  /** Times of hybrid clocks have 48 bits; what is later counts as the end of them. */
  private static final int MILLIS_BITS = 48;

  private static final long MILLIS_MAX = (1L << MILLIS_BITS) - 1;

  private final int shift;
  private final long[] buckets;
  private final long[] counts;

  private TombstoneHistogram(int shift, long[] buckets, long[] counts) {
    this.shift = shift;
    this.buckets = buckets;
    this.counts = counts;
  }

  /** Buckets that hold something, ascending by time. */
  public int buckets() {
    return buckets.length;
  }

  /** The first millisecond of a bucket. */
  public long startMillis(int bucket) {
    return buckets[bucket] << shift;
  }

  public long count(int bucket) {
    return counts[bucket];
  }

  /** Milliseconds that each bucket spans. */
  public long widthMillis() {
    return 1L << shift;
  }

  public long total() {
    return Arrays.stream(counts).sum();
  }

  /**
   * About how many deletions were made, and cells expired, before a moment: exact but for the
   * bucket that it lies in, of which its share is counted.
   */
  public long droppableBefore(long millis) {
    long sum = 0;
    for (int i = 0; i < buckets.length; i++) {
      long inside = millis - startMillis(i);
      if (inside <= 0) {
        break;
      }
      sum +=
          inside >= widthMillis()
              ? counts[i]
              : (long) (counts[i] * ((double) inside / widthMillis()));
    }
    return sum;
  }

  /** Both histograms together. */
  public TombstoneHistogram merge(TombstoneHistogram other) {
    Builder merged = new Builder();
    merged.addAll(this);
    merged.addAll(other);
    return merged.build();
  }

  int encodedBytes() {
    return 1 + 2 + 16 * buckets.length;
  }

  void encode(ByteBuffer out) {
    out.put((byte) shift).putShort((short) buckets.length);
    for (int i = 0; i < buckets.length; i++) {
      out.putLong(buckets[i]).putLong(counts[i]);
    }
  }

  static TombstoneHistogram decode(ByteBuffer in) {
    int shift = in.get();
    int count = in.getShort();
    long[] buckets = new long[count];
    long[] counts = new long[count];
    for (int i = 0; i < count; i++) {
      buckets[i] = in.getLong();
      counts[i] = in.getLong();
    }
    return new TombstoneHistogram(shift, buckets, counts);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TombstoneHistogram histogram
        && shift == histogram.shift
        && Arrays.equals(buckets, histogram.buckets)
        && Arrays.equals(counts, histogram.counts);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(buckets) + Arrays.hashCode(counts);
  }

  @Override
  public String toString() {
    return total() + " tombstones in " + buckets.length + " buckets of " + widthMillis() + " ms";
  }

  /** A histogram that is being filled. Confined to one thread. */
  static final class Builder {
    private final long[] buckets = new long[BUCKETS_MAX + 1];
    private final long[] counts = new long[BUCKETS_MAX + 1];
    private int shift = SHIFT_MIN;
    private int size;

    /** Where the last time fell: neighbours in a table are often of one age. */
    private int last;

    void add(long millis) {
      long bounded = millis < 0 ? 0 : Math.min(millis, MILLIS_MAX);
      add(bounded >>> shift, 1);
    }

    void addAll(TombstoneHistogram other) {
      while (shift < other.shift) {
        widen();
      }
      for (int i = 0; i < other.buckets.length; i++) {
        add(other.startMillis(i) >>> shift, other.counts[i]);
      }
    }

    private void add(long bucket, long count) {
      if (last >= size || buckets[last] != bucket) {
        int found = Arrays.binarySearch(buckets, 0, size, bucket);
        last = found >= 0 ? found : insert(-found - 1, bucket);
      }
      counts[last] += count;
      // At 48 bits of width there is one bucket, so this ends.
      while (size > BUCKETS_MAX) {
        widen();
      }
    }

    private int insert(int at, long bucket) {
      System.arraycopy(buckets, at, buckets, at + 1, size - at);
      System.arraycopy(counts, at, counts, at + 1, size - at);
      buckets[at] = bucket;
      counts[at] = 0;
      size++;
      return at;
    }

    private void widen() {
      shift++;
      int kept = 0;
      for (int i = 0; i < size; i++) {
        long bucket = buckets[i] >>> 1;
        if (kept > 0 && buckets[kept - 1] == bucket) {
          counts[kept - 1] += counts[i];
        } else {
          buckets[kept] = bucket;
          counts[kept] = counts[i];
          kept++;
        }
      }
      size = kept;
      last = 0;
    }

    TombstoneHistogram build() {
      return new TombstoneHistogram(
          shift, Arrays.copyOf(buckets, size), Arrays.copyOf(counts, size));
    }
  }
}
