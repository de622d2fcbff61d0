// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A block in memory, uncompressed and checked. Immutable. Its things (partitions, rows, or entries
 * of an index of rows) stand one behind another; at its end are the offset of each (2 or 4 bytes),
 * how many bytes an offset has (1), and how many things there are (4).
 */
public final class Block {
  /** Width of the offsets, and number of things. */
  static final int TRAILER_BYTES = 5;

  static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private static final int VARINT_BYTES_MAX = 5;

  private final MemorySegment memory;
  private final int count;
  private final int offsetBytes;
  private final int offsets;

  private Block(MemorySegment memory, int count, int offsetBytes) {
    this.memory = memory;
    this.count = count;
    this.offsetBytes = offsetBytes;
    this.offsets = Math.toIntExact(memory.byteSize()) - TRAILER_BYTES - count * offsetBytes;
  }

  /**
   * A block over its raw bytes.
   *
   * @throws IllegalArgumentException when it does not end as a block does, with things that ascend
   */
  static Block of(MemorySegment memory) {
    long length = memory.byteSize();
    if (length < TRAILER_BYTES) {
      throw new IllegalArgumentException("expected a trailer, found " + length + " bytes");
    }
    int count = memory.get(INT, length - 4);
    int offsetBytes = memory.get(ValueLayout.JAVA_BYTE, length - TRAILER_BYTES);
    if ((offsetBytes != 2 && offsetBytes != 4)
        || count < 0
        || (long) count * offsetBytes > length - TRAILER_BYTES) {
      throw new IllegalArgumentException(
          "expected offsets, found " + count + " of " + offsetBytes + " bytes in " + length);
    }
    Block block = new Block(memory, count, offsetBytes);
    int before = -1;
    for (int i = 0; i < count; i++) {
      int offset = block.offset(i);
      if (offset <= before || offset >= block.offsets) {
        throw new IllegalArgumentException("offset " + i + " is " + offset + " after " + before);
      }
      before = offset;
    }
    return block;
  }

  static Block of(byte[] raw) {
    return of(MemorySegment.ofArray(raw));
  }

  /** Bytes of it. */
  public int sizeBytes() {
    return (int) memory.byteSize();
  }

  /**
   * Copies the block.
   *
   * @param target has as many bytes, and is not changed as long as the copy is in use
   */
  public Block copyTo(MemorySegment target) {
    return new Block(target.copyFrom(memory), count, offsetBytes);
  }

  /** Number of things. */
  int count() {
    return count;
  }

  /** Where the things end. */
  int end() {
    return offsets;
  }

  /** Where a thing begins. */
  int offset(int index) {
    return offsetBytes == 2
        ? memory.get(SHORT, offsets + 2L * index) & 0xFFFF
        : memory.get(INT, offsets + 4L * index);
  }

  int u16(int at) {
    return memory.get(SHORT, at) & 0xFFFF;
  }

  int u8(int at) {
    return memory.get(ValueLayout.JAVA_BYTE, at) & 0xFF;
  }

  long i64(int at) {
    return memory.get(LONG, at);
  }

  /**
   * A varint of at most 31 bits in the lower half, and where it ends in the upper.
   *
   * @throws IllegalArgumentException when it is longer
   */
  long varint(int at) {
    int value = 0;
    for (int i = 0; i < VARINT_BYTES_MAX; i++) {
      int next = u8(at + i);
      value |= (next & 0x7F) << (7 * i);
      if (next < 0x80 && value >= 0) {
        return (long) (at + i + 1) << 32 | value;
      }
    }
    throw new IllegalArgumentException("the varint at " + at + " is too long");
  }

  /** The value of what {@link #varint} returns. */
  static int value(long varint) {
    return (int) varint;
  }

  /** The end of what {@link #varint} returns. */
  static int behind(long varint) {
    return (int) (varint >>> 32);
  }

  byte[] copy(int from, int length) {
    byte[] bytes = new byte[length];
    copyTo(from, length, bytes, 0);
    return bytes;
  }

  void copyTo(int from, int length, byte[] target, int at) {
    MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, from, target, at, length);
  }

  /** Compares a key in the block with another, unsigned. */
  int compare(int from, int length, byte[] key) {
    int common = Math.min(length, key.length);
    for (int i = 0; i < common; i++) {
      int order = u8(from + i) - (key[i] & 0xFF);
      if (order != 0) {
        return order;
      }
    }
    return length - key.length;
  }

  /** Whether a key stands in the block. */
  boolean equals(int from, int length, byte[] key) {
    return length == key.length && compare(from, length, key) == 0;
  }
}
