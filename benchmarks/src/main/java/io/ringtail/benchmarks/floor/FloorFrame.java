// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.floor;

import io.netty.buffer.ByteBuf;
import java.util.zip.CRC32C;

/**
 * The floor's frames: a length, an operation, a stream id, two longs that stand for epoch and
 * clock, a key, a value, and a CRC32C of everything between the length and itself. As small as a
 * frame that does its work can be. One instance for each event loop: it reuses its checksum.
 */
final class FloorFrame {
  static final byte ANSWER = 0;
  static final byte WRITE = 1;
  static final byte READ = 2;

  static final int FRAME_BYTES_MAX = 1 << 20;
  static final int LENGTH_BYTES = 4;

  /** Where the stream id lies in a frame whose length field has been taken off. */
  static final int STREAM_AT = 1;

  private static final int CRC_BYTES = 4;
  private final CRC32C crc = new CRC32C();

  /** Begins a frame; its length follows in {@link #end}. */
  void begin(ByteBuf out, byte operation, int stream, long epoch, long clock) {
    out.writeInt(0);
    out.writeByte(operation);
    out.writeInt(stream);
    out.writeLong(epoch);
    out.writeLong(clock);
  }

  /** Ends the frame that fills the buffer: sets its length, appends its checksum. */
  void end(ByteBuf out) {
    int bodyBytes = out.writerIndex() - LENGTH_BYTES;
    out.setInt(0, bodyBytes + CRC_BYTES);
    out.writeInt(checksum(out, LENGTH_BYTES, bodyBytes));
  }

  /** Refuses a frame, its length field taken off, whose checksum does not fit. */
  void check(ByteBuf in) {
    int from = in.readerIndex();
    int bodyBytes = in.readableBytes() - CRC_BYTES;
    int expected = in.getInt(from + bodyBytes);
    int found = checksum(in, from, bodyBytes);
    if (expected != found) {
      throw new IllegalStateException("frame checksum: expected " + expected + ", found " + found);
    }
  }

  private int checksum(ByteBuf bytes, int from, int length) {
    crc.reset();
    crc.update(bytes.internalNioBuffer(from, length));
    return (int) crc.getValue();
  }
}
