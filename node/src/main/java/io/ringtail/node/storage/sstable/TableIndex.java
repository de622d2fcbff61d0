// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The blocks of partitions of a table, by the first token in each: the summary that every look-up
 * begins with, held in memory at 20 bytes a block. Partitions with equal tokens are in one block.
 */
final class TableIndex {
  private static final int ENTRY_BYTES = 20;

  private final long[] tokens;
  private final long[] offsets;
  private final int[] lengths;

  private TableIndex(long[] tokens, long[] offsets, int[] lengths) {
    this.tokens = tokens;
    this.offsets = offsets;
    this.lengths = lengths;
  }

  static TableIndex decode(byte[] bytes) {
    int count = bytes.length / ENTRY_BYTES;
    ByteBuffer in = ByteBuffer.wrap(bytes);
    long[] tokens = new long[count];
    long[] offsets = new long[count];
    int[] lengths = new int[count];
    for (int i = 0; i < count; i++) {
      tokens[i] = in.getLong();
      offsets[i] = in.getLong();
      lengths[i] = in.getInt();
    }
    return new TableIndex(tokens, offsets, lengths);
  }

  int blocks() {
    return tokens.length;
  }

  BlockHandle handle(int block) {
    return new BlockHandle(offsets[block], lengths[block]);
  }

  /** The only block that may hold a token; -1 when it lies before all. */
  int blockOf(long token) {
    int low = 0;
    int high = tokens.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(tokens[middle], token) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  /**
   * The tokens that the block at an offset may be of. Blocks of rows are written before the block
   * that has their partition: that is the next one, or, where it was full by then, the one behind.
   *
   * @param last the table's last token
   */
  TokenRange tokensAround(long offset, long last) {
    int first = 0;
    while (first < offsets.length - 1 && offsets[first] < offset) {
      first++;
    }
    int behind = offsets[first] == offset ? first + 1 : first + 2;
    return new TokenRange(tokens[first], behind < tokens.length ? tokens[behind] - 1 : last);
  }

  /** Collects entries while a table is written. */
  static final class Builder {
    private ByteBuffer bytes = ByteBuffer.allocate(1_024 * ENTRY_BYTES);

    void add(long firstToken, BlockHandle handle) {
      if (!bytes.hasRemaining()) {
        bytes = ByteBuffer.allocate(2 * bytes.capacity()).put(bytes.flip());
      }
      bytes.putLong(firstToken).putLong(handle.offset()).putInt(handle.length());
    }

    byte[] encode() {
      return Arrays.copyOf(bytes.array(), bytes.position());
    }
  }
}
