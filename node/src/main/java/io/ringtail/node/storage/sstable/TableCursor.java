// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import io.ringtail.node.storage.partition.PartitionCursor;
import io.ringtail.node.storage.partition.PartitionView;
import io.ringtail.protocol.frame.MalformedException;
import io.ringtail.protocol.ring.Token;
import java.util.Arrays;
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

  /** Begins with the key of the partition that the cursor is at. */
  private byte[] keyBytes = new byte[64];

  /** A copy of the key, once one was asked for. */
  private byte @Nullable [] key;

  private int keyLength;
  private int keyAt;
  private int contentLength;
  private int flags;
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
      parse(block);
    }
  }

  private void parse(PartitionBlock at) {
    long ofKey = at.ofKey(entry);
    long ofContent = at.ofContent(ofKey);
    keyLength = Block.value(ofKey);
    keyAt = Block.behind(ofContent);
    contentLength = PartitionBlock.length(ofContent);
    flags = PartitionBlock.flags(ofContent);
    if (keyBytes.length < keyLength) {
      keyBytes = new byte[keyLength];
    }
    at.copyTo(keyAt, keyLength, keyBytes, 0);
    token = Token.hash(keyBytes, keyLength);
    key = null;
  }

  /** Says that the partition that the cursor is at is not one, whatever its block's checksum is. */
  DamagedException damaged(MalformedException malformed) {
    return new DamagedException(
        table.path(),
        table.handle(number).offset(),
        String.format("token %016x is malformed: %s", token, malformed.getMessage()));
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
    byte[] copy = key;
    if (copy == null) {
      copy = Arrays.copyOf(keyBytes, keyLength);
      key = copy;
    }
    return copy;
  }

  @Override
  public int keyLength() {
    return keyLength;
  }

  @Override
  public int contentLength() {
    return (flags & TableFormat.PARTITION_WIDE) != 0 ? -1 : contentLength;
  }

  @Override
  public boolean expires() {
    return (flags & TableFormat.PARTITION_EXPIRES) != 0;
  }

  @Override
  public void copyTo(byte[] target, int at) {
    block().copyTo(keyAt, keyLength + contentLength, target, at);
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
