// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.codec;

import io.ringtail.protocol.frame.MalformedException;
import io.ringtail.protocol.row.Version;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Reads encoded rows and partitions from a part of an array. Confined to its user. Every method
 * throws MalformedException where the bytes end too early or are not in the shortest form.
 */
public final class ContentReader {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** A timestamp, a writer id, and a count of at least one byte. */
  static final int VERSION_BYTES_MIN = 2 * Long.BYTES + 1;

  private byte[] bytes;
  private int end;
  private int position;

  /** Reads from one index up to, not including, another. */
  public ContentReader(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    reset(bytes, start, end);
  }

  /** Goes on with other bytes, from one index up to, not including, another. */
  void reset(byte[] others, int start, int behind) {
    if (start < 0 || behind < start || behind > others.length) {
      throw new IllegalArgumentException(
          "from " + start + " to " + behind + " is not within " + others.length + " bytes");
    }
    this.bytes = others;
    this.position = start;
    this.end = behind;
  }

  /** The index of the next byte. */
  public int position() {
    return position;
  }

  public int remaining() {
    return end - position;
  }

  /** One byte, 0 to 255. */
  public int u8() {
    need(1);
    return bytes[position++] & 0xFF;
  }

  /** Eight bytes, big endian. */
  public long u64() {
    need(Long.BYTES);
    long value = (long) LONG.get(bytes, position);
    position += Long.BYTES;
    return value;
  }

  /** A varint that is no greater than a bound. */
  public long varint(long max) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      int next = u8();
      long bits = next & 0x7F;
      if ((shift == 63 && bits > 1) || (shift > 0 && next == 0)) {
        break;
      }
      value |= bits << shift;
      if (next < 0x80) {
        if (value < 0 || value > max) {
          throw malformed("a number is " + value + ", more than " + max);
        }
        return value;
      }
    }
    throw malformed("a varint is too long, or not in its shortest form");
  }

  /** A varint that fits in an int. */
  public int varint() {
    return (int) varint(Integer.MAX_VALUE);
  }

  /** A varint that counts things of which each takes so many of the bytes left, or more. */
  public int count(int bytesEach) {
    return (int) varint(remaining() / bytesEach);
  }

  /** A block's length, then a copy of its bytes. */
  public byte[] block() {
    return raw(varint());
  }

  /** A copy of so many bytes. */
  public byte[] raw(int count) {
    need(count);
    byte[] copy = Arrays.copyOfRange(bytes, position, position + count);
    position += count;
    return copy;
  }

  /** Moves behind so many bytes. */
  public void skip(int count) {
    need(count);
    position += count;
  }

  Version version() {
    return new Version(u64(), u64(), varint());
  }

  MalformedException malformed(String what) {
    return new MalformedException("at byte " + position + " of " + end + ": " + what);
  }

  private void need(int count) {
    if (end - position < count) {
      throw malformed(
          count + " more bytes were expected, but only " + (end - position) + " are left");
    }
  }
}
