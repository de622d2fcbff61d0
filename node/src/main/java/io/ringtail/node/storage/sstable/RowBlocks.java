// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The index of a wide partition's row blocks: where each is, and the key of its first row.
 *
 * <p>A wide partition's content: length of the head (4), head (canonical encoding without rows),
 * then for each block offset (8), length (4), key length (4) and key.
 */
final class RowBlocks {
  private final byte[] head;
  private final List<BlockHandle> handles = new ArrayList<>();
  private final List<byte[]> firstKeys = new ArrayList<>();

  RowBlocks(byte[] head) {
    this.head = head;
  }

  static RowBlocks decode(byte[] content) {
    ByteBuffer in = ByteBuffer.wrap(content);
    byte[] head = new byte[in.getInt()];
    in.get(head);
    RowBlocks blocks = new RowBlocks(head);
    while (in.hasRemaining()) {
      BlockHandle handle = new BlockHandle(in.getLong(), in.getInt());
      byte[] key = new byte[in.getInt()];
      in.get(key);
      blocks.add(handle, key);
    }
    return blocks;
  }

  byte[] encode() {
    int bytes = 4 + head.length;
    for (byte[] key : firstKeys) {
      bytes += 16 + key.length;
    }
    ByteBuffer out = ByteBuffer.allocate(bytes).putInt(head.length).put(head);
    for (int i = 0; i < handles.size(); i++) {
      BlockHandle handle = handles.get(i);
      byte[] key = firstKeys.get(i);
      out.putLong(handle.offset()).putInt(handle.length()).putInt(key.length).put(key);
    }
    return out.array();
  }

  void add(BlockHandle handle, byte[] firstKey) {
    handles.add(handle);
    firstKeys.add(firstKey);
  }

  byte[] head() {
    return head;
  }

  int count() {
    return handles.size();
  }

  BlockHandle handle(int block) {
    return handles.get(block);
  }

  /** The same index with another head. */
  RowBlocks withHead(byte[] otherHead) {
    RowBlocks blocks = new RowBlocks(otherHead);
    blocks.handles.addAll(handles);
    blocks.firstKeys.addAll(firstKeys);
    return blocks;
  }

  /** The first block that may hold a row whose key is not below one. */
  int blockOf(byte[] key) {
    return Math.max(0, firstAbove(key) - 1);
  }

  /** The number of blocks that begin below a key. */
  int firstAtOrAbove(byte[] key) {
    int block = firstAbove(key);
    return block > 0 && Arrays.equals(firstKeys.get(block - 1), key) ? block - 1 : block;
  }

  private int firstAbove(byte[] key) {
    int low = 0;
    int high = firstKeys.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Arrays.compareUnsigned(firstKeys.get(middle), key) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
