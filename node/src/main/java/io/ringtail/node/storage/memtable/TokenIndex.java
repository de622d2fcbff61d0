// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.memtable;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * References by token and key, in that order. Extendible hashing over the leading bits of the
 * token, which keeps the order: a directory of 2^d places points to leaves, several neighbouring
 * places to one leaf while it is not full; a full leaf is split in two by the next bit, and when
 * its places are down to one, the directory doubles. (Fagin et al., "Extendible Hashing", 1979.)
 * Tokens are uniform, so leaves fill alike, and looking up costs a step to the leaf and a guess
 * within it. Where they are not (few vnodes, chosen keys), leaves grow instead, so memory stays
 * linear.
 *
 * <p>An entry takes eight bytes: the upper half of its token and its reference. That half nearly
 * always tells entries of a leaf apart; where it does not, their keys do, of which the token is
 * computed anew.
 */
final class TokenIndex {
  /** No such entry. */
  static final int NONE = -1;

  private static final int[] NO_LEAVES = {};

  /** Tells a key's token, always the same. */
  interface Hash {
    /** The token of the key that the first bytes of an array are. */
    long of(byte[] bytes, int length);
  }

  private final Slab slab;
  private final Hash hash;
  private final TokenLeaves leaves;

  /** References of leaves; empty until there is an entry. */
  private int[] directory = NO_LEAVES;

  private int depth;
  private int count;

  /**
   * An empty index.
   *
   * @param slab of the entries, and of the index's leaves
   * @param hash tells tokens
   */
  TokenIndex(Slab slab, Hash hash) {
    this.slab = slab;
    this.hash = hash;
    this.leaves = new TokenLeaves(slab, hash);
  }

  int count() {
    return count;
  }

  /** Bytes beside those in the slab. */
  long sizeBytes() {
    return 4L * directory.length;
  }

  /** The reference of a key, or {@link #NONE}. */
  int find(long token, byte[] key) {
    if (count == 0) {
      return NONE;
    }
    int leaf = directory[place(token)];
    int index = leaves.search(leaf, token, key);
    return index >= 0 ? leaves.reference(leaf, index) : NONE;
  }

  /** Names another entry for a key that is there. */
  void replace(long token, byte[] key, int reference) {
    int leaf = directory[place(token)];
    leaves.set(leaf, leaves.search(leaf, token, key), token, reference);
  }

  /** Adds a key that is not there. */
  void insert(long token, byte[] key, int reference) {
    if (directory.length == 0) {
      directory = new int[] {leaves.add(0, 0)};
    }
    int leaf = directory[place(token)];
    while (leaves.isFull(leaf) && canSplit(leaf)) {
      split(leaf, token);
      leaf = directory[place(token)];
    }
    if (leaves.isFull(leaf)) {
      leaf = grow(leaf, token);
    }
    leaves.insert(leaf, -leaves.search(leaf, token, key) - 1, token, reference);
    count++;
  }

  private int place(long token) {
    return depth == 0 ? 0 : (int) (token >>> (64 - depth));
  }

  /** Number of neighbouring places that point to a leaf. */
  private int places(int leaf) {
    return 1 << (depth - leaves.depth(leaf));
  }

  private boolean canSplit(int leaf) {
    return leaves.depth(leaf) < depth
        || (depth < TokenLeaves.DEPTH_MAX && directory.length < Math.max(16, count));
  }

  private void split(int leaf, long token) {
    if (leaves.depth(leaf) == depth) {
      int[] doubled = new int[2 * directory.length];
      for (int i = 0; i < doubled.length; i++) {
        doubled[i] = directory[i >>> 1];
      }
      directory = doubled;
      depth++;
    }
    int places = places(leaf);
    int first = place(token) & -places;
    int middle = first + places / 2;
    int right = leaves.split(leaf, (long) middle << (64 - depth));
    Arrays.fill(directory, middle, first + places, right);
  }

  private int grow(int leaf, long token) {
    int places = places(leaf);
    int first = place(token) & -places;
    int larger = leaves.grow(leaf);
    Arrays.fill(directory, first, first + places, larger);
    return larger;
  }

  /** A walk that begins at the first entry whose token is not below one. */
  Walk walk(long fromToken) {
    return new Walk(fromToken);
  }

  /** A walk over entries in order; of no use once the index changes. */
  final class Walk {
    private int place;
    private int leaf;
    private int index;
    private int end;

    /** Begins with the key of the entry that the walk is at. */
    private byte[] keyBytes = new byte[64];

    /** A copy of the key, once one was asked for. */
    private byte @Nullable [] key;

    private int keyLength;
    private long token;

    private Walk(long fromToken) {
      if (count > 0) {
        place = place(fromToken);
        leaf = directory[place];
        end = leaves.count(leaf);
        index = leaves.firstFrom(leaf, fromToken);
        settle();
      }
    }

    boolean atEnd() {
      return index >= end;
    }

    /** The key, not to be changed. */
    byte[] key() {
      byte[] copy = key;
      if (copy == null) {
        copy = Arrays.copyOf(keyBytes, keyLength);
        key = copy;
      }
      return copy;
    }

    int keyLength() {
      return keyLength;
    }

    long token() {
      return token;
    }

    int reference() {
      return leaves.reference(leaf, index);
    }

    void advance() {
      index++;
      settle();
    }

    private void settle() {
      while (index >= end) {
        int places = places(leaf);
        int next = (place & -places) + places;
        if (next >= directory.length) {
          return;
        }
        place = next;
        leaf = directory[next];
        end = leaves.count(leaf);
        index = 0;
      }
      int reference = reference();
      keyLength = slab.keyLength(reference);
      if (keyBytes.length < keyLength) {
        keyBytes = new byte[keyLength];
      }
      slab.copyKey(reference, keyBytes, keyLength);
      token = hash.of(keyBytes, keyLength);
      key = null;
    }
  }
}
