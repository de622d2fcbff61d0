// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import io.ringtail.protocol.ring.Token;

/**
 * Reads a block of partitions. Each is
 *
 * <pre>
 *   key length (varint) | content length and flags (varint) | key | content
 * </pre>
 *
 * Its token is not there: it is the hash of its key. Behind the partitions stands the *position* of
 * each (2), then the first token (8) and a shift (1): a position is how far a token is from the
 * first one, shifted so that the last one's fits. Tokens are uniform, and so are positions: a token
 * is found by interpolation, and the few others of the same position are told apart by their keys.
 */
final class PartitionBlock {
  /** First token and shift, before the block's offsets. */
  static final int TOKENS_BYTES = 9;

  static final int POSITION_BITS = 16;

  /** Flags share their varint with the length of the content. */
  static final int FLAG_BITS = 2;

  static final int CONTENT_BYTES_MAX = Integer.MAX_VALUE >>> FLAG_BITS;

  private static final int POSITION_MAX = (1 << POSITION_BITS) - 1;

  private final Block block;
  private final int positions;
  private final long firstToken;
  private final int shift;

  PartitionBlock(Block block) {
    this.block = block;
    int tokens = block.end() - TOKENS_BYTES;
    this.positions = tokens - 2 * block.count();
    this.firstToken = block.i64(tokens);
    this.shift = block.u8(tokens + 8);
  }

  /** How far the tokens of a block must be shifted for all positions to have their bits. */
  static int shift(long firstToken, long lastToken) {
    int bits = Long.SIZE - Long.numberOfLeadingZeros(lastToken - firstToken);
    return Math.max(0, bits - POSITION_BITS);
  }

  /**
   * Checks that every partition lies within the block, and the index of rows of each wide one
   * within that.
   *
   * @throws IllegalArgumentException when one does not
   * @throws io.ringtail.protocol.frame.MalformedException when an index of rows is cut
   */
  static void check(Block block) {
    if (block.count() == 0 || block.end() < TOKENS_BYTES + 2L * block.count()) {
      throw new IllegalArgumentException(
          block.count() + " partitions in " + block.end() + " bytes");
    }
    PartitionBlock partitions = new PartitionBlock(block);
    if (partitions.shift > Long.SIZE - POSITION_BITS) {
      throw new IllegalArgumentException("tokens are shifted by " + partitions.shift);
    }
    for (int i = 0; i < block.count(); i++) {
      int behind = i + 1 < block.count() ? block.offset(i + 1) : partitions.positions;
      long ofKey = partitions.ofKey(i);
      long ofContent = partitions.ofContent(ofKey);
      long end = (long) Block.behind(ofContent) + Block.value(ofKey) + length(ofContent);
      if (end != behind) {
        throw new IllegalArgumentException(
            "partition " + i + " ends at " + end + ", the next begins at " + behind);
      }
      if ((partitions.flags(i) & TableFormat.PARTITION_WIDE) != 0) {
        RowTree.decode(partitions.content(i));
      }
    }
  }

  int count() {
    return block.count();
  }

  private int position(int index) {
    return block.u16(positions + 2 * index);
  }

  /** Index of a partition; -1 when it is not here. */
  int find(long token, byte[] key) {
    int position = positionOf(token);
    if (position < 0) {
      return -1;
    }
    for (int i = firstAt(position); i < count() && position(i) == position; i++) {
      long ofKey = ofKey(i);
      if (Block.value(ofKey) == key.length) {
        if (block.equals(Block.behind(ofContent(ofKey)), key.length, key)) {
          return i;
        }
      }
    }
    return -1;
  }

  /** Index of the first partition whose token is not below one. */
  int lowerBound(long token) {
    if (Long.compareUnsigned(token, firstToken) <= 0) {
      return 0;
    }
    int position = positionOf(token);
    if (position < 0) {
      return count();
    }
    int index = firstAt(position);
    while (index < count()
        && position(index) == position
        && Long.compareUnsigned(Token.hash(key(index)), token) < 0) {
      index++;
    }
    return index;
  }

  /** The position that a token has, or would have; -1 when none can have it. */
  private int positionOf(long token) {
    if (Long.compareUnsigned(token, firstToken) < 0) {
      return -1;
    }
    long position = (token - firstToken) >>> shift;
    return position > POSITION_MAX ? -1 : (int) position;
  }

  /** Index of the first partition at a position or behind it. */
  private int firstAt(int position) {
    int count = count();
    int last = position(count - 1);
    if (position > last) {
      return count;
    }
    // The guess is wrong by a few; from there the step doubles until the place is enclosed.
    int low = last == 0 ? 0 : (int) ((long) position * (count - 1) / last);
    int high = low;
    if (position(low) < position) {
      for (int step = 1; high < count && position(high) < position; step <<= 1) {
        low = high + 1;
        high += step;
      }
      high = Math.min(high, count - 1);
    } else {
      for (int step = 1; low > 0 && position(low) >= position; step <<= 1) {
        high = low;
        low = Math.max(0, low - step);
      }
    }
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (position(middle) < position) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The varint that is a partition's length of the key. */
  long ofKey(int index) {
    return block.varint(block.offset(index));
  }

  /** The varint behind {@link #ofKey}, of length and flags of the content. The key follows it. */
  long ofContent(long ofKey) {
    return block.varint(Block.behind(ofKey));
  }

  static int length(long ofContent) {
    return Block.value(ofContent) >>> FLAG_BITS;
  }

  static int flags(long ofContent) {
    return Block.value(ofContent) & ((1 << FLAG_BITS) - 1);
  }

  byte[] key(int index) {
    long ofKey = ofKey(index);
    return block.copy(Block.behind(ofContent(ofKey)), Block.value(ofKey));
  }

  int flags(int index) {
    return flags(ofContent(ofKey(index)));
  }

  byte[] content(int index) {
    long ofKey = ofKey(index);
    long ofContent = ofContent(ofKey);
    return block.copy(Block.behind(ofContent) + Block.value(ofKey), length(ofContent));
  }

  void copyTo(int from, int length, byte[] target, int at) {
    block.copyTo(from, length, target, at);
  }
}
