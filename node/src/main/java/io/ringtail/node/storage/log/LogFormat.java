// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.log;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.zip.CRC32C;

/** The bytes of a log segment; {@code docs/formats/commit-log.md} is the specification. */
public final class LogFormat {
  /** "RTLG" and the version of the format. */
  static final long MAGIC = 0x52544C4700000003L;

  /** What the magic of every version begins with. */
  static final int MAGIC_NAME = (int) (MAGIC >>> 32);

  /** Magic (8), segment id (4), CRC32C of both (4). */
  static final int SEGMENT_HEADER_BYTES = 16;

  /** Of every entry: the number of its records (1), or {@link #SEAL} or {@link #FILLER}. */
  static final int KIND_AT = 0;

  /** CRC32C (4) of the entry's position and its header, but for these bytes. */
  static final int CRC_AT = 1;

  /** What the header's checksum covers begins here. */
  static final int COVERED_AT = 5;

  /** Of a batch: CRC32C of the payload (4). */
  static final int PAYLOAD_CRC_AT = 5;

  /**
   * Of a batch: varints of the payload's length and of how far back the log was known to be on
   * disk; then the slice (2) of each record; then the payload.
   */
  static final int LENGTHS_AT = 9;

  /** Of a seal or filler: what it takes (4), zeros behind its header included. */
  static final int SPAN_AT = 5;

  /** Of a seal or filler: position up to which the log was known to be on disk (8). */
  static final int SYNCED_AT = 9;

  /** What a seal takes, and a filler at least; less than any batch does. */
  static final int SEAL_BYTES = 17;

  /** Nothing follows in this segment. */
  static final int SEAL = 255;

  /** Holds nothing, where records were lost. */
  static final int FILLER = 254;

  /**
   * Most records of a batch: what its header and its checksums take is little beside so many, and
   * little is lost with one.
   */
  static final int BATCH_RECORDS_MAX = 64;

  /** A batch is ended once its payload is as long: four pages of a disk are lost with it. */
  static final int BATCH_BYTES = 1 << 14;

  /** Most bytes of a varint of 32 bits. */
  static final int INT_BYTES_MAX = 5;

  /** A batch's header without slices takes no more: two varints, of 32 and of 64 bits. */
  static final int HEADER_BYTES_MAX = LENGTHS_AT + INT_BYTES_MAX + 10;

  /** A batch's header without slices takes no less: two varints. */
  static final int HEADER_BYTES_MIN = LENGTHS_AT + 2;

  static final int SLICE_BYTES = 2;

  /**
   * So many bytes at the beginning of a content are told by what differs from the content before:
   * the version and what else comes before the value where a row has one cell.
   */
  static final int HEAD_BYTES = 24;

  /** One bit for each byte of the head. */
  static final int HEAD_MAP_BYTES = HEAD_BYTES / 8;

  /** Ids of tables, lengths of keys and of contents (varints), and the map of the head. */
  static final int RECORD_BYTES_MIN = 3 + HEAD_MAP_BYTES;

  /** Slices of the ring: one for each value of a token's first 16 bits. */
  public static final int SLICES = 1 << 16;

  /** The longest key. */
  public static final int KEY_BYTES_MAX = (1 << 16) - 1;

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

  /** Bytes that a record takes at most: as if it were the only one of its batch. */
  static int recordBytesMax(byte[] key, byte[] content) {
    return HEADER_BYTES_MAX
        + SLICE_BYTES
        + 3 * INT_BYTES_MAX
        + HEAD_MAP_BYTES
        + key.length
        + content.length;
  }

  static ByteBuffer segmentHeader(int segmentId) {
    ByteBuffer header = ByteBuffer.allocate(SEGMENT_HEADER_BYTES);
    header.putLong(MAGIC).putInt(segmentId);
    CRC32C crc = new CRC32C();
    crc.update(header.array(), 0, 12);
    return header.putInt((int) crc.getValue()).flip();
  }

  /** The slice of the ring that a token is in. */
  public static int sliceOf(long token) {
    return (int) (token >>> 48);
  }
}
