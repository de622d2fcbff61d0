// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.ring;

import com.dynatrace.hash4j.hashing.Hashing;

/**
 * A key's place on the ring: the XXH3-64 hash (seed 0) of its encoded partition key, compared as an
 * unsigned number. Fixed for ever.
 *
 * @param bits unsigned
 */
public record Token(long bits) implements Comparable<Token> {
  /** The token of an encoded partition key, as its bits. */
  public static long hash(byte[] partitionKey) {
    return Hashing.xxh3_64().hashBytesToLong(partitionKey);
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
