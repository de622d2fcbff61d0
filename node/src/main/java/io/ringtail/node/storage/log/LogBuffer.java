// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.log;

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
  private final ByteBuffer place = ByteBuffer.allocate(Long.BYTES);
  private ByteBuffer bytes;

  LogBuffer() {
    this(BYTES_INITIAL);
  }

  /**
   * An empty buffer.
   *
   * @param bytesInitial it has room for so many, and grows when it has to
   */
  LogBuffer(int bytesInitial) {
    bytes = ByteBuffer.allocateDirect(bytesInitial);
  }

  /** Bytes waiting to be written. */
  int length() {
    return bytes.position();
  }

  /** Appends a mutation's record, for the place in the log where it will be. */
  void append(long position, long synced, int tableId, long token, byte[] key, byte[] content) {
    int payloadLength = LogFormat.payloadLength(key, content);
    int start = begin(payloadLength);
    int payloadStart = start + LogFormat.RECORD_HEADER_BYTES;
    bytes.putInt(start + LogFormat.TABLE_ID_AT, tableId);
    bytes.putShort(start + LogFormat.SLICE_AT, (short) LogFormat.sliceOf(token));
    bytes.putShort(start + LogFormat.KEY_LENGTH_AT, (short) key.length);
    bytes.position(payloadStart);
    bytes.put(key).put(content);
    bytes.putInt(
        start + LogFormat.PAYLOAD_CRC_AT, checksum(payloadStart, payloadStart + payloadLength));
    finish(start, position, synced, payloadLength);
  }

  /** Appends the mark that nothing follows in the segment. */
  void appendSeal(long position, long synced) {
    int start = begin(0);
    finish(start, position, synced, LogFormat.SEAL);
  }

  /** Appends a record that holds nothing, over so many bytes of a segment. */
  void appendFiller(long position, long synced, int recordBytes) {
    int payloadLength = recordBytes - LogFormat.RECORD_HEADER_BYTES;
    int start = begin(payloadLength);
    int payloadStart = start + LogFormat.RECORD_HEADER_BYTES;
    zero(payloadStart, payloadStart + payloadLength);
    bytes.putInt(start + LogFormat.TABLE_ID_AT, LogFormat.NO_TABLE);
    bytes.putInt(
        start + LogFormat.PAYLOAD_CRC_AT, checksum(payloadStart, payloadStart + payloadLength));
    finish(start, position, synced, payloadLength);
  }

  /**
   * Makes room for a record, zeroed but for its payload; returns where it begins. Records are
   * multiples of eight bytes long.
   */
  private int begin(int payloadLength) {
    int recordBytes = LogFormat.recordBytes(payloadLength);
    ensureRoom(recordBytes);
    int start = bytes.position();
    zero(start, start + LogFormat.RECORD_HEADER_BYTES);
    bytes.putLong(start + recordBytes - Long.BYTES, 0);
    return start;
  }

  private void zero(int from, int to) {
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      bytes.putLong(at, 0);
    }
    for (; at < to; at++) {
      bytes.put(at, (byte) 0);
    }
  }

  /** Completes the header; {@code length} may stand for a seal. */
  private void finish(int start, long position, long synced, int length) {
    bytes.putInt(start + LogFormat.LENGTH_AT, length);
    bytes.putLong(start + LogFormat.SYNCED_AT, synced);
    crc.reset();
    crc.update(place.putLong(0, position).clear());
    update(start + LogFormat.LENGTH_AT, start + LogFormat.RECORD_HEADER_BYTES);
    bytes.putInt(start + LogFormat.CRC_AT, (int) crc.getValue());
    bytes.position(start + LogFormat.recordBytes(Math.max(0, length)));
  }

  private int checksum(int from, int to) {
    crc.reset();
    update(from, to);
    return (int) crc.getValue();
  }

  private void update(int from, int to) {
    bytes.limit(to).position(from);
    crc.update(bytes);
    bytes.limit(bytes.capacity());
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
