// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.log;

import io.ringtail.node.storage.log.LogFormat.RecordHeader;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Records that were appended in this turn of the loop and not yet written to their segment.
 * Confined to the loop.
 */
final class LogBuffer {
  /** Enough for a turn's records of a hundred connections; larger turns make it grow. */
  private static final int BYTES_INITIAL = 1 << 16;

  /** A buffer that a rare large turn has blown up beyond this is given back. */
  private static final int BYTES_KEPT = 1 << 20;

  private final CRC32C crc = new CRC32C();
  private final ByteBuffer scratch = LogFormat.headerScratch();
  private ByteBuffer bytes = ByteBuffer.allocateDirect(BYTES_INITIAL);

  /** Bytes waiting to be written. */
  int length() {
    return bytes.position();
  }

  /** Appends a mutation's record, for the place in the log where it will be. */
  void append(long position, long synced, int tableId, byte[] key, byte[] content) {
    int payloadLength = LogFormat.payloadLength(key, content);
    int recordBytes = LogFormat.recordBytes(payloadLength);
    ensureRoom(recordBytes);
    int start = bytes.position();
    int payloadStart = start + LogFormat.RECORD_HEADER_BYTES;
    bytes.position(payloadStart);
    bytes.putInt(key.length).put(key).put(content);
    crc.reset();
    bytes.flip().position(payloadStart);
    crc.update(bytes);
    bytes.limit(bytes.capacity());
    putHeader(
        start, position, new RecordHeader(payloadLength, synced, (int) crc.getValue(), tableId));
    for (int at = payloadStart + payloadLength; at < start + recordBytes; at++) {
      bytes.put(at, (byte) 0);
    }
    bytes.position(start + recordBytes);
  }

  /** Appends the mark that nothing follows in the segment. */
  void appendSeal(long position, long synced) {
    ensureRoom(LogFormat.RECORD_HEADER_BYTES);
    int start = bytes.position();
    putHeader(start, position, new RecordHeader(LogFormat.SEAL, synced, 0, 0));
    bytes.position(start + LogFormat.RECORD_HEADER_BYTES);
  }

  private void putHeader(int at, long position, RecordHeader header) {
    bytes.putInt(at, header.length());
    bytes.putInt(at + 4, LogFormat.headerCrc(crc, scratch, position, header));
    bytes.putLong(at + 8, header.synced());
    bytes.putInt(at + 16, header.payloadCrc());
    bytes.putInt(at + 20, header.tableId());
  }

  private void ensureRoom(int count) {
    if (bytes.remaining() < count) {
      int needed = bytes.position() + count;
      ByteBuffer larger =
          ByteBuffer.allocateDirect(Math.max(needed, Math.min(2 * bytes.capacity(), 1 << 30)));
      bytes = larger.put(bytes.flip());
    }
  }

  /** The waiting bytes, to be written before {@link #clear}. */
  ByteBuffer pending() {
    return bytes.duplicate().flip();
  }

  void clear() {
    bytes =
        bytes.capacity() > BYTES_KEPT ? ByteBuffer.allocateDirect(BYTES_INITIAL) : bytes.clear();
  }
}
