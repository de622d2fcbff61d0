// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.frame;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a connection's bytes into frames, however they arrive. Checks the length against the limit
 * before it keeps anything, then the checksum, then the version. Frames that arrive whole are read
 * where they lie; only a frame that is cut is collected in a buffer, which grows with what has
 * arrived, not with what is announced. Confined to its connection's thread.
 */
public final class FrameReader {
  /** Takes each frame of a connection in turn. */
  @FunctionalInterface
  public interface Sink {
    /**
     * The body lies between the buffer's reader and writer index, and is only valid during the
     * call: the buffer holds other frames as well.
     */
    void frame(FrameHeader header, ByteBuf body);
  }

  /** Shortest frame, length field apart. */
  private static final int FRAME_BYTES_MIN = FrameFormat.HEADER_BYTES + FrameFormat.CHECKSUM_BYTES;

  /** First size of the buffer for a frame that is cut. */
  private static final int PARTIAL_BYTES_START = 1 << 10;

  private final FrameChecksum checksum = new FrameChecksum();
  private int frameBytesMax;
  private @Nullable ByteBuf partial;
  private boolean closed;

  public FrameReader(int frameBytesMax) {
    this.frameBytesMax = frameBytesMax;
  }

  /** Sets the longest frame that is taken from now on. */
  public void limit(int bytesMax) {
    frameBytesMax = bytesMax;
  }

  /**
   * Takes bytes, which stay the caller's, and hands every frame that is complete to the sink. The
   * sink may close the reader, which ends the call.
   *
   * @throws MalformedException when the connection has to be closed
   */
  public void read(ByteBuf bytes, Sink sink) {
    while (!closed && bytes.isReadable()) {
      if (partial != null) {
        fill(partial, bytes, sink);
        continue;
      }
      int length = lengthIn(bytes);
      if (length < 0 || bytes.readableBytes() - FrameFormat.LENGTH_BYTES < length) {
        partial = bytes.alloc().buffer(Math.max(PARTIAL_BYTES_START, bytes.readableBytes()));
        partial.writeBytes(bytes);
        return;
      }
      bytes.skipBytes(FrameFormat.LENGTH_BYTES);
      deliver(bytes, length, sink);
    }
  }

  /** Lets go of what was kept of an incomplete frame. Nothing is read any more. */
  public void close() {
    closed = true;
    ByteBuf kept = partial;
    partial = null;
    if (kept != null) {
      kept.release();
    }
  }

  /** Adds to the frame that is cut what belongs to it, and delivers it when it is whole. */
  private void fill(ByteBuf kept, ByteBuf bytes, Sink sink) {
    int length = lengthIn(kept);
    int wanted = FrameFormat.LENGTH_BYTES + Math.max(length, 0) - kept.readableBytes();
    int taken = Math.min(wanted, bytes.readableBytes());
    kept.writeBytes(bytes, taken);
    if (length >= 0 && taken == wanted) {
      partial = null;
      try {
        kept.skipBytes(FrameFormat.LENGTH_BYTES);
        deliver(kept, length, sink);
      } finally {
        kept.release();
      }
    } else if (length < 0 && taken == wanted) {
      lengthIn(kept); // refuses a bad length before anything behind it is kept
    }
  }

  /** The checked length of the frame that begins here; -1 when the field itself is cut. */
  private int lengthIn(ByteBuf bytes) {
    if (bytes.readableBytes() < FrameFormat.LENGTH_BYTES) {
      return -1;
    }
    int length = bytes.getInt(bytes.readerIndex());
    if (length < FRAME_BYTES_MIN || length > frameBytesMax) {
      throw new MalformedException(
          "a frame's length is "
              + Integer.toUnsignedString(length)
              + " bytes; from "
              + FRAME_BYTES_MIN
              + " to "
              + frameBytesMax
              + " were expected");
    }
    return length;
  }

  /** Checks the frame whose length field was just read, and moves behind it. */
  private void deliver(ByteBuf bytes, int length, Sink sink) {
    int start = bytes.readerIndex();
    int behind = start + length;
    int bodyEnd = behind - FrameFormat.CHECKSUM_BYTES;
    int found = checksum.of(bytes, start, bodyEnd - start);
    int expected = bytes.getInt(bodyEnd);
    if (found != expected) {
      throw new MalformedException(
          String.format(
              "a frame's checksum is %08x, but its %d bytes give %08x", expected, length, found));
    }
    FrameHeader header = header(bytes);
    int written = bytes.writerIndex();
    bytes.writerIndex(bodyEnd);
    try {
      sink.frame(header, bytes);
    } finally {
      bytes.writerIndex(written);
      bytes.readerIndex(behind);
    }
  }

  private static FrameHeader header(ByteBuf in) {
    int version = in.readUnsignedByte();
    if (version != FrameFormat.VERSION) {
      throw new MalformedException(
          "a frame of protocol version "
              + version
              + " where "
              + FrameFormat.VERSION
              + " is spoken");
    }
    int flags = in.readUnsignedByte();
    int opcode = in.readUnsignedByte();
    int rank = in.readUnsignedByte();
    if (flags != 0) {
      throw new MalformedException("a frame has flags " + flags + "; they have to be 0");
    }
    int streamId = in.readInt();
    long epoch = in.readLong();
    long clock = in.readLong();
    int timeMicros = in.readInt();
    if (timeMicros < 0) {
      throw new MalformedException("a frame's time is negative: " + timeMicros);
    }
    return new FrameHeader(
        opcode,
        rank,
        streamId,
        epoch,
        clock,
        timeMicros,
        in.readInt(),
        in.readLong(),
        in.readLong());
  }
}
