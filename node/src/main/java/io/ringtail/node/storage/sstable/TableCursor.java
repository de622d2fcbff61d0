// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import io.ringtail.node.storage.partition.PartitionCursor;
import io.ringtail.node.storage.partition.PartitionView;
import org.jspecify.annotations.Nullable;

/** A walk over a table's partitions, block by block. */
final class TableCursor implements PartitionCursor {
  /** Blocks asked for at once where they are not in memory: 128 KiB of them. */
  private static final int READ_AHEAD_BLOCKS = 8;

  private final SsTable table;
  private final BlockSource source;
  private int number;
  private @Nullable Block block;
  private int entry;
  private State state = State.AT;

  TableCursor(SsTable table, long fromToken, BlockSource source) {
    this.table = table;
    this.source = source;
    this.number = Math.max(0, table.blockOf(fromToken));
    load();
    if (block != null) {
      entry = block.lowerBound(fromToken);
      skipToNextBlock();
    }
  }

  private void load() {
    block = null;
    if (number >= table.blocks()) {
      state = State.END;
      return;
    }
    block = source.partitions(table, table.handle(number));
    if (block == null) {
      state = State.MISSING;
      int last = Math.min(number + READ_AHEAD_BLOCKS, table.blocks());
      for (int ahead = number + 1; ahead < last; ahead++) {
        source.partitions(table, table.handle(ahead));
      }
    }
  }

  private void skipToNextBlock() {
    while (block != null && entry >= block.count()) {
      number++;
      entry = 0;
      load();
    }
  }

  private Block block() {
    if (block == null) {
      throw new IllegalStateException("cursor over " + table + " is at " + state);
    }
    return block;
  }

  @Override
  public State state() {
    return state;
  }

  @Override
  public long token() {
    return block().token(entry);
  }

  @Override
  public byte[] key() {
    return block().key(entry);
  }

  @Override
  public PartitionView view() {
    return table.view(block(), entry, source);
  }

  @Override
  public void advance() {
    entry++;
    skipToNextBlock();
  }
}
