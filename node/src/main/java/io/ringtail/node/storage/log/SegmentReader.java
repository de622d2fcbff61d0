// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.log;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Looks at the bytes of one segment, entry by entry, and at the records of a batch. Confined to one
 * thread; its bytes are of no use after it was given those of another segment.
 */
final class SegmentReader {
  private final CRC32C crc = new CRC32C();

  private final ByteBuffer place = ByteBuffer.allocate(Long.BYTES);
  private byte[] array = {};
  private ByteBuffer bytes = ByteBuffer.wrap(array);
  private int id;
  private int limit;
  private int offset;

  /** Where the entry's slices are, where its payload is, and where the next entry begins. */
  private int slicesAt;

  private int payloadAt;
  private int end;
  private long synced;

  /** Reads varints from here on. */
  private int cursor;

  /** Of the record that was read last. */
  private int tableId;

  private byte[] key = {};
  private byte[] content = {};

  /** The beginning of the content that was read last. */
  private final byte[] head = new byte[LogFormat.HEAD_BYTES];

  /** An array for a segment's bytes, used again for the next one. */
  byte[] room(int sizeBytes) {
    if (array.length < sizeBytes) {
      array = new byte[sizeBytes];
      bytes = ByteBuffer.wrap(array);
    }
    return array;
  }

  /** Begins with the bytes that were put into the array. */
  void open(int segmentId, int sizeBytes) {
    id = segmentId;
    limit = sizeBytes;
  }

  int limit() {
    return limit;
  }

  ByteBuffer slice(int from, int to) {
    return bytes.slice(from, to - from);
  }

  /** Puts other bytes in the place of a stretch. */
  void overwrite(int at, ByteBuffer with) {
    with.get(array, at, with.remaining());
  }

  /** Whether the header of a segment of another version of the format is there, whole. */
  int foreignVersion() {
    if (limit < LogFormat.SEGMENT_HEADER_BYTES || bytes.getInt(0) != LogFormat.MAGIC_NAME) {
      return 0;
    }
    crc.reset();
    crc.update(array, 0, 12);
    boolean whole = bytes.getInt(12) == (int) crc.getValue();
    return whole && bytes.getLong(0) != LogFormat.MAGIC ? bytes.getInt(4) : 0;
  }

  /** Goes to a place; false when no valid header is there. */
  boolean at(int newOffset) {
    offset = newOffset;
    // A seal is the shortest of all.
    if (newOffset + LogFormat.SEAL_BYTES > limit
        || !(isMark() ? parseMark() : isBatch() && parseBatch())) {
      return false;
    }
    crc.reset();
    crc.update(place.putLong(0, LogPosition.of(id, newOffset)).clear());
    crc.update(array, newOffset, LogFormat.CRC_AT);
    int headerEnd = isMark() ? newOffset + LogFormat.SEAL_BYTES : payloadAt;
    crc.update(
        array, newOffset + LogFormat.COVERED_AT, headerEnd - newOffset - LogFormat.COVERED_AT);
    return bytes.getInt(newOffset + LogFormat.CRC_AT) == (int) crc.getValue();
  }

  private int kind() {
    return Byte.toUnsignedInt(array[offset + LogFormat.KIND_AT]);
  }

  private boolean isMark() {
    return kind() >= LogFormat.FILLER;
  }

  private boolean isBatch() {
    return kind() > 0 && kind() <= LogFormat.BATCH_RECORDS_MAX;
  }

  private boolean parseMark() {
    int span = bytes.getInt(offset + LogFormat.SPAN_AT);
    synced = bytes.getLong(offset + LogFormat.SYNCED_AT);
    payloadAt = offset + LogFormat.SEAL_BYTES;
    slicesAt = payloadAt;
    end = offset + span;
    boolean isLong = isSeal() ? span == LogFormat.SEAL_BYTES : span >= LogFormat.SEAL_BYTES;
    return isLong && span <= limit - offset;
  }

