// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.hint;

import io.ringtail.protocol.row.Mutation;
import java.nio.ByteBuffer;

/** Records that were appended to a segment and are not yet written to it. Confined to the loop. */
final class HintBuffer {
  private static final ByteBuffer NONE = ByteBuffer.allocateDirect(0);

  /** Enough for a turn's hints of some hundred small writes; larger turns make it grow. */
  private static final int BYTES_INITIAL = 1 << 15;

  /** A buffer that a rare large turn has blown up beyond this is given back. */
  private static final int BYTES_KEPT = 1 << 18;

  private ByteBuffer bytes = NONE;

  /** Bytes that wait to be written. */
  int length() {
    return bytes.position();
  }

  /**
   * Appends a record.
   *
   * @param place of its segment
   * @param offset where in the segment it will be
   */
  void append(ByteBuffer place, int offset, long createdMillis, Mutation mutation) {
    ensureRoom(HintFormat.recordBytes(mutation));
    int start = bytes.position();
    int payload = start + HintFormat.RECORD_HEADER_BYTES;
    bytes.position(payload).put(mutation.key()).put(mutation.content());
    bytes
        .putInt(
            start + HintFormat.PAYLOAD_CRC_AT,
            HintFormat.checksum(bytes, payload, bytes.position() - payload))
        .putLong(start + HintFormat.CREATED_AT, createdMillis)
        .putInt(start + HintFormat.TABLE_AT, mutation.tableId())
        .putInt(start + HintFormat.KEY_LENGTH_AT, mutation.key().length)
        .putInt(start + HintFormat.CONTENT_LENGTH_AT, mutation.content().length)
        .putInt(start + HintFormat.CRC_AT, HintFormat.headerChecksum(place, offset, bytes, start));
  }

  private void ensureRoom(int count) {
    if (bytes.remaining() < count) {
      int needed = bytes.position() + count;
      int capacity = Math.max(Math.max(needed, BYTES_INITIAL), 2 * bytes.capacity());
      bytes = ByteBuffer.allocateDirect(capacity).put(bytes.flip());
    }
  }

  /** The waiting bytes, to be written before {@link #clear}. */
  ByteBuffer pending() {
    return bytes.duplicate().flip();
  }

  void clear() {
    bytes = bytes.capacity() > BYTES_KEPT ? NONE : bytes.clear();
  }
}
