// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.ring;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;

/**
 * A key's place on the ring: the XXH3-64 hash (seed 0) of its encoded partition key, compared as an
 * unsigned number. Fixed for ever.
 *
 * @param bits unsigned
 */
public record Token(long bits) implements Comparable<Token> {
  private static final Hasher64 HASHER = Hashing.xxh3_64();

  /** The token of an encoded partition key, as its bits. */
  public static long hash(byte[] partitionKey) {
    return hash(partitionKey, partitionKey.length);
  }

  /** The token of the encoded partition key that the first bytes of an array are. */
  public static long hash(byte[] bytes, int length) {
    return HASHER.hashBytesToLong(bytes, 0, length);
  }

  @Override
  public int compareTo(Token other) {
    return Long.compareUnsigned(bits, other.bits);
  }

  @Override
  public String toString() {
    return String.format("%016x", bits);
  }
}
