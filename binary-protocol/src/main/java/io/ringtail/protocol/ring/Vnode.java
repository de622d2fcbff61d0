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
   * The shard of a node that serves a vnode. Mixed, so that placement (which also goes by vnode
   * number) and shards do not correlate.
   *
   * @param shards the node's number of shards, at least 1
   */
  public static int shard(int vnodeIndex, int shards) {
    int mixed =
        vnodeIndex
            * 0x9E3779B9; // 2^32 divided by the golden ratio: spreads neighbours over the whole
    // range
    mixed ^= mixed >>> 16;
    return Integer.remainderUnsigned(mixed, shards);
  }
}
