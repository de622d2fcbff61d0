// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.memtable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The leaves of a {@link TokenIndex}, as blocks in the slab: entries whose tokens share their
 * leading bits, ascending by token and key.
 *
 * <pre>
 *   count (4) | room for entries, depth (4) | entries: upper half of the token (4), reference (4)
 * </pre>
 */
final class TokenLeaves {
  /** Most leading bits that a leaf's tokens can be known to share: fewer than an entry has. */
  static final int DEPTH_MAX = 26;

  /** With its header, a leaf is 512 bytes: eight cache lines. */
  private static final int ENTRIES = 63;

  private static final int HEADER_BYTES = 8;
  private static final int DEPTH_BITS = 5;
  private static final int DEPTH_MASK = (1 << DEPTH_BITS) - 1;

  /**
   * A guess is off by less than this many entries nearly always: of 63 uniform tokens, those below
   * a given one are at most four, the square root of 63 / 4, more or fewer than expected in two of
   * three cases, and eight in 19 of 20.
   */
  private static final int NEAR = 8;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

  private final Slab slab;
  private final TokenIndex.Hash hash;

  TokenLeaves(Slab slab, TokenIndex.Hash hash) {
    this.slab = slab;
    this.hash = hash;
  }

  /** Adds an empty leaf with room for at least so many entries. */
  int add(int depth, int entries) {
    int room = ENTRIES;
    while (room < entries) {
      room = 2 * room + 1; // so that a leaf's bytes stay a power of two
    }
    int leaf = slab.allocate(Math.addExact(HEADER_BYTES, Math.multiplyExact(Long.BYTES, room)));
    MemorySegment memory = slab.memory(leaf);
    memory.set(INT, Slab.offset(leaf), 0);
    memory.set(INT, Slab.offset(leaf) + 4, (room << DEPTH_BITS) | depth);
    return leaf;
  }

  /** Number of entries. */
  int count(int leaf) {
    return slab.memory(leaf).get(INT, Slab.offset(leaf));
  }

  private void setCount(int leaf, int count) {
    slab.memory(leaf).set(INT, Slab.offset(leaf), count);
  }

  /** How many leading bits all tokens share. */
  int depth(int leaf) {
    return slab.memory(leaf).get(INT, Slab.offset(leaf) + 4) & DEPTH_MASK;
  }

  private int room(int leaf) {
    return slab.memory(leaf).get(INT, Slab.offset(leaf) + 4) >>> DEPTH_BITS;
  }

  boolean isFull(int leaf) {
    return count(leaf) == room(leaf);
  }

  int reference(int leaf, int index) {
    return (int) entry(slab.memory(leaf), Slab.offset(leaf), index);
  }

  private long token(int reference) {
    byte[] key = slab.key(reference);
    return hash.of(key, key.length);
  }

  private static long entry(MemorySegment memory, long leafAt, int index) {
    return memory.get(LONG, leafAt + HEADER_BYTES + (long) index * Long.BYTES);
  }

  /** Replaces an entry. */
  void set(int leaf, int index, long token, int reference) {
    long entry = (token & 0xFFFF_FFFF_0000_0000L) | Integer.toUnsignedLong(reference);
    slab.memory(leaf)
        .set(LONG, Slab.offset(leaf) + HEADER_BYTES + (long) index * Long.BYTES, entry);
  }

  /** Adds an entry to a leaf with room, at the index where it belongs. */
  void insert(int leaf, int index, long token, int reference) {
    int count = count(leaf);
    MemorySegment memory = slab.memory(leaf);
    long at = Slab.offset(leaf) + HEADER_BYTES + (long) index * Long.BYTES;
    MemorySegment.copy(memory, at, memory, at + Long.BYTES, (long) (count - index) * Long.BYTES);
    set(leaf, index, token, reference);
    setCount(leaf, count + 1);
  }

  /** Index of a key in a leaf; where it is not there, -1 minus the index where it belongs. */
  int search(int leaf, long token, byte[] key) {
    MemorySegment memory = slab.memory(leaf);
    long leafAt = Slab.offset(leaf);
    int count = memory.get(INT, leafAt);
    long upper = token >>> 32;
    int index = lowerBound(leaf, upper);
    while (index < count) {
      long entry = entry(memory, leafAt, index);
      if (entry >>> 32 != upper) {
        break;
      }
      int order = slab.compareKey((int) entry, key);
      if (order == 0) {
        return index;
      }
      // Both halves of the token come before the key.
      int byToken = Long.compareUnsigned(token((int) entry), token);
      if (byToken > 0 || (byToken == 0 && order > 0)) {
        break;
      }
      index++;
    }
    return -index - 1;
  }

  /** Index of the first entry whose token is not below one. */
  int firstFrom(int leaf, long token) {
    long upper = token >>> 32;
    int count = count(leaf);
    int index = lowerBound(leaf, upper);
    while (index < count) {
      long entry = entry(slab.memory(leaf), Slab.offset(leaf), index);
      if (entry >>> 32 != upper || Long.compareUnsigned(token((int) entry), token) >= 0) {
        break;
      }
      index++;
    }
    return index;
  }

  /**
   * Index of the first entry the upper half of whose token is not below one: guessed, then
   * searched.
   */
  private int lowerBound(int leaf, long upper) {
    MemorySegment memory = slab.memory(leaf);
    long leafAt = Slab.offset(leaf);
    int count = memory.get(INT, leafAt);
    if (count == 0) {
      return 0;
    }
    int depth = memory.get(INT, leafAt + 4) & DEPTH_MASK;
    long withinLeaf = Integer.toUnsignedLong((int) upper << depth);
    int low = 0;
    int high = count;
    int guess = (int) ((withinLeaf * count) >>> 32);
    if (entry(memory, leafAt, guess) >>> 32 < upper) {
      low = guess + 1;
      int near = Math.min(high, low + NEAR);
      while (low < near && entry(memory, leafAt, low) >>> 32 < upper) {
        low++;
      }
      if (low < near) {
        return low;
      }
    } else {
      high = guess;
      int near = Math.max(0, high - NEAR);
      while (high > near && entry(memory, leafAt, high - 1) >>> 32 >= upper) {
        high--;
      }
      if (high > near) {
        return high;
      }
    }
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (entry(memory, leafAt, middle) >>> 32 < upper) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * Moves the entries from a token on, which ends with as many zero bits as the leaves will not
   * share, to a new leaf; both share one bit more.
   */
  int split(int leaf, long boundary) {
    int count = count(leaf);
    int depth = depth(leaf) + 1;
    int middle = lowerBound(leaf, boundary >>> 32);
    int right = add(depth, count - middle);
    copy(leaf, middle, count, right);
    setCount(leaf, middle);
    slab.memory(leaf).set(INT, Slab.offset(leaf) + 4, (room(leaf) << DEPTH_BITS) | depth);
    return right;
  }

  /** Moves all entries to a leaf with more room, and leaves the old one behind. */
  int grow(int leaf) {
    int larger = add(depth(leaf), room(leaf) + 1);
    copy(leaf, 0, count(leaf), larger);
    return larger;
  }

  private void copy(int leaf, int from, int to, int target) {
    MemorySegment.copy(
        slab.memory(leaf),
        Slab.offset(leaf) + HEADER_BYTES + (long) from * Long.BYTES,
        slab.memory(target),
        Slab.offset(target) + HEADER_BYTES,
        (long) (to - from) * Long.BYTES);
    setCount(target, to - from);
  }
}
