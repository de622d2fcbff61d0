// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import io.ringtail.protocol.codec.ContentReader;
import io.ringtail.protocol.codec.RowCodec;
import io.ringtail.protocol.row.Row;
import java.util.ArrayList;
import java.util.List;

/** Reads a block of rows: each in its canonical encoding, in clustering order. */
final class RowBlock {
  private final Block block;

  RowBlock(Block block) {
    this.block = block;
  }

  /**
   * Checks that every row's clustering key lies within it.
   *
   * @throws IllegalArgumentException when one does not
   */
  static void check(Block block) {
    for (int i = 0; i < block.count(); i++) {
      int end = i + 1 < block.count() ? block.offset(i + 1) : block.end();
      long length = block.varint(block.offset(i) + 1);
      if ((long) Block.behind(length) + Block.value(length) > end) {
        throw new IllegalArgumentException("row " + i + " does not end at " + end);
      }
    }
  }

  int count() {
    return block.count();
  }

  /** Index of the first row whose clustering key is not below one. */
  int lowerBound(byte[] clustering) {
    int low = 0;
    int high = block.count();
    while (low < high) {
      int middle = (low + high) >>> 1;
      // The key stands behind the row's flags.
      long length = block.varint(block.offset(middle) + 1);
      if (block.compare(Block.behind(length), Block.value(length), clustering) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The rows from one index up to, not including, another. */
  List<Row> rows(int from, int to) {
    int start = block.offset(from);
    int end = to < block.count() ? block.offset(to) : block.end();
    byte[] bytes = block.copy(start, end - start);
    List<Row> rows = new ArrayList<>(to - from);
    for (int i = from; i < to; i++) {
      int behind = (i + 1 < block.count() ? block.offset(i + 1) : block.end()) - start;
      rows.add(RowCodec.decode(new ContentReader(bytes, block.offset(i) - start, behind)));
    }
    return rows;
  }
}
