// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import io.ringtail.node.storage.partition.PartitionCursor;
import io.ringtail.node.storage.partition.PartitionView;
import io.ringtail.protocol.ring.Token;
import org.jspecify.annotations.Nullable;

/** A walk over a table's partitions, block by block. */
final class TableCursor implements PartitionCursor {
  /** Blocks asked for at once where they are not in memory: 128 KiB of them. */
  private static final int READ_AHEAD_BLOCKS = 8;

  private final SsTable table;
  private final BlockSource source;
  private int number;
  private @Nullable PartitionBlock block;
  private int entry;

  /** Key and token of the partition that the cursor is at. */
  private byte[] key = {};

  private long token;
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
    Block loaded = source.get(table, table.handle(number), BlockKind.PARTITIONS);
    block = loaded == null ? null : new PartitionBlock(loaded);
    if (block == null) {
      state = State.MISSING;
      int last = Math.min(number + READ_AHEAD_BLOCKS, table.blocks());
      for (int ahead = number + 1; ahead < last; ahead++) {
        source.get(table, table.handle(ahead), BlockKind.PARTITIONS);
      }
    }
  }

  private void skipToNextBlock() {
    while (block != null && entry >= block.count()) {
      number++;
      entry = 0;
      load();
    }
    if (block != null) {
      key = block.key(entry);
      token = Token.hash(key);
    }
  }

  private PartitionBlock block() {
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
    return token;
  }

  @Override
  public byte[] key() {
    return key;
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
