// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.engine.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The keys and values that every engine is given: pure functions of a record's number, so that any
 * answer can be checked whole. Keys are unique and come in random order; the second half of a value
 * repeats the first, so that a compressor halves it. Immutable.
 */
public final class EngineRecords {
  /** A scrambled copy of the record's number, which sorts at random, then the number itself. */
  public static final int KEY_BYTES = 16;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** Any odd constant does; this one is 2^64 divided by the golden ratio. */
  private static final long SEED_STEP = 0x9E3779B97F4A7C15L;

  private final int valueBytes;

  /** Bytes at the start of a value that no compressor can shorten. */
  private final int randomBytes;

  public EngineRecords(int valueBytes) {
    if (valueBytes < 1) {
      throw new IllegalArgumentException("values of " + valueBytes + " bytes, at least 1");
    }
    this.valueBytes = valueBytes;
    this.randomBytes = (valueBytes + 1) / 2;
  }

  public int valueBytes() {
    return valueBytes;
  }

  /** Bytes of a key and a value together. */
  public int recordBytes() {
    return KEY_BYTES + valueBytes;
  }

  /** The key of a record. */
  public byte[] key(long record) {
    byte[] key = new byte[KEY_BYTES];
    LONGS.set(key, 0, mix(record * SEED_STEP));
    LONGS.set(key, Long.BYTES, record);
    return key;
  }

  /** The record that a key is of, or -1 if it is none's. */
  public long record(byte[] key) {
    if (key.length != KEY_BYTES) {
      return -1;
    }
    long record = (long) LONGS.get(key, Long.BYTES);
    return (long) LONGS.get(key, 0) == mix(record * SEED_STEP) ? record : -1;
  }

  /** Writes a record's value into an array. */
  public void value(long record, byte[] into, int offset) {
    long seed = mix(record + SEED_STEP);
    int at = 0;
    for (; at + Long.BYTES <= randomBytes; at += Long.BYTES) {
      LONGS.set(into, offset + at, mix(seed + at));
    }
    if (at < randomBytes) {
      long last = mix(seed + at);
      for (; at < randomBytes; at++, last >>>= Byte.SIZE) {
        into[offset + at] = (byte) last;
      }
    }
    System.arraycopy(into, offset, into, offset + randomBytes, valueBytes - randomBytes);
  }

  /** A record's value. */
  public byte[] value(long record) {
    byte[] value = new byte[valueBytes];
    value(record, value, 0);
    return value;
  }

  /** Whether a stretch of an array is a record's value, to the last byte. */
  public boolean isValue(long record, byte[] bytes, int offset, int length) {
    if (length != valueBytes) {
      return false;
    }
    long seed = mix(record + SEED_STEP);
    int at = 0;
    for (; at + Long.BYTES <= randomBytes; at += Long.BYTES) {
      if ((long) LONGS.get(bytes, offset + at) != mix(seed + at)) {
        return false;
      }
    }
    if (at < randomBytes) {
      long last = mix(seed + at);
      for (; at < randomBytes; at++, last >>>= Byte.SIZE) {
        if (bytes[offset + at] != (byte) last) {
          return false;
        }
      }
    }
    int rest = valueBytes - randomBytes;
    return Arrays.equals(
        bytes, offset, offset + rest, bytes, offset + randomBytes, offset + randomBytes + rest);
  }

  /**
   * The finaliser of SplitMix64 (Steele, Lea, Flood 2014): a bijection in which every input bit
   * reaches every output bit.
   */
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
