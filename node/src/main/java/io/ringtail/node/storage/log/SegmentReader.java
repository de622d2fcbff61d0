// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.log;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Looks at the bytes of one segment, record by record, without making an object for any. Confined
 * to one thread; its bytes are of no use after it was given those of another segment.
 */
final class SegmentReader {
  private final CRC32C crc = new CRC32C();

  /** What a header's checksum covers: the record's position, then the header but for it. */
  private final byte[] covered =
      new byte[Long.BYTES + LogFormat.RECORD_HEADER_BYTES - LogFormat.LENGTH_AT];

  private final ByteBuffer coveredBuffer = ByteBuffer.wrap(covered);
  private byte[] array = {};
  private ByteBuffer bytes = ByteBuffer.wrap(array);
  private int id;
  private int limit;
  private int offset;

  /** An array for a segment's bytes, used again for the next one. */
  byte[] room(int sizeBytes) {
    int length = LogFormat.aligned(sizeBytes);
    if (array.length < length) {
      array = new byte[length];
      bytes = ByteBuffer.wrap(array);
    }
    return array;
  }

  /**
   * Begins with the bytes that were put into the array. A file that is cut within the zeros behind
   * a record is read as if these were there.
   */
  void open(int segmentId, int sizeBytes) {
    id = segmentId;
    limit = LogFormat.aligned(sizeBytes);
    Arrays.fill(array, sizeBytes, limit, (byte) 0);
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

  /** Goes to a place; false when no record's valid header is there. */
  boolean at(int newOffset) {
    offset = newOffset;
    if (newOffset + LogFormat.RECORD_HEADER_BYTES > limit) {
      return false;
    }
    int length = length();
    if (length != LogFormat.SEAL
        && (length < 1
            || length > limit - newOffset - LogFormat.RECORD_HEADER_BYTES
            || length < keyLength())) {
      return false;
    }
    coveredBuffer.putLong(0, LogPosition.of(id, newOffset));
    System.arraycopy(
        array, newOffset + LogFormat.LENGTH_AT, covered, Long.BYTES, covered.length - Long.BYTES);
    crc.reset();
    crc.update(covered);
    return bytes.getInt(newOffset + LogFormat.CRC_AT) == (int) crc.getValue();
  }

  /** The first place from one on where a record's valid header is; -1 when there is none. */
  int nextValid(int from) {
    for (int at = from; at + LogFormat.RECORD_HEADER_BYTES <= limit; at += LogFormat.ALIGNMENT) {
      if (bytes.getInt(at + LogFormat.LENGTH_AT) != 0 && at(at)) {
        return at;
      }
    }
    return -1;
  }

  boolean isSeal() {
    return length() == LogFormat.SEAL;
  }

  /** Whether the payload behind a valid header is what was written. */
  boolean payloadValid() {
    crc.reset();
    crc.update(array, payloadAt(), length());
    return bytes.getInt(offset + LogFormat.PAYLOAD_CRC_AT) == (int) crc.getValue();
  }

  private int length() {
    return bytes.getInt(offset + LogFormat.LENGTH_AT);
  }

  private int payloadAt() {
    return offset + LogFormat.RECORD_HEADER_BYTES;
  }

  long synced() {
    return bytes.getLong(offset + LogFormat.SYNCED_AT);
  }

  int tableId() {
    return bytes.getInt(offset + LogFormat.TABLE_ID_AT);
  }

  int slice() {
    return Short.toUnsignedInt(bytes.getShort(offset + LogFormat.SLICE_AT));
  }

  int keyLength() {
    return Short.toUnsignedInt(bytes.getShort(offset + LogFormat.KEY_LENGTH_AT));
  }

  byte[] key() {
    return Arrays.copyOfRange(array, payloadAt(), payloadAt() + keyLength());
  }

  byte[] content() {
    return Arrays.copyOfRange(array, payloadAt() + keyLength(), payloadAt() + length());
  }

  /** Where the next record begins. */
  int end() {
    return offset + LogFormat.recordBytes(isSeal() ? 0 : length());
  }
}
