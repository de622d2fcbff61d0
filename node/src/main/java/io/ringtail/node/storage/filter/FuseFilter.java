// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.filter;

import java.nio.ByteBuffer;

/**
 * A set of tokens that says "perhaps" or "no": a binary fuse filter with fingerprints of 8 bits, of
 * which each look-up joins three from neighbouring segments, so that one look-up in 256 for a token
 * that is not there says "perhaps". It takes 9 to 10 bits a token. Immutable.
 *
 * <p>Source: Graf, Lemire, "Binary Fuse Filters: Fast and Smaller Than Xor Filters", ACM JEA 27,
 * 2022.
 */
public final class FuseFilter {
  /** Seed (8), bits of the length of a segment (1), number of segments that begin a triple (4). */
  private static final int HEADER_BYTES = 13;

  /** Longest segment, as the paper has it. */
  static final int SEGMENT_BITS_MAX = 18;

  private final long seed;
  private final int segmentBits;
  private final int segments;
  private final byte[] fingerprints;

  FuseFilter(long seed, int segmentBits, int segments, byte[] fingerprints) {
    this.seed = seed;
    this.segmentBits = segmentBits;
    this.segments = segments;
    this.fingerprints = fingerprints;
  }

  /** Whether a token may be in the set. A filter without fingerprints says "perhaps" to all. */
  public boolean mayContain(long token) {
    if (fingerprints.length == 0) {
      return true;
    }
    long hash = mix(token + seed);
    int first = first(hash, segments, segmentBits);
    return (byte)
            (fingerprint(hash)
                ^ fingerprints[first]
                ^ fingerprints[second(hash, first, segmentBits)]
                ^ fingerprints[third(hash, first, segmentBits)])
        == 0;
  }

  /** Bytes of memory taken. */
  public long sizeBytes() {
    return fingerprints.length + 48L;
  }

  public byte[] encode() {
    return ByteBuffer.allocate(HEADER_BYTES + fingerprints.length)
        .putLong(seed)
        .put((byte) segmentBits)
        .putInt(segments)
        .put(fingerprints)
        .array();
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IllegalArgumentException when it is not that
   */
  public static FuseFilter decode(byte[] bytes) {
    if (bytes.length < HEADER_BYTES) {
      throw new IllegalArgumentException("a filter of " + bytes.length + " bytes");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    long seed = in.getLong();
    int segmentBits = in.get();
    int segments = in.getInt();
    byte[] fingerprints = new byte[in.remaining()];
    in.get(fingerprints);
    if (segmentBits < 0
        || segmentBits > SEGMENT_BITS_MAX
        || segments < 1
        || (fingerprints.length > 0 && fingerprints.length != (segments + 2L) << segmentBits)) {
      throw new IllegalArgumentException(
          String.format(
              "a filter of %d bytes with %d segments of 2^%d",
              bytes.length, segments, segmentBits));
    }
    return new FuseFilter(seed, segmentBits, segments, fingerprints);
  }

  /** A bijection that spreads neighbouring numbers: the finalizer of MurmurHash3. */
  static long mix(long number) {
    long mixed = (number ^ (number >>> 33)) * 0xFF51AFD7ED558CCDL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return mixed ^ (mixed >>> 33);
  }

  static byte fingerprint(long hash) {
    return (byte) (hash ^ (hash >>> 32));
  }

  /** The first of a token's three places: by the upper bits of its hash. */
  static int first(long hash, int segments, int segmentBits) {
    return (int) Math.unsignedMultiplyHigh(hash, (long) segments << segmentBits);
  }

  /** The second place, in the segment after that of the first. */
  static int second(long hash, int first, int segmentBits) {
    int mask = (1 << segmentBits) - 1;
    return (first + (1 << segmentBits)) ^ ((int) (hash >>> SEGMENT_BITS_MAX) & mask);
  }

  /** The third place, in the segment after that. */
  static int third(long hash, int first, int segmentBits) {
    int mask = (1 << segmentBits) - 1;
    return (first + (2 << segmentBits)) ^ ((int) hash & mask);
  }
}
