// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.log;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The bytes of a log segment; {@code docs/formats/commit-log.md} is the specification. */
public final class LogFormat {
  /** "RTLG" and the version of the format. */
  static final long MAGIC = 0x52544C4700000001L;

  /** Magic (8), segment id (4), CRC32C of both (4). */
  static final int SEGMENT_HEADER_BYTES = 16;

  /**
   * Length of the payload (4), CRC32C of the rest of the header with segment id and offset (4),
   * synced position (8), CRC32C of the payload (4), table id (4).
   */
  static final int RECORD_HEADER_BYTES = 24;

  /** Records start at multiples of this, so that a search for them need not look everywhere. */
  static final int ALIGNMENT = 8;

  /** In place of a payload's length: nothing follows in this segment. */
  static final int SEAL = -1;

  private static final String FILE_PREFIX = "log-";

  private LogFormat() {}

  static String fileName(int segmentId) {
    return FILE_PREFIX + String.format(Locale.ROOT, "%08x", segmentId);
  }

  /** The segment id that a file's name tells; 0 when it is not a log segment's. */
  static int segmentIdOf(String fileName) {
    if (!fileName.startsWith(FILE_PREFIX) || fileName.length() != FILE_PREFIX.length() + 8) {
      return 0;
    }
    try {
      return Integer.parseInt(fileName, FILE_PREFIX.length(), fileName.length(), 16);
    } catch (NumberFormatException foreign) {
      return 0;
    }
  }

  /** Bytes that a record takes. */
  static int recordBytes(int payloadLength) {
    return (RECORD_HEADER_BYTES + payloadLength + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /** Length of the payload of a mutation: the key's length, the key and the content. */
  static int payloadLength(byte[] key, byte[] content) {
    return 4 + key.length + content.length;
  }

  static ByteBuffer segmentHeader(int segmentId) {
    ByteBuffer header = ByteBuffer.allocate(SEGMENT_HEADER_BYTES);
    header.putLong(MAGIC).putInt(segmentId);
    CRC32C crc = new CRC32C();
    crc.update(header.array(), 0, 12);
    return header.putInt((int) crc.getValue()).flip();
  }

  /** The checksum in a record's header: a record is valid only at its own place. */
  static int headerCrc(CRC32C crc, ByteBuffer scratch, long position, RecordHeader header) {
    scratch.clear();
    scratch
        .putLong(position)
        .putInt(header.length())
        .putLong(header.synced())
        .putInt(header.payloadCrc())
        .putInt(header.tableId());
    crc.reset();
    crc.update(scratch.flip());
    return (int) crc.getValue();
  }

  /** Room for what {@link #headerCrc} covers. */
  static ByteBuffer headerScratch() {
    return ByteBuffer.allocate(28);
  }

  /**
   * Reads the header of the record at a place.
   *
   * @param segment the whole segment
   * @return null when no valid one begins there
   */
  static @Nullable RecordHeader header(ByteBuffer segment, int segmentId, int offset) {
    if (offset + RECORD_HEADER_BYTES > segment.limit()) {
      return null;
    }
    RecordHeader header =
        new RecordHeader(
            segment.getInt(offset),
            segment.getLong(offset + 8),
            segment.getInt(offset + 16),
            segment.getInt(offset + 20));
    boolean plausible =
        header.length() == SEAL
            || (header.length() >= 4
                && header.length() <= segment.limit() - offset - RECORD_HEADER_BYTES);
    if (!plausible) {
      return null;
    }
    int crc = headerCrc(new CRC32C(), headerScratch(), LogPosition.of(segmentId, offset), header);
    return segment.getInt(offset + 4) == crc ? header : null;
  }

  /** Whether the payload behind a valid header is what was written. */
  static boolean payloadValid(ByteBuffer segment, int offset, RecordHeader header) {
    if (header.length() == SEAL) {
      return true;
    }
    CRC32C crc = new CRC32C();
    crc.update(segment.slice(offset + RECORD_HEADER_BYTES, header.length()));
    return (int) crc.getValue() == header.payloadCrc();
  }

  /**
   * What stands before a payload.
   *
   * @param length of the payload, or {@link #SEAL}
   * @param synced position up to which the log was known to be on disk when this was written
   */
  record RecordHeader(int length, long synced, int payloadCrc, int tableId) {
    boolean isSeal() {
      return length == SEAL;
    }
  }
}
