// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.row;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A half-open range of encoded keys in unsigned byte order. Every inclusive or exclusive bound is
 * one of these: the key right after {@code k} is {@code k} followed by a zero byte.
 *
 * @param start first key inside
 * @param end first key behind, null for no end
 */
public record ByteRange(byte[] start, byte @Nullable [] end) {
  /** Every key. */
  public static final ByteRange ALL = new ByteRange(new byte[0], null);

  /** The range that holds just one key. */
  public static ByteRange single(byte[] key) {
    return new ByteRange(key, after(key));
  }

  /** The range of all keys that begin with a prefix. */
  public static ByteRange prefix(byte[] prefix) {
    return new ByteRange(prefix, afterPrefix(prefix));
  }

  /** The key that follows a key directly. */
  public static byte[] after(byte[] key) {
    return Arrays.copyOf(key, key.length + 1);
  }

  /** The first key that is greater than all keys with a prefix, null when there is none. */
  public static byte @Nullable [] afterPrefix(byte[] prefix) {
    int length = prefix.length;
    while (length > 0 && prefix[length - 1] == (byte) 0xFF) {
      length--;
    }
    if (length == 0) {
      return null;
    }
    byte[] next = Arrays.copyOf(prefix, length);
    next[length - 1]++;
    return next;
  }

  public boolean contains(byte[] key) {
    return Arrays.compareUnsigned(start, key) <= 0 && isBeforeEnd(key);
  }

  /** Whether a key lies before the end, wherever the start is. */
  public boolean isBeforeEnd(byte[] key) {
    return end == null || Arrays.compareUnsigned(key, end) < 0;
  }

  public boolean isEmpty() {
    return end != null && Arrays.compareUnsigned(start, end) >= 0;
  }

  /** What both ranges hold; may be empty. */
  public ByteRange intersect(ByteRange other) {
    byte[] from = Arrays.compareUnsigned(start, other.start) >= 0 ? start : other.start;
    return new ByteRange(from, earlierEnd(end, other.end));
  }

  /** The lesser of two ends, where null is the greatest. */
  public static byte @Nullable [] earlierEnd(byte @Nullable [] a, byte @Nullable [] b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return Arrays.compareUnsigned(a, b) <= 0 ? a : b;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ByteRange range
        && Arrays.equals(start, range.start)
        && Arrays.equals(end, range.end);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(start) + Arrays.hashCode(end);
  }
}
