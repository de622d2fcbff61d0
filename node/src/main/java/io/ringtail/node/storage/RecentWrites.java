// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

/**
 * Up to which position of the log a read of a partition must wait, so that nobody sees what a crash
 * could still take away: the last write to it. Kept for hashes of partitions only, so a read may
 * wait for a neighbour's write, which costs it part of an fsync and no memory here. Confined to the
 * loop.
 */
final class RecentWrites {
  /** Some thousand writes share an fsync at most: with 2^14 places few reads wait in vain. */
  private static final int PLACE_BITS = 14;

  private final long[] positions = new long[1 << PLACE_BITS];
  private long last;

  void add(int tableId, long token, long position) {
    positions[place(tableId, token)] = position;
    last = position;
  }

  /** Position of the last write that a read of a partition may see. */
  long of(int tableId, long token) {
    return positions[place(tableId, token)];
  }

  /** Position of the last write to any partition. */
  long last() {
    return last;
  }

  /** Tokens that are near share their leading bits, and the last ones are as good as random. */
  private static int place(int tableId, long token) {
    return (int) (token + tableId) & ((1 << PLACE_BITS) - 1);
  }
}
