// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Records that were appended in this turn of the loop and not yet written to their segment: batches
 * that were ended, and one that may be open. Confined to the loop.
 */
final class LogBuffer {
  /** Enough for a turn's records of a hundred connections; larger turns make it grow. */
  private static final int BYTES_INITIAL = 1 << 16;

  /** A buffer that a rare large turn has blown up beyond this is given back. */
  private static final int BYTES_KEPT = 1 << 20;

  private final CRC32C crc = new CRC32C();
  private final ByteBuffer place = ByteBuffer.allocate(Long.BYTES);
  private final LogBatch batch = new LogBatch();
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

  /** Bytes waiting to be written; at most so many while a batch is open. */
  int length() {
    return bytes.position() + batch.bytesMax();
  }

  /** What the batch that is open takes at least. */
  int openBytesMin() {
    return batch.bytesMin();
  }

  /** What the batch that is open takes at most. */
  int openBytesMax() {
    return batch.bytesMax();
  }

  /** Adds a mutation's record to the batch that is open, or opens one. */
  void append(int tableId, long token, byte[] key, byte[] content) {
    batch.add(tableId, token, key, content);
  }

  /** Whether the batch has to be ended before another record is appended. */
  boolean isBatchFull() {
    return batch.isFull();
  }

  /**
   * Ends the batch that is open, if one is.
   *
   * @param position where in the log it will be
   * @return how many bytes it takes
   */
  int endBatch(long position, long synced) {
    if (batch.isEmpty()) {
      return 0;
    }
    ensureRoom(batch.bytesMax());
    int start = bytes.position();
    batch.end(bytes, position, synced);
    return bytes.position() - start;
  }

  /** Appends the mark that nothing follows in the segment. */
  void appendSeal(long position, long synced) {
    appendMark(LogFormat.SEAL, LogFormat.SEAL_BYTES, position, synced);
  }

  /** Appends what holds nothing, over so many bytes of a segment. */
  void appendFiller(long position, long synced, int spanBytes) {
    appendMark(LogFormat.FILLER, spanBytes, position, synced);
  }

  private void appendMark(int kind, int spanBytes, long position, long synced) {
    ensureRoom(spanBytes);
    int start = bytes.position();
    bytes.put(start + LogFormat.KIND_AT, (byte) kind);
    bytes.putInt(start + LogFormat.SPAN_AT, spanBytes);
    bytes.putLong(start + LogFormat.SYNCED_AT, synced);
    zero(start + LogFormat.SEAL_BYTES, start + spanBytes);
    crc.reset();
    crc.update(place.putLong(0, position).clear());
    update(start + LogFormat.KIND_AT, start + LogFormat.CRC_AT);
    update(start + LogFormat.COVERED_AT, start + LogFormat.SEAL_BYTES);
    bytes.putInt(start + LogFormat.CRC_AT, (int) crc.getValue());
    bytes.position(start + spanBytes);
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
