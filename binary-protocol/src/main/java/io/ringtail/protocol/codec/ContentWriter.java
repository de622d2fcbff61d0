// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.codec;

import io.ringtail.protocol.row.Version;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Collects encoded rows and partitions in a growing array. Confined to its user. */
public final class ContentWriter {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final int VARINT_BYTES_MAX = 10;

  private byte[] bytes;
  private int length;

  /** An empty writer with room for so many bytes before it has to grow. */
  public ContentWriter(int bytesExpected) {
    bytes = new byte[Math.max(bytesExpected, VARINT_BYTES_MAX)];
  }

  public int length() {
    return length;
  }

  /** Forgets what was written, and keeps the room. */
  public void clear() {
    length = 0;
  }

  public byte[] toBytes() {
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }

  /** Copies what was written into an array. */
  public void copyTo(byte[] target, int offset) {
    System.arraycopy(bytes, 0, target, offset, length);
  }

  /** One byte. */
  public void u8(int value) {
    reserve(1);
    bytes[length++] = (byte) value;
  }

  /** Eight bytes, big endian. */
  public void u64(long value) {
    reserve(Long.BYTES);
    LONG.set(bytes, length, value);
    length += Long.BYTES;
  }

  /** An unsigned LEB128 number that is not negative. */
  public void varint(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("a number that may not be negative is " + value);
    }
    reserve(VARINT_BYTES_MAX);
    long left = value;
    while (left > 0x7F) {
      bytes[length++] = (byte) (left | 0x80);
      left >>>= 7;
    }
    bytes[length++] = (byte) left;
  }

  /** The length as a varint, then the bytes. */
  public void block(byte[] block) {
    varint(block.length);
    raw(block, 0, block.length);
  }

  /** Bytes without their length. */
  public void raw(byte[] source, int offset, int count) {
    reserve(count);
    System.arraycopy(source, offset, bytes, length, count);
    length += count;
  }

  void version(Version version) {
    u64(version.timestamp());
    u64(version.writer());
    varint(version.count());
  }

  private void reserve(int count) {
    if (bytes.length - length < count) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(length, count)));
    }
  }
}
