// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import io.ringtail.protocol.row.ByteRange;
import org.jspecify.annotations.Nullable;

/**
 * A walk over the row blocks of a wide partition that may hold rows of a slice, in clustering order
 * or in the opposite one. Of the index it reads only the nodes on its way.
 */
final class RowTreeWalk {
  /** Reads a node; null when it is not in memory. */
  @FunctionalInterface
  interface Nodes {
    @Nullable Block read(BlockHandle handle);
  }

  private final ByteRange slice;
  private final boolean reverse;
  private final Nodes nodes;

  /** From the root down, where it was read. */
  private final @Nullable Block[] path;

  private final int[] entries;
  private boolean begun;
  private boolean ended;
  private boolean missing;

  RowTreeWalk(RowTree tree, ByteRange slice, boolean reverse, Nodes nodes) {
    this.slice = slice;
    this.reverse = reverse;
    this.nodes = nodes;
    this.path = new Block[tree.depth() + 1];
    this.entries = new int[tree.depth() + 1];
    path[0] = tree.root();
  }

  /** Whether the last block was null because a node is not in memory: the walk is of no use. */
  boolean isMissing() {
    return missing;
  }

  /** The next block of rows; null at the end, and where a node is missing. */
  @Nullable BlockHandle next() {
    if (ended || missing || !(begun ? move() : begin())) {
      return null;
    }
    Block node = node(path.length - 1);
    int entry = entries[path.length - 1];
    byte[] end = slice.end();
    if (!reverse && end != null && RowTree.compareFirstKey(node, entry, end) >= 0) {
      ended = true;
      return null;
    }
    // What lies before this block has no row of the slice.
    ended = reverse && RowTree.compareFirstKey(node, entry, slice.start()) <= 0;
    return RowTree.handle(node, entry);
  }

  private Block node(int level) {
    Block node = path[level];
    if (node == null) {
      throw new IllegalStateException("no node at level " + level);
    }
    return node;
  }

  private boolean begin() {
    begun = true;
    for (int level = 0; level < path.length; level++) {
      if (level > 0 && !read(level)) {
        return false;
      }
      entries[level] = reverse ? lastBelowEnd(node(level)) : firstFromStart(node(level));
      if (entries[level] < 0) {
        ended = true;
        return false;
      }
    }
    return true;
  }

  private int lastBelowEnd(Block node) {
    return RowTree.entriesBelow(node, slice.end()) - 1;
  }

  /** The last entry that begins at the slice's start or before it; the first one if none does. */
  private int firstFromStart(Block node) {
    int entry = RowTree.entriesBelow(node, slice.start());
    boolean exact =
        entry < node.count() && RowTree.compareFirstKey(node, entry, slice.start()) == 0;
    return exact ? entry : Math.max(0, entry - 1);
  }

  /** Goes to the neighbouring block, over as many nodes as are at their end. */
  private boolean move() {
    int level = path.length - 1;
    while (level >= 0 && !hasNext(level)) {
      level--;
    }
    if (level < 0) {
      ended = true;
      return false;
    }
    entries[level] += reverse ? -1 : 1;
    for (level++; level < path.length; level++) {
      if (!read(level)) {
        return false;
      }
      entries[level] = reverse ? node(level).count() - 1 : 0;
    }
    return true;
  }

  private boolean hasNext(int level) {
    return reverse ? entries[level] > 0 : entries[level] + 1 < node(level).count();
  }

  /** Reads the node that the level above is at; false when it is not in memory. */
  private boolean read(int level) {
    Block node = nodes.read(RowTree.handle(node(level - 1), entries[level - 1]));
    path[level] = node;
    missing = node == null;
    return !missing;
  }
}
