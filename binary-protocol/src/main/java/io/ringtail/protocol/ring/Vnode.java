// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.ring;

/**
 * One of the equal slices that the ring is cut into for ever when a cluster is made.
 *
 * @param index 0 to 2^bits - 1
 */
public record Vnode(int index) {
  /** Bits of the vnode number in a new cluster: 1,024 vnodes. */
  public static final int BITS_DEFAULT = 10;

  /** Fewest bits: 16 vnodes. */
  public static final int BITS_MIN = 4;

  /** Most bits: 65,536 vnodes. */
  public static final int BITS_MAX = 16;

  /** The index of the vnode that a token lies in: the token's leading bits. */
  public static int indexOf(long token, int vnodeBits) {
    return (int) (token >>> (64 - vnodeBits));
  }

  /** The first token of a vnode. */
  public static long firstToken(int index, int vnodeBits) {
    return (long) index << (64 - vnodeBits);
  }

  /** The last token of a vnode. */
  public static long lastToken(int index, int vnodeBits) {
    return firstToken(index, vnodeBits) | (-1L >>> vnodeBits);
  }

  /**
   * The shard of a node that serves a vnode. Fibonacci hashing: multiples of the golden ratio fall
   * evenly into the ring, also those of every n-th vnode, so that placement (which goes by vnode
   * number, too) and shards do not correlate. Source: Knuth, "The Art of Computer Programming",
   * volume 3, section 6.4.
   *
   * @param shards the node's number of shards, at least 1
   */
  public static int shard(int vnodeIndex, int shards) {
    // 2^32 divided by the golden ratio: the product is a fraction of the ring in 32 bits.
    int fraction = vnodeIndex * 0x9E3779B9;
    return (int) ((Integer.toUnsignedLong(fraction) * shards) >>> Integer.SIZE);
  }
}
