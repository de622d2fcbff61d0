// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import io.ringtail.node.storage.partition.PartitionView;
import io.ringtail.node.storage.partition.RowCursor;
import io.ringtail.node.storage.partition.Slices;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A partition of a table whose rows are in blocks of their own. */
final class WideTablePartition implements PartitionView {
  /** Blocks asked for at once where they are not in memory. */
  private static final int READ_AHEAD_BLOCKS = 4;

  private final SsTable table;
  private final RowBlocks blocks;
  private final boolean expires;
  private final BlockSource source;

  WideTablePartition(SsTable table, byte[] content, boolean expires, BlockSource source) {
    this.table = table;
    this.blocks = RowBlocks.decode(content);
    this.expires = expires;
    this.source = source;
  }

  @Override
  public byte @Nullable [] content() {
    return null;
  }

  @Override
  public boolean expires() {
    return expires;
  }

  @Override
  public PartitionData head() {
    return PartitionCodec.decode(blocks.head());
  }

  @Override
  public RowCursor rows(ByteRange slice, boolean reverse) {
    byte[] end = slice.end();
    int first = blocks.blockOf(slice.start());
    int behind = end == null ? blocks.count() : blocks.firstAtOrAbove(end);
    return new Cursor(slice, reverse, first, behind);
  }

  /** Reads blocks from {@code first} on or from before {@code behind} back. */
  private final class Cursor implements RowCursor {
    private final ByteRange slice;
    private final boolean reverse;
    private int first;
    private int behind;

    Cursor(ByteRange slice, boolean reverse, int first, int behind) {
      this.slice = slice;
      this.reverse = reverse;
      this.first = first;
      this.behind = behind;
    }

    @Override
    public @Nullable List<Row> next() {
      while (first < behind) {
        int number = reverse ? --behind : first++;
        Block block = source.rows(table, blocks.handle(number));
        if (block == null) {
          readAhead();
          return null;
        }
        List<Row> rows = Slices.rows(PartitionCodec.decode(block.bytes()).rows(), slice);
        if (!rows.isEmpty()) {
          return reverse ? rows.reversed() : rows;
        }
      }
      return List.of();
    }

    private void readAhead() {
      for (int i = 1; i < READ_AHEAD_BLOCKS && first < behind; i++) {
        source.rows(table, blocks.handle(reverse ? --behind : first++));
      }
    }
  }
}
