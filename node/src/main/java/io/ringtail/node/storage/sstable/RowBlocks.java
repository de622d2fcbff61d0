// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds the index of a wide partition's row blocks while they are written: a tree. A node is a
 * block whose things each name a block below it, by its place and by the key of its first row:
 *
 * <pre>
 *   offset (8) | length (varint) | key length (varint) | key
 * </pre>
 *
 * A node that is full is written, and named in the one above. The root stands in the partition
 * itself, so that most wide partitions need no other node.
 */
final class RowBlocks {
  /** Where a node is written. */
  @FunctionalInterface
  interface NodeWriter {
    BlockHandle write(byte[] raw, int length) throws IOException;
  }

  /** The root stays within this, so that a block of partitions holds several: 40 or so entries. */
  private static final int ROOT_BYTES = 2 << 10;

  private final byte[] head;
  private final List<Level> levels = new ArrayList<>();
  private int count;

  RowBlocks(byte[] head) {
    this.head = head;
  }

  /** The node of a level that is being filled, and the first key in it. */
  private static final class Level {
    final BlockBuilder node = new BlockBuilder();
    byte @Nullable [] firstKey;
  }

  byte[] head() {
    return head;
  }

  /** Number of row blocks. */
  int count() {
    return count;
  }

  /** Names the next block of rows. */
  void add(BlockHandle handle, byte[] firstKey, NodeWriter nodes) throws IOException {
    count++;
    add(0, handle, firstKey, nodes);
  }

  private void add(int depth, BlockHandle handle, byte[] firstKey, NodeWriter nodes)
      throws IOException {
    if (depth == levels.size()) {
      levels.add(new Level());
    }
    Level level = levels.get(depth);
    if (level.node.length() >= TableFormat.ROW_INDEX_BYTES) {
      close(depth, nodes);
    }
    if (level.firstKey == null) {
      level.firstKey = firstKey;
    }
    level
        .node
        .begin()
        .i64(handle.offset())
        .varint(handle.length())
        .varint(firstKey.length)
        .raw(firstKey);
  }

  private void close(int depth, NodeWriter nodes) throws IOException {
    Level level = levels.get(depth);
    byte[] firstKey = level.firstKey;
    if (firstKey == null) {
      throw new IllegalStateException("a node of an index of rows is empty");
    }
    int length = level.node.finish();
    BlockHandle handle = nodes.write(level.node.bytes(), length);
    level.node.clear();
    level.firstKey = null;
    add(depth + 1, handle, firstKey, nodes);
  }

  /**
   * Ends the tree.
   *
   * @return the partition's content: length of the head (varint), head, levels below the root (1),
   *     root
   */
  byte[] finish(NodeWriter nodes) throws IOException {
    int depth = 0;
    // Every level but the last has at least one node above it, so the root gets smaller and smaller
    // until its keys are so long that two of them are too much.
    while (depth < levels.size() - 1
        || (levels.get(depth).node.length() > ROOT_BYTES && levels.get(depth).node.count() > 2)) {
      if (levels.get(depth).node.count() > 0) {
        close(depth, nodes);
      }
      depth++;
    }
    BlockBuilder root = levels.get(depth).node;
    int rootBytes = root.finish();
    BlockBuilder content = new BlockBuilder();
    content.varint(head.length).raw(head).u8(depth).raw(root.bytes(), rootBytes);
    return content.toBytes();
  }
}
