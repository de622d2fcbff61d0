// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import io.ringtail.node.storage.partition.PartitionView;
import io.ringtail.node.storage.partition.RowCursor;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A partition of a table whose rows are in blocks of their own. */
final class WideTablePartition implements PartitionView {
  /** Blocks asked for at once where they are not in memory. */
  private static final int READ_AHEAD_BLOCKS = 4;

  /** Rows decoded at a time: a read of few rows does not pay for the rest of the block. */
  private static final int BATCH_ROWS = 16;

  private final SsTable table;
  private final RowTree tree;
  private final boolean expires;
  private final BlockSource source;

  WideTablePartition(SsTable table, byte[] content, boolean expires, BlockSource source) {
    this.table = table;
    this.tree = RowTree.decode(content);
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
    return PartitionCodec.decode(tree.head());
  }

  @Override
  public RowCursor rows(ByteRange slice, boolean reverse) {
    return new Cursor(slice, reverse);
  }

  /** Reads the blocks of a slice one by one, and decodes their rows some at a time. */
  private final class Cursor implements RowCursor {
    private final ByteRange slice;
    private final boolean reverse;
    private final RowTreeWalk walk;
    private @Nullable RowBlock block;

    /** Where the block before began. */
    private long before;

    private int from;
    private int to;

    Cursor(ByteRange slice, boolean reverse) {
      this.slice = slice;
      this.reverse = reverse;
      this.walk =
          new RowTreeWalk(
              tree, slice, reverse, handle -> source.get(table, handle, BlockKind.ROW_INDEX));
      this.before = reverse ? Long.MAX_VALUE : -1;
    }

    @Override
    public @Nullable List<Row> next() {
      while (block == null || from >= to) {
        BlockHandle handle = walk.next();
        if (handle == null) {
          return walk.isMissing() ? null : List.of();
        }
        Block loaded = source.get(table, handle, BlockKind.ROWS);
        if (loaded == null) {
          readAhead();
          return null;
        }
        checkOrder(handle);
        enter(new RowBlock(loaded));
      }
      int count = Math.min(BATCH_ROWS, to - from);
      if (reverse) {
        to -= count;
        return block.rows(to, to + count).reversed();
      }
      from += count;
      return block.rows(from - count, from);
    }

    /** Blocks are written in the order of their rows; else a walk might never end. */
    private void checkOrder(BlockHandle handle) {
      if (reverse ? handle.offset() >= before : handle.offset() <= before) {
        throw new UncheckedIOException(
            new DamagedException(
                table.path(),
                handle.offset(),
                "expected a block of rows %s offset %d, found one here"
                    .formatted(reverse ? "before" : "behind", before)));
      }
      before = handle.offset();
    }

    private void enter(RowBlock entered) {
      byte[] end = slice.end();
      block = entered;
      from = entered.lowerBound(slice.start());
      to = end == null ? entered.count() : entered.lowerBound(end);
    }

    private void readAhead() {
      for (int i = 1; i < READ_AHEAD_BLOCKS; i++) {
        BlockHandle handle = walk.next();
        if (handle == null) {
          return;
        }
        source.get(table, handle, BlockKind.ROWS);
      }
    }
  }
}
