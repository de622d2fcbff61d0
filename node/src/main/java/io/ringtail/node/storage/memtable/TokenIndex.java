// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.memtable;

import java.util.Arrays;

/**
 * References by token and key, in that order. Extendible hashing over the leading bits of the
 * token, which keeps the order: a directory of 2^d places points to leaves, several neighbouring
 * places to one leaf while it is not full; a full leaf is split in two by the next bit, and when
 * its places are down to one, the directory doubles. (Fagin et al., "Extendible Hashing", 1979.)
 * Tokens are uniform, so leaves fill alike, and looking up costs two steps and a search in a short
 * array. Where they are not (few vnodes, chosen keys), leaves grow instead, so memory stays linear.
 */
final class TokenIndex {
  /** No such entry. */
  static final int NONE = -1;

  /** A search in 64 sorted numbers takes six steps within eight cache lines. */
  private static final int LEAF_ENTRIES = 64;

  private static final int LEAF_ENTRIES_INITIAL = 8;

  private final Slab slab;
  private Leaf[] directory = {new Leaf(0, LEAF_ENTRIES_INITIAL)};
  private int depth;
  private int count;
  private long arraysBytes;

  TokenIndex(Slab slab) {
    this.slab = slab;
  }

  int count() {
    return count;
  }

  /** Bytes of directory and leaves. */
  long sizeBytes() {
    return arraysBytes + 4L * directory.length;
  }

  /** The reference of a key, or {@link #NONE}. */
  int find(long token, byte[] key) {
    Leaf leaf = directory[place(token)];
    int index = search(leaf, token, key);
    return index >= 0 ? leaf.references[index] : NONE;
  }

  /** Names another entry for a key that is there. */
  void replace(long token, byte[] key, int reference) {
    Leaf leaf = directory[place(token)];
    leaf.references[search(leaf, token, key)] = reference;
  }

  /** Adds a key that is not there. */
  void insert(long token, byte[] key, int reference) {
    Leaf leaf = directory[place(token)];
    while (leaf.count >= LEAF_ENTRIES && canSplit(leaf)) {
      split(leaf, token);
      leaf = directory[place(token)];
    }
    int index = -search(leaf, token, key) - 1;
    if (leaf.count == leaf.tokens.length) {
      arraysBytes += 12L * leaf.count;
      leaf.grow(2 * leaf.count);
    }
    leaf.insert(index, token, reference);
    count++;
  }

  private int place(long token) {
    return depth == 0 ? 0 : (int) (token >>> (64 - depth));
  }

  /** Index of a key in a leaf; where it is not there, -1 minus the index where it belongs. */
  private int search(Leaf leaf, long token, byte[] key) {
    int low = leaf.lowerBound(token);
    while (low < leaf.count && leaf.tokens[low] == token) {
      int order = slab.compareKey(leaf.references[low], key);
      if (order == 0) {
        return low;
      }
      if (order > 0) {
        break;
      }
      low++;
    }
    return -low - 1;
  }

  private boolean canSplit(Leaf leaf) {
    return leaf.depth < depth || (depth < 30 && directory.length < Math.max(16, count));
  }

  private void split(Leaf leaf, long token) {
    if (leaf.depth == depth) {
      Leaf[] doubled = new Leaf[2 * directory.length];
      for (int i = 0; i < doubled.length; i++) {
        doubled[i] = directory[i >>> 1];
      }
      directory = doubled;
      depth++;
    }
    int places = 1 << (depth - leaf.depth);
    int first = place(token) & -places;
    Leaf left = new Leaf(leaf.depth + 1, leaf.tokens.length);
    Leaf right = new Leaf(leaf.depth + 1, leaf.tokens.length);
    arraysBytes += 12L * leaf.tokens.length + 48;
    long boundary = (long) (first + places / 2) << (64 - depth);
    int middle = leaf.lowerBound(boundary);
    leaf.copyTo(left, 0, middle);
    leaf.copyTo(right, middle, leaf.count);
    Arrays.fill(directory, first, first + places / 2, left);
    Arrays.fill(directory, first + places / 2, first + places, right);
  }

  /** A walk that begins at the first entry whose token is not below one. */
  Walk walk(long fromToken) {
    return new Walk(fromToken);
  }

  /** A walk over entries in order; of no use once the index changes. */
  final class Walk {
    private int place;
    private Leaf leaf;
    private int index;

    private Walk(long fromToken) {
      place = place(fromToken);
      leaf = directory[place];
      index = leaf.lowerBound(fromToken);
      skipEmpty();
    }

    boolean atEnd() {
      return index >= leaf.count;
    }

    long token() {
      return leaf.tokens[index];
    }

    int reference() {
      return leaf.references[index];
    }

    void advance() {
      index++;
      skipEmpty();
    }

    private void skipEmpty() {
      while (index >= leaf.count) {
        int places = 1 << (depth - leaf.depth);
        int next = (place & -places) + places;
        if (next >= directory.length) {
          return;
        }
        place = next;
        leaf = directory[next];
        index = 0;
      }
    }
  }

  /** Entries whose tokens share their leading bits, ascending. */
  private static final class Leaf {
    /** How many bits they share. */
    final int depth;

    long[] tokens;
    int[] references;
    int count;

    Leaf(int depth, int room) {
      this.depth = depth;
      this.tokens = new long[room];
      this.references = new int[room];
    }

    int lowerBound(long token) {
      long flipped = token ^ Long.MIN_VALUE;
      int low = 0;
      int high = count;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if ((tokens[middle] ^ Long.MIN_VALUE) < flipped) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }

    void grow(int room) {
      tokens = Arrays.copyOf(tokens, room);
      references = Arrays.copyOf(references, room);
    }

    void insert(int index, long token, int reference) {
      System.arraycopy(tokens, index, tokens, index + 1, count - index);
      System.arraycopy(references, index, references, index + 1, count - index);
      tokens[index] = token;
      references[index] = reference;
      count++;
    }

    void copyTo(Leaf other, int from, int to) {
      System.arraycopy(tokens, from, other.tokens, 0, to - from);
      System.arraycopy(references, from, other.references, 0, to - from);
      other.count = to - from;
    }
  }
}
