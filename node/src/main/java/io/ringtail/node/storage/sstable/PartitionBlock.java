// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** A block of partitions that is being filled; {@link Block} says how it is laid out. */
final class PartitionBlock {
  private ByteBuffer bytes = ByteBuffer.allocate(2 * TableFormat.BLOCK_BYTES);
  private int[] offsets = new int[64];
  private int count;

  int length() {
    return bytes.position();
  }

  void add(long token, int flags, byte[] key, byte[] content) {
    ensureRoom(Block.ENTRY_HEADER_BYTES + (long) key.length + content.length);
    if (count == offsets.length) {
      offsets = Arrays.copyOf(offsets, 2 * count);
    }
    offsets[count++] = bytes.position();
    bytes.putLong(token).putInt(flags).putInt(key.length).putInt(content.length);
    bytes.put(key).put(content);
  }

  long firstToken() {
    return bytes.getLong(0);
  }

  /** Adds what stands behind the partitions; returns the block's length. */
  int finish() {
    ensureRoom(4L * count + 4);
    for (int i = 0; i < count; i++) {
      bytes.putInt(offsets[i]);
    }
    bytes.putInt(count);
    return bytes.position();
  }

  byte[] bytes() {
    return bytes.array();
  }

  void clear() {
    bytes.clear();
    count = 0;
  }

  private void ensureRoom(long length) {
    if (bytes.remaining() < length) {
      long needed = Math.max(bytes.position() + length, 2L * bytes.capacity());
      int capacity = Math.toIntExact(Math.min(needed, TableFormat.BLOCK_BYTES_MAX));
      bytes = ByteBuffer.allocate(capacity).put(bytes.flip());
    }
  }
}
