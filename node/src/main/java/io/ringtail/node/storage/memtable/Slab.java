// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.memtable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Bytes of memtable entries, in large arrays that are never moved or freed singly, so that a
 * million entries are a hundred objects to the garbage collector. An entry is a key and a content:
 *
 * <pre>
 *   key length (4) | content length (4) | room for content (4) | flags (4) | key | content
 * </pre>
 *
 * An entry is named by a reference: the number of its array, then its offset in units of eight
 * bytes.
 */
final class Slab {
  /** The entry's content is a number, not a canonical encoding. */
  static final int WIDE = 1;

  /** A cell of the entry expires. */
  static final int EXPIRES = 2;

  private static final int HEADER_BYTES = 16;

  /** Offsets in an array, in units of 8 bytes: 2^17 of them are 1 MiB. */
  private static final int OFFSET_BITS = 17;

  private static final int OFFSET_MASK = (1 << OFFSET_BITS) - 1;

  /** An array of 1 MiB with its own header: it fills a region of the collector and no more. */
  private static final int ARRAY_BYTES = (1 << 20) - 16;

  /** The first array, which is all that many memtables need; each next one is twice as large. */
  private static final int FIRST_ARRAY_BYTES = (1 << 15) - 16;

  /** Arrays that references can name: 32 GiB of them. */
  private static final int ARRAYS_MAX = 1 << (32 - OFFSET_BITS);

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());

  private byte[][] arrays = new byte[16][];
  private int arrayCount;

  /** Bytes of the newest array, and how many of them are taken. */
  private int capacity;

  private int used;
  private long allocatedBytes;
  private long usedBytes;

  /** Bytes of all arrays. */
  long allocatedBytes() {
    return allocatedBytes;
  }

  /** Bytes of all entries. */
  long usedBytes() {
    return usedBytes;
  }

  /** Adds an entry with room for a content of a length. */
  int add(byte[] key, int contentRoom) {
    int bytes = (HEADER_BYTES + key.length + contentRoom + 7) & -8;
    if (bytes > capacity - used) {
      addArray(bytes);
    }
    byte[] array = arrays[arrayCount - 1];
    int offset = used;
    used += bytes;
    usedBytes += bytes;
    INT.set(array, offset, key.length);
    INT.set(array, offset + 4, 0);
    INT.set(array, offset + 8, contentRoom);
    INT.set(array, offset + 12, 0);
    System.arraycopy(key, 0, array, offset + HEADER_BYTES, key.length);
    return ((arrayCount - 1) << OFFSET_BITS) | (offset >>> 3);
  }

  private void addArray(int bytes) {
    if (arrayCount == ARRAYS_MAX) {
      throw new IllegalStateException("memtable of " + allocatedBytes + " bytes is full");
    }
    if (arrayCount == arrays.length) {
      arrays = Arrays.copyOf(arrays, 2 * arrayCount);
    }
    // An entry too long for an array gets one of its own, which nothing else goes into.
    int doubled = Math.min(2 * (capacity + 16) - 16, ARRAY_BYTES);
    capacity = Math.max(bytes, Math.max(doubled, FIRST_ARRAY_BYTES));
    arrays[arrayCount++] = new byte[capacity];
    allocatedBytes += capacity + 16;
    used = 0;
  }

  private byte[] array(int reference) {
    return arrays[reference >>> OFFSET_BITS];
  }

  private static int offset(int reference) {
    return (reference & OFFSET_MASK) << 3;
  }

  private int contentStart(byte[] array, int offset) {
    return offset + HEADER_BYTES + (int) INT.get(array, offset);
  }

  int flags(int reference) {
    return (int) INT.get(array(reference), offset(reference) + 12);
  }

  int contentRoom(int reference) {
    return (int) INT.get(array(reference), offset(reference) + 8);
  }

  byte[] key(int reference) {
    byte[] array = array(reference);
    int start = offset(reference) + HEADER_BYTES;
    return Arrays.copyOfRange(array, start, start + (int) INT.get(array, offset(reference)));
  }

  byte[] content(int reference) {
    byte[] array = array(reference);
    int start = contentStart(array, offset(reference));
    return Arrays.copyOfRange(array, start, start + (int) INT.get(array, offset(reference) + 4));
  }

  /** Replaces an entry's content, for which there must be room. */
  void setContent(int reference, byte[] content, int flags) {
    byte[] array = array(reference);
    int offset = offset(reference);
    System.arraycopy(content, 0, array, contentStart(array, offset), content.length);
    INT.set(array, offset + 4, content.length);
    INT.set(array, offset + 12, flags);
  }

  /** The number that is the content of a {@link #WIDE} entry. */
  int number(int reference) {
    byte[] array = array(reference);
    return (int) INT.get(array, contentStart(array, offset(reference)));
  }

  /** Makes an entry with room for it a {@link #WIDE} one. */
  void setNumber(int reference, int number) {
    byte[] array = array(reference);
    int offset = offset(reference);
    INT.set(array, contentStart(array, offset), number);
    INT.set(array, offset + 4, Integer.BYTES);
    INT.set(array, offset + 12, WIDE);
  }

  /** Compares an entry's key with another key, in unsigned byte order. */
  int compareKey(int reference, byte[] key) {
    byte[] array = array(reference);
    int start = offset(reference) + HEADER_BYTES;
    int length = (int) INT.get(array, offset(reference));
    return Arrays.compareUnsigned(array, start, start + length, key, 0, key.length);
  }
}