  private boolean parseBatch() {
    cursor = offset + LogFormat.LENGTHS_AT;
    long length = varint(limit);
    long back = varint(limit);
    long position = LogPosition.of(id, offset);
    slicesAt = cursor;
    payloadAt = cursor + kind() * LogFormat.SLICE_BYTES;
    synced = position - back;
    boolean fits =
        length >= (long) kind() * LogFormat.RECORD_BYTES_MIN && length <= (long) limit - payloadAt;
    end = fits ? payloadAt + (int) length : payloadAt;
    return fits && back >= 0 && back <= position;
  }

  /** A number of at most 64 bits; -1 where none ends before a place. */
  private long varint(int before) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE && cursor < before; shift += 7) {
      byte next = array[cursor++];
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    return -1;
  }

  /** The first place from one on where a valid header is; -1 when there is none. */
  int nextValid(int from) {
    for (int at = from; at + LogFormat.SEAL_BYTES <= limit; at++) {
      if (array[at] != 0 && at(at)) {
        return at;
      }
    }
    return -1;
  }

  boolean isSeal() {
    return kind() == LogFormat.SEAL;
  }

  /** How many records are behind a valid header: none of a seal and a filler. */
  int count() {
    return isMark() ? 0 : kind();
  }

  /** Whether the payload behind a valid header is what was written. */
  boolean payloadValid() {
    if (isMark()) {
      return true;
    }
    crc.reset();
    crc.update(array, payloadAt, end - payloadAt);
    return bytes.getInt(offset + LogFormat.PAYLOAD_CRC_AT) == (int) crc.getValue() && isWhole();
  }

  /** Whether the payload is as long as its records say. */
  private boolean isWhole() {
    rewind();
    for (int i = 0; i < count(); i++) {
      if (!skip()) {
        return false;
      }
    }
    return cursor == end;
  }

  /** Goes over a record; false when it is not whole. */
  private boolean skip() {
    long table = varint(end);
    long keyLength = varint(end);
    long contentLength = varint(end);
    long left = (long) end - cursor - LogFormat.HEAD_MAP_BYTES;
    if (table < 0
        || table >>> Integer.SIZE != 0
        || keyLength < 0
        || keyLength > left
        || contentLength < 0
        || contentLength > limit) {
      return false;
    }
    cursor += (int) keyLength;
    int headLength = (int) Math.min(LogFormat.HEAD_BYTES, contentLength);
    int map = headMap();
    long taken = Integer.bitCount(map) + contentLength - headLength;
    cursor += LogFormat.HEAD_MAP_BYTES;
    if (map >>> headLength != 0 || taken > end - cursor) {
      return false;
    }
    cursor += (int) taken;
    return true;
  }

  private int headMap() {
    return (array[cursor] & 0xFF)
        | (array[cursor + 1] & 0xFF) << 8
        | (array[cursor + 2] & 0xFF) << 16;
  }

  /** Goes to before the first record of a valid payload. */
  void rewind() {
    cursor = payloadAt;
    Arrays.fill(head, (byte) 0);
  }

  /** Reads the next record of a valid payload. */
  void next() {
    tableId = (int) varint(end);
    int keyLength = (int) varint(end);
    int contentLength = (int) varint(end);
    key = Arrays.copyOfRange(array, cursor, cursor + keyLength);
    cursor += keyLength;
    int map = headMap();
    cursor += LogFormat.HEAD_MAP_BYTES;
    for (int i = 0; i < LogFormat.HEAD_BYTES; i++) {
      if ((map >>> i & 1) != 0) {
        head[i] = array[cursor++];
      }
    }
    int headLength = Math.min(LogFormat.HEAD_BYTES, contentLength);
    content = new byte[contentLength];
    System.arraycopy(head, 0, content, 0, headLength);
    System.arraycopy(array, cursor, content, headLength, contentLength - headLength);
    cursor += contentLength - headLength;
  }

  int tableId() {
    return tableId;
  }

  byte[] key() {
    return key;
  }

  byte[] content() {
    return content;
  }

  /** Position up to which the log was known to be on disk. */
  long synced() {
    return synced;
  }

  /** The slice of one of a batch's records. */
  int slice(int index) {
    return Short.toUnsignedInt(bytes.getShort(slicesAt + index * LogFormat.SLICE_BYTES));
  }

  /** Where the next entry begins. */
  int end() {
    return end;
  }
}
