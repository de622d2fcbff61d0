// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A block in memory, uncompressed and checked. Immutable. Of those that hold partitions, each is
 *
 * <pre>
 *   token (8) | flags (4) | key length (4) | content length (4) | key | content
 * </pre>
 *
 * and behind them stand the offset of each (4), and their number (4).
 */
public final class Block {
  static final int ENTRY_HEADER_BYTES = 20;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] bytes;
  private final int count;
  private final int offsets;

  private Block(byte[] bytes, int count, int offsets) {
    this.bytes = bytes;
    this.count = count;
    this.offsets = offsets;
  }

  /** A block of partitions. */
  static Block partitions(byte[] bytes) {
    int count = (int) INT.get(bytes, bytes.length - 4);
    return new Block(bytes, count, bytes.length - 4 - 4 * count);
  }

  /** A block of rows: the canonical encoding of a partition that has nothing else. */
  static Block rows(byte[] bytes) {
    return new Block(bytes, 0, bytes.length);
  }

  /** Bytes of memory taken, about: the array and two objects. */
  public int sizeBytes() {
    return bytes.length + 64;
  }

  byte[] bytes() {
    return bytes;
  }

  /** Number of partitions. */
  int count() {
    return count;
  }

  /** Index of a partition; -1 when it is not here. */
  int find(long token, byte[] key) {
    for (int i = lowerBound(token); i < count && token(i) == token; i++) {
      int start = entry(i) + ENTRY_HEADER_BYTES;
      if (Arrays.equals(bytes, start, start + keyLength(i), key, 0, key.length)) {
        return i;
      }
    }
    return -1;
  }

  /** Index of the first partition whose token is not below one. */
  int lowerBound(long token) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(token(middle), token) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private int entry(int index) {
    return (int) INT.get(bytes, offsets + 4 * index);
  }

  long token(int index) {
    return (long) LONG.get(bytes, entry(index));
  }

  int flags(int index) {
    return (int) INT.get(bytes, entry(index) + 8);
  }

  private int keyLength(int index) {
    return (int) INT.get(bytes, entry(index) + 12);
  }

  byte[] key(int index) {
    int start = entry(index) + ENTRY_HEADER_BYTES;
    return Arrays.copyOfRange(bytes, start, start + keyLength(index));
  }

  byte[] content(int index) {
    int entry = entry(index);
    int start = entry + ENTRY_HEADER_BYTES + keyLength(index);
    return Arrays.copyOfRange(bytes, start, start + (int) INT.get(bytes, entry + 16));
  }
}
