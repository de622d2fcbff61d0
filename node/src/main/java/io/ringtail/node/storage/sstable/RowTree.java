// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import io.ringtail.protocol.codec.ContentReader;
import org.jspecify.annotations.Nullable;

/** What a wide partition says of itself: its head, and the index of its row blocks. */
final class RowTree {
  private final byte[] head;
  private final Block root;
  private final int depth;

  private RowTree(byte[] head, Block root, int depth) {
    this.head = head;
    this.root = root;
    this.depth = depth;
  }

  /**
   * Reads a wide partition's content; {@link RowBlocks} says how it is laid out.
   *
   * @throws IllegalArgumentException when it is not that
   * @throws io.ringtail.protocol.frame.MalformedException when it is cut
   */
  static RowTree decode(byte[] content) {
    ContentReader in = new ContentReader(content, 0, content.length);
    byte[] head = in.raw(in.varint());
    int depth = in.u8();
    Block root = Block.of(in.raw(in.remaining()));
    check(root);
    return new RowTree(head, root, depth);
  }

  /**
   * Checks that every entry of a node lies within it, and that there is one.
   *
   * @throws IllegalArgumentException when it is not so
   */
  static void check(Block node) {
    if (node.count() == 0) {
      throw new IllegalArgumentException("a node of an index of rows is empty");
    }
    for (int i = 0; i < node.count(); i++) {
      int end = i + 1 < node.count() ? node.offset(i + 1) : node.end();
      long length = node.varint(node.offset(i) + Long.BYTES);
      long key = node.varint(Block.behind(length));
      if ((long) Block.behind(key) + Block.value(key) != end) {
        throw new IllegalArgumentException("entry " + i + " does not end at " + end);
      }
    }
  }

  byte[] head() {
    return head;
  }

  Block root() {
    return root;
  }

  /** Levels of nodes below the root. */
  int depth() {
    return depth;
  }

  /** What an entry of a node names. */
  static BlockHandle handle(Block node, int entry) {
    int at = node.offset(entry);
    return new BlockHandle(node.i64(at), Block.value(node.varint(at + Long.BYTES)));
  }

  /** Compares the first key below an entry with another. */
  static int compareFirstKey(Block node, int entry, byte[] key) {
    long length = node.varint(Block.behind(node.varint(node.offset(entry) + Long.BYTES)));
    return node.compare(Block.behind(length), Block.value(length), key);
  }

  /** Number of entries of a node whose first keys are below a key; all where it is null. */
  static int entriesBelow(Block node, byte @Nullable [] key) {
    int low = 0;
    int high = node.count();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (key == null || compareFirstKey(node, middle, key) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
