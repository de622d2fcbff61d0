// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import io.ringtail.protocol.codec.ContentWriter;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A block that is being filled; {@link Block} says how it is laid out. */
final class BlockBuilder {
  /** Offsets up to here take two bytes. */
  private static final int SHORT_OFFSET_MAX = 0xFFFF;

  private ByteBuffer bytes = ByteBuffer.allocate(2 * TableFormat.BLOCK_BYTES);
  private int[] offsets = new int[64];
  private int count;

  /** Bytes of the things. */
  int length() {
    return bytes.position();
  }

  int count() {
    return count;
  }

  /** Begins a thing. */
  BlockBuilder begin() {
    if (count == offsets.length) {
      offsets = Arrays.copyOf(offsets, 2 * count);
    }
    offsets[count++] = bytes.position();
    return this;
  }

  BlockBuilder varint(int value) {
    ensureRoom(5);
    int rest = value;
    while (rest >= 0x80) {
      bytes.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    bytes.put((byte) rest);
    return this;
  }

  BlockBuilder raw(byte[] source) {
    return raw(source, source.length);
  }

  BlockBuilder raw(byte[] source, int length) {
    ensureRoom(length);
    bytes.put(source, 0, length);
    return this;
  }

  BlockBuilder raw(ContentWriter source) {
    ensureRoom(source.length());
    source.copyTo(bytes.array(), bytes.position());
    return skip(source.length());
  }

  /** The array with so many bytes of room behind what was added, to be filled by the caller. */
  byte[] room(int length) {
    ensureRoom(length);
    return bytes.array();
  }

  /** Counts bytes as added that were put into the room behind the others. */
  BlockBuilder skip(int length) {
    bytes.position(bytes.position() + length);
    return this;
  }

  BlockBuilder u8(int value) {
    ensureRoom(1);
    bytes.put((byte) value);
    return this;
  }

  BlockBuilder u16(int value) {
    ensureRoom(2);
    bytes.putShort((short) value);
    return this;
  }

  BlockBuilder i64(long value) {
    ensureRoom(8);
    bytes.putLong(value);
    return this;
  }

  /** Adds what stands behind the things; returns the block's length. */
  int finish() {
    boolean wide = count > 0 && offsets[count - 1] > SHORT_OFFSET_MAX;
    ensureRoom((wide ? 4L : 2L) * count + Block.TRAILER_BYTES);
    for (int i = 0; i < count; i++) {
      if (wide) {
        bytes.putInt(offsets[i]);
      } else {
        bytes.putShort((short) offsets[i]);
      }
    }
    bytes.put((byte) (wide ? 4 : 2)).putInt(count);
    return bytes.position();
  }

  /** A copy of what was added. */
  byte[] toBytes() {
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  /** The block's bytes, from the first on; they change with what is added. */
  byte[] bytes() {
    return bytes.array();
  }

  void clear() {
    bytes.clear();
    count = 0;
  }

  private void ensureRoom(long length) {
    if (bytes.remaining() < length) {
      long needed = Math.max(bytes.position() + length, 2L * bytes.capacity());
      int capacity = Math.toIntExact(Math.min(needed, TableFormat.BLOCK_BYTES_MAX));
      bytes = ByteBuffer.allocate(capacity).put(bytes.flip());
    }
  }
}
