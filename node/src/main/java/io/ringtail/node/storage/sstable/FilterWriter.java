// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import io.ringtail.node.storage.filter.FuseFilterBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Writes a table's filters as its tokens come, so that it never holds more than the tokens of one.
 */
final class FilterWriter {
  /**
   * Tokens of a filter. Of more a filter takes fewer bits for each: 9.5 of 2^17, 9.25 of 2^18, 9.0
   * of 2^20. So many are built in 10 MB.
   */
  static final int TOKENS_MAX = 1 << 18;

  private final BlockWriter blocks;
  private final FuseFilterBuilder builder = new FuseFilterBuilder();
  private long[] tokens = new long[1_024];
  private int count;
  private ByteBuffer directory = ByteBuffer.allocate(16 * TableFilters.ENTRY_BYTES);

  FilterWriter(BlockWriter blocks) {
    this.blocks = blocks;
  }

  /** Adds a token; none is less than the one before. */
  void add(long token) throws IOException {
    if (count > 0 && tokens[count - 1] == token) {
      return;
    }
    if (count == TOKENS_MAX) {
      writeFilter();
    }
    if (count == tokens.length) {
      tokens = Arrays.copyOf(tokens, 2 * count);
    }
    tokens[count++] = token;
  }

  private void writeFilter() throws IOException {
    byte[] filter = builder.build(tokens, count).encode();
    BlockHandle handle = blocks.write(BlockKind.FILTER, filter, filter.length);
    if (!directory.hasRemaining()) {
      directory = ByteBuffer.allocate(2 * directory.capacity()).put(directory.flip());
    }
    directory.putLong(tokens[0]).putLong(handle.offset()).putInt(handle.length());
    count = 0;
  }

  /** Writes what is left, and where all filters are. */
  BlockHandle finish() throws IOException {
    if (count > 0) {
      writeFilter();
    }
    return blocks.write(BlockKind.FILTERS, directory.array(), directory.position());
  }
}
