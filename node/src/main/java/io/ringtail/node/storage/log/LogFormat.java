// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.log;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.zip.CRC32C;

/** The bytes of a log segment; {@code docs/formats/commit-log.md} is the specification. */
public final class LogFormat {
  /** "RTLG" and the version of the format. */
  static final long MAGIC = 0x52544C4700000002L;

  /** What the magic of every version begins with. */
  static final int MAGIC_NAME = (int) (MAGIC >>> 32);

  /** Magic (8), segment id (4), CRC32C of both (4). */
  static final int SEGMENT_HEADER_BYTES = 16;

  /** Of a record's header: CRC32C (4) of the record's position and what follows. */
  static final int CRC_AT = 0;

  /** Length of the payload (4), or {@link #SEAL}. */
  static final int LENGTH_AT = 4;

  /** Position up to which the log was known to be on disk (8). */
  static final int SYNCED_AT = 8;

  /** CRC32C of the payload (4). */
  static final int PAYLOAD_CRC_AT = 16;

  /** Id of the table (4), or {@link #NO_TABLE}. */
  static final int TABLE_ID_AT = 20;

  /** The token's first 16 bits (2): a vnode is never smaller. */
  static final int SLICE_AT = 24;

  /** Length of the key (2). */
  static final int KEY_LENGTH_AT = 26;

  /** The payload, key and content, is behind these. */
  static final int RECORD_HEADER_BYTES = 28;

  /** Records start at multiples of this, so that a search for them need not look everywhere. */
  static final int ALIGNMENT = 8;

  /** In place of a payload's length: nothing follows in this segment. */
  static final int SEAL = -1;

  /** What a seal takes. */
  static final int SEAL_BYTES = recordBytes(0);

  /** In place of a table's id: the record holds nothing, where one was lost. */
  static final int NO_TABLE = -1;

  /** Slices of the ring: one for each value of a token's first 16 bits. */
  public static final int SLICES = 1 << 16;

  /** The longest key: its length takes two bytes. */
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

  /** Bytes that a record takes. */
  static int recordBytes(int payloadLength) {
    return aligned(RECORD_HEADER_BYTES + payloadLength);
  }

  /** A number of bytes, up to the next multiple of what records start at. */
  static int aligned(int bytes) {
    return (bytes + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /** Length of the payload of a mutation. */
  static int payloadLength(byte[] key, byte[] content) {
    return key.length + content.length;
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
