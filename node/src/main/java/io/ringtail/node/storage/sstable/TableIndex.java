// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The blocks of partitions of a table, held in memory as in the file. Each takes
 *
 * <pre>
 *   upper half of its first token (4) | offset (6) | length (2)
 * </pre>
 *
 * Partitions whose tokens have the same upper half are in one block, so that these bits tell the
 * only block that may hold a token; it is found by interpolation, since tokens are uniform. Lengths
 * that do not fit stand behind all entries, each with its block's number (4) and itself (4), and at
 * the end the number of blocks (4).
 */
final class TableIndex {
  static final int ENTRY_BYTES = 12;

  /** Length of a block whose length stands apart. */
  static final int LENGTH_APART = 0xFFFF;

  static final int OFFSET_BITS = 48;

  /** Steps that interpolate; where tokens are not uniform after all, halving ends the search. */
  private static final int INTERPOLATIONS_MAX = 6;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] bytes;
  private final int count;

  private TableIndex(byte[] bytes, int count) {
    this.bytes = bytes;
    this.count = count;
  }

  /** An index without blocks. */
  static TableIndex none() {
    return new TableIndex(new byte[4], 0);
  }

  /**
   * Reads what a builder encoded.
   *
   * @param fileBytes all blocks lie before this
   * @throws IllegalArgumentException when it is not that
   */
  static TableIndex decode(byte[] bytes, long fileBytes) {
    int count = bytes.length < 4 ? -1 : (int) INT.get(bytes, bytes.length - 4);
    long apart = bytes.length - 4L - (long) count * ENTRY_BYTES;
    if (count < 0 || apart < 0 || apart % 8 != 0) {
      throw new IllegalArgumentException(count + " blocks in " + bytes.length + " bytes");
    }
    TableIndex index = new TableIndex(bytes, count);
    for (int i = 0; i < count; i++) {
      BlockHandle handle = index.handle(i);
      if ((i > 0 && index.prefix(i) <= index.prefix(i - 1))
          || handle.length() < 0
          || handle.offset() + handle.length() > fileBytes) {
        throw new IllegalArgumentException("block " + i + " at " + handle);
      }
    }
    return index;
  }

  int blocks() {
    return count;
  }

  /** Bytes of memory taken. */
  long sizeBytes() {
    return bytes.length + 40L;
  }

  BlockHandle handle(int block) {
    long packed = (long) LONG.get(bytes, block * ENTRY_BYTES + 4);
    int length = (int) (packed & LENGTH_APART);
    return new BlockHandle(packed >>> 16, length == LENGTH_APART ? lengthApart(block) : length);
  }

  private int lengthApart(int block) {
    int low = 0;
    int high = (bytes.length - 4 - count * ENTRY_BYTES) / 8;
    while (low < high) {
      int middle = (low + high) >>> 1;
      int at = count * ENTRY_BYTES + 8 * middle;
      int number = (int) INT.get(bytes, at);
      if (number == block) {
        return (int) INT.get(bytes, at + 4);
      }
      if (number < block) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    throw new IllegalArgumentException("the length of block " + block + " is not there");
  }

  private long prefix(int block) {
    return (int) INT.get(bytes, block * ENTRY_BYTES) & 0xFFFF_FFFFL;
  }

  /** A bound of the tokens in a block from below. */
  long firstToken(int block) {
    return prefix(block) << 32;
  }

  /** The only block that may hold a token; -1 when it lies before all. */
  int blockOf(long token) {
    long wanted = token >>> 32;
    int low = 0;
    int high = count - 1;
    if (count == 0 || wanted < prefix(0)) {
      return -1;
    }
    long lowest = prefix(0);
    long highest = prefix(high);
    if (wanted >= highest) {
      return high;
    }
    // The block at low begins at the token or before it, the block at high behind it.
    for (int step = 0; high - low > 1; step++) {
      int guess =
          step < INTERPOLATIONS_MAX
              ? low + (int) ((wanted - lowest) * (high - low) / (highest - lowest))
              : (low + high) >>> 1;
      guess = Math.min(Math.max(guess, low + 1), high - 1);
      long found = prefix(guess);
      if (found <= wanted) {
        low = guess;
        lowest = found;
      } else {
        high = guess;
        highest = found;
      }
    }
    return low;
  }

  /**
   * The tokens that the block at an offset may be of. Blocks of rows are written before the block
   * that has their partition: that is the next one, or, where it was full by then, the one behind.
   *
   * @param last the table's last token
   */
  TokenRange tokensAround(long offset, long last) {
    int first = 0;
    while (first < count - 1 && handle(first).offset() < offset) {
      first++;
    }
    int behind = handle(first).offset() == offset ? first + 1 : first + 2;
    return new TokenRange(prefix(first) << 32, behind < count ? (prefix(behind) << 32) - 1 : last);
  }

  /** Collects entries while a table is written. */
  static final class Builder {
    private ByteBuffer bytes = ByteBuffer.allocate(256 * ENTRY_BYTES);
    private ByteBuffer apart = ByteBuffer.allocate(64);
    private int count;

    void add(long firstToken, BlockHandle handle) {
      if (handle.offset() >>> OFFSET_BITS != 0) {
        throw new IllegalStateException("a block at " + handle + " is too far for an index");
      }
      int length = Math.min(handle.length(), LENGTH_APART);
      bytes = ensureRoom(bytes, ENTRY_BYTES);
      bytes.putInt((int) (firstToken >>> 32)).putLong(handle.offset() << 16 | length);
      if (length == LENGTH_APART) {
        apart = ensureRoom(apart, 8);
        apart.putInt(count).putInt(handle.length());
      }
      count++;
    }

    private static ByteBuffer ensureRoom(ByteBuffer buffer, int room) {
      return buffer.remaining() >= room
          ? buffer
          : ByteBuffer.allocate(2 * buffer.capacity()).put(buffer.flip());
    }

    byte[] encode() {
      byte[] encoded = Arrays.copyOf(bytes.array(), bytes.position() + apart.position() + 4);
      System.arraycopy(apart.array(), 0, encoded, bytes.position(), apart.position());
      ByteBuffer.wrap(encoded).putInt(encoded.length - 4, count);
      return encoded;
    }
  }
}
