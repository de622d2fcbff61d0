// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.log;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The records that share a header, as they are gathered. What the contents of one turn have in
 * common at their beginnings, above all their versions, is there once. Confined to the loop.
 */
final class LogBatch {
  /** Room for a batch that is full, and for one more record of usual size. */
  private static final int BYTES_INITIAL = 2 * LogFormat.BATCH_BYTES;

  private final CRC32C crc = new CRC32C();
  private final byte[] slices = new byte[LogFormat.BATCH_RECORDS_MAX * LogFormat.SLICE_BYTES];
  private final byte[] header = new byte[Long.BYTES + LogFormat.HEADER_BYTES_MAX + slices.length];
  private final ByteBuffer headerBuffer = ByteBuffer.wrap(header);

  /** The beginning of the content before. */
  private final byte[] head = new byte[LogFormat.HEAD_BYTES];

  private byte[] payload = new byte[BYTES_INITIAL];
  private int length;
  private int count;

  boolean isEmpty() {
    return count == 0;
  }

  /** Whether it has to be ended before another record is added. */
  boolean isFull() {
    return count == LogFormat.BATCH_RECORDS_MAX || length >= LogFormat.BATCH_BYTES;
  }

  /** What it takes at least when it is ended now. */
  int bytesMin() {
    return count == 0 ? 0 : LogFormat.HEADER_BYTES_MIN + count * LogFormat.SLICE_BYTES + length;
  }

  /** What it takes at most when it is ended now. */
  int bytesMax() {
    return count == 0 ? 0 : LogFormat.HEADER_BYTES_MAX + count * LogFormat.SLICE_BYTES + length;
  }

  void add(int tableId, long token, byte[] key, byte[] content) {
    int needed = length + LogFormat.recordBytesMax(key, content);
    if (payload.length < needed) {
      payload = Arrays.copyOf(payload, Math.max(needed, 2 * payload.length));
    }
    int slice = LogFormat.sliceOf(token);
    slices[2 * count] = (byte) (slice >>> 8);
    slices[2 * count + 1] = (byte) slice;
    count++;
    int at = putVarint(payload, length, Integer.toUnsignedLong(tableId));
    at = putVarint(payload, at, key.length);
    at = putVarint(payload, at, content.length);
    System.arraycopy(key, 0, payload, at, key.length);
    length = putContent(at + key.length, content);
  }

  private int putContent(int mapAt, byte[] content) {
    int headLength = Math.min(LogFormat.HEAD_BYTES, content.length);
    int map = 0;
    int at = mapAt + LogFormat.HEAD_MAP_BYTES;
    for (int i = 0; i < headLength; i++) {
      if (content[i] != head[i]) {
        map |= 1 << i;
        head[i] = content[i];
        payload[at++] = content[i];
      }
    }
    for (int i = 0; i < LogFormat.HEAD_MAP_BYTES; i++) {
      payload[mapAt + i] = (byte) (map >>> (8 * i));
    }
    System.arraycopy(content, headLength, payload, at, content.length - headLength);
    return at + content.length - headLength;
  }

  private static int putVarint(byte[] into, int from, long value) {
    int at = from;
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      into[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    into[at++] = (byte) rest;
    return at;
  }

  /**
   * Puts it behind what a buffer holds, which has room for {@link #bytesMax}, and begins another.
   *
   * @param position where in the log it will be
   * @param synced position up to which the log is known to be on disk
   */
  void end(ByteBuffer into, long position, long synced) {
    int start = Long.BYTES;
    headerBuffer.putLong(0, position);
    header[start + LogFormat.KIND_AT] = (byte) count;
    headerBuffer.putInt(start + LogFormat.PAYLOAD_CRC_AT, checksum(payload, 0, length));
    int at = putVarint(header, start + LogFormat.LENGTHS_AT, length);
    at = putVarint(header, at, position - synced);
    System.arraycopy(slices, 0, header, at, count * LogFormat.SLICE_BYTES);
    at += count * LogFormat.SLICE_BYTES;
    crc.reset();
    crc.update(header, 0, start + LogFormat.CRC_AT);
    crc.update(header, start + LogFormat.COVERED_AT, at - start - LogFormat.COVERED_AT);
    headerBuffer.putInt(start + LogFormat.CRC_AT, (int) crc.getValue());
    into.put(header, start, at - start).put(payload, 0, length);
    clear();
  }

  private void clear() {
    count = 0;
    length = 0;
    Arrays.fill(head, (byte) 0);
    if (payload.length > BYTES_INITIAL) {
      payload = new byte[BYTES_INITIAL];
    }
  }

  private int checksum(byte[] of, int from, int to) {
    crc.reset();
    crc.update(of, from, to - from);
    return (int) crc.getValue();
  }
}
