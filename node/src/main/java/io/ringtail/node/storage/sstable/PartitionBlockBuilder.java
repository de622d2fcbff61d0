// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import io.ringtail.node.storage.partition.PartitionCursor;
import java.util.Arrays;

/** A block of partitions that is being filled; {@link PartitionBlock} says how it is laid out. */
final class PartitionBlockBuilder {
  private final BlockBuilder block = new BlockBuilder();
  private long[] tokens = new long[64];

  /** Bytes of the partitions. */
  int length() {
    return block.length();
  }

  void add(long token, int flags, byte[] key, byte[] content) {
    begin(token, flags, key.length, content.length).raw(key).raw(content);
  }

  /** Adds the small partition that a source is at; returns where its content ends in the bytes. */
  int add(long token, int flags, PartitionCursor source) {
    int keyLength = source.keyLength();
    int contentLength = source.contentLength();
    begin(token, flags, keyLength, contentLength);
    source.copyTo(block.room(keyLength + contentLength), block.length());
    return block.skip(keyLength + contentLength).length();
  }

  private BlockBuilder begin(long token, int flags, int keyLength, int contentLength) {
    if (contentLength > PartitionBlock.CONTENT_BYTES_MAX) {
      throw new IllegalArgumentException(
          contentLength + " bytes of a partition, at most " + PartitionBlock.CONTENT_BYTES_MAX);
    }
    if (block.count() == tokens.length) {
      tokens = Arrays.copyOf(tokens, 2 * tokens.length);
    }
    tokens[block.count()] = token;
    return block
        .begin()
        .varint(keyLength)
        .varint(contentLength << PartitionBlock.FLAG_BITS | flags);
  }

  long firstToken() {
    return tokens[0];
  }

  /** Adds what stands behind the partitions; returns the block's length. */
  int finish() {
    int count = block.count();
    int shift = PartitionBlock.shift(tokens[0], tokens[count - 1]);
    for (int i = 0; i < count; i++) {
      block.u16((int) ((tokens[i] - tokens[0]) >>> shift));
    }
    block.i64(tokens[0]).u8(shift);
    return block.finish();
  }

  byte[] bytes() {
    return block.bytes();
  }

  void clear() {
    block.clear();
  }
}
