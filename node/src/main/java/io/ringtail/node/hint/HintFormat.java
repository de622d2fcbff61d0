// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.hint;

import io.ringtail.protocol.ring.NodeId;
import io.ringtail.protocol.row.Mutation;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The bytes of a segment of hints; {@code docs/formats/hints.md} is the specification. */
final class HintFormat {
  /** "RTHI" and the version of the format. */
  static final long MAGIC = 0x52544849_00000001L;

  /** What the magic of every version begins with. */
  static final int MAGIC_NAME = (int) (MAGIC >>> 32);

  /** Magic (8), segment id (4), target (16), CRC32C of all of it (4). */
  static final int SEGMENT_HEADER_BYTES = 32;

  private static final int SEGMENT_CRC_AT = 28;

  /** Of a record: CRC32C (4) of its place and its header, but for these bytes. */
  static final int CRC_AT = 0;

  /** What the header's checksum covers begins here: the payload's CRC32C (4). */
  static final int PAYLOAD_CRC_AT = 4;

  /** When it was made (8). */
  static final int CREATED_AT = 8;

  static final int TABLE_AT = 16;
  static final int KEY_LENGTH_AT = 20;
  static final int CONTENT_LENGTH_AT = 24;

  /** Behind it come the key and the content. */
  static final int RECORD_HEADER_BYTES = 28;

  /** A record's place: target (16), segment id (4), offset (4). */
  private static final int PLACE_BYTES = 24;

  private static final int PLACE_OFFSET_AT = 20;
  private static final String FILE_PREFIX = "hints-";

  private HintFormat() {}

  static String fileName(int segmentId) {
    return FILE_PREFIX + String.format(Locale.ROOT, "%08x", segmentId);
  }

  /** The segment id that a file's name tells; 0 when it is not a segment's. */
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

  /** The target that a folder's name tells; null when it is not a target's. */
  static @Nullable NodeId targetOf(String folderName) {
    try {
      UUID id = UUID.fromString(folderName);
      return id.toString().equals(folderName) ? new NodeId(id) : null;
    } catch (IllegalArgumentException foreign) {
      return null;
    }
  }

  static ByteBuffer segmentHeader(NodeId target, int segmentId) {
    ByteBuffer header = ByteBuffer.allocate(SEGMENT_HEADER_BYTES);
    header.putLong(MAGIC).putInt(segmentId);
    header.putLong(target.value().getMostSignificantBits());
    header.putLong(target.value().getLeastSignificantBits());
    return header.putInt(checksum(header, 0, SEGMENT_CRC_AT)).flip();
  }

  /** The version of a segment's format, if another one has written its header, whole; else 0. */
  static int foreignVersion(ByteBuffer header) {
    if (header.remaining() < SEGMENT_HEADER_BYTES || header.getInt(0) != MAGIC_NAME) {
      return 0;
    }
    boolean whole = header.getInt(SEGMENT_CRC_AT) == checksum(header, 0, SEGMENT_CRC_AT);
    return whole && header.getLong(0) != MAGIC ? header.getInt(4) : 0;
  }

  static int recordBytes(Mutation mutation) {
    return RECORD_HEADER_BYTES + mutation.key().length + mutation.content().length;
  }

  /** Where a segment's records are, but for their offsets. */
  static ByteBuffer place(NodeId target, int segmentId) {
    ByteBuffer place = ByteBuffer.allocate(PLACE_BYTES);
    place.putLong(target.value().getMostSignificantBits());
    place.putLong(target.value().getLeastSignificantBits());
    return place.putInt(segmentId);
  }

  /**
   * The checksum of a record's header.
   *
   * @param place the segment's; its offset is overwritten
   * @param offset where the record is in the segment
   * @param at where it is in the bytes
   */
  static int headerChecksum(ByteBuffer place, int offset, ByteBuffer bytes, int at) {
    CRC32C crc = new CRC32C();
    crc.update(place.putInt(PLACE_OFFSET_AT, offset).clear());
    crc.update(bytes.slice(at + PAYLOAD_CRC_AT, RECORD_HEADER_BYTES - PAYLOAD_CRC_AT));
    return (int) crc.getValue();
  }

  static int checksum(ByteBuffer bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.slice(from, length));
    return (int) crc.getValue();
  }
}
