// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.load;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The keys and values of a load. Every byte of a value follows from its record and the sequence
 * number of the write, so an answer can be checked whole: the right record, a write that was made,
 * not a byte damaged or mixed with another. Immutable.
 */
public final class RecordCodec {
  /** A key is "user" and twelve digits, in the manner of YCSB, but of fixed length. */
  public static final int KEY_BYTES = 16;

  /** Record and sequence number, eight bytes each. */
  public static final int VALUE_BYTES_MIN = 16;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final int SEQUENCE_AT = 8;
  private static final int DIGITS = 12;
  private static final long RECORDS_MAX = 1_000_000_000_000L;

  private final int valueBytes;

  public RecordCodec(int valueBytes) {
    if (valueBytes < VALUE_BYTES_MIN) {
      throw new IllegalArgumentException(
          "values need at least " + VALUE_BYTES_MIN + " bytes to be checkable, not " + valueBytes);
    }
    this.valueBytes = valueBytes;
  }

  /** The key of a record; below 10^12 records. */
  public byte[] key(long record) {
    if (record < 0 || record >= RECORDS_MAX) {
      throw new IllegalArgumentException(
          "record " + record + " does not fit the key's twelve digits");
    }
    byte[] key = new byte[KEY_BYTES];
    key[0] = 'u';
    key[1] = 's';
    key[2] = 'e';
    key[3] = 'r';
    long rest = record;
    for (int at = KEY_BYTES - 1; at >= KEY_BYTES - DIGITS; at--) {
      key[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return key;
  }

  /** The value that write number {@code sequence} gives to a record. */
  public byte[] value(long record, long sequence) {
    byte[] value = new byte[valueBytes];
    LONGS.set(value, 0, record);
    LONGS.set(value, SEQUENCE_AT, sequence);
    long seed = mix(record ^ mix(sequence));
    int at = VALUE_BYTES_MIN;
    for (; at + Long.BYTES <= valueBytes; at += Long.BYTES) {
      LONGS.set(value, at, mix(seed + at));
    }
    for (; at < valueBytes; at++) {
      value[at] = (byte) mix(seed + at);
    }
    return value;
  }

  /**
   * The sequence number of the write that this value comes from, or -1 if no write of this record
   * can have made it.
   */
  public long sequence(long record, byte[] value) {
    if (value.length != valueBytes || (long) LONGS.get(value, 0) != record) {
      return -1;
    }
    long sequence = (long) LONGS.get(value, SEQUENCE_AT);
    long seed = mix(record ^ mix(sequence));
    int at = VALUE_BYTES_MIN;
    for (; at + Long.BYTES <= valueBytes; at += Long.BYTES) {
      if ((long) LONGS.get(value, at) != mix(seed + at)) {
        return -1;
      }
    }
    for (; at < valueBytes; at++) {
      if (value[at] != (byte) mix(seed + at)) {
        return -1;
      }
    }
    return sequence < 0 ? -1 : sequence;
  }

  /**
   * The finaliser of SplitMix64 (Steele, Lea, Flood 2014): every input bit reaches every output
   * bit.
   */
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
