// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.frame;

import io.netty.buffer.ByteBuf;

/**
 * Writes frames: begins with the header, lets the caller append the body, then fills in length and
 * checksum. Stateless.
 */
public final class FrameWriter {
  private FrameWriter() {}

  /**
   * Appends length field (unfilled) and header. Returns the index in the buffer at which the frame
   * begins, for {@link #end}.
   */
  public static int begin(FrameHeader header, ByteBuf out) {
    int start = out.writerIndex();
    out.ensureWritable(FrameFormat.LENGTH_BYTES + FrameFormat.HEADER_BYTES);
    out.writeInt(0);
    out.writeInt(
        FrameFormat.VERSION << 24 | (header.opcode() & 0xFF) << 8 | (header.rank() & 0xFF));
    out.writeInt(header.streamId());
    out.writeLong(header.epoch());
    out.writeLong(header.clock());
    out.writeInt(header.timeMicros());
    out.writeInt(header.sentMicros());
    out.writeLong(header.requestWriter());
    out.writeLong(header.requestCounter());
    return start;
  }

  /**
   * Fills in the length and appends the checksum of the frame that begins at an index.
   *
   * @throws IllegalArgumentException when the frame is longer than any reader takes; it is removed
   *     from the buffer then
   */
  public static void end(int start, ByteBuf out) {
    int covered = start + FrameFormat.LENGTH_BYTES;
    int length = out.writerIndex() - covered + FrameFormat.CHECKSUM_BYTES;
    if (length > FrameFormat.FRAME_BYTES_MAX) {
      out.writerIndex(start);
      throw new IllegalArgumentException(
          "a frame of "
              + length
              + " bytes is longer than the "
              + FrameFormat.FRAME_BYTES_MAX
              + " that are taken");
    }
    out.setInt(start, length);
    out.writeInt(new FrameChecksum().of(out, covered, out.writerIndex() - covered));
  }
}
