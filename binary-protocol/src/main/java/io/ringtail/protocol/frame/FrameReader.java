// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.frame;

import io.netty.buffer.ByteBuf;

/**
 * Cuts a connection's bytes into frames, however they arrive. Checks the length against the limit
 * before it keeps anything, then the checksum, then the version. Confined to its connection's
 * thread.
 */
public final class FrameReader {
  /** Takes each frame of a connection in turn. */
  @FunctionalInterface
  public interface Sink {
    /** The body is only valid during the call. */
    void frame(FrameHeader header, ByteBuf body);
  }

  private int frameBytesMax;

  public FrameReader(int frameBytesMax) {
    this.frameBytesMax = frameBytesMax;
  }

  /** Sets the longest frame that is taken from now on. */
  public void limit(int bytesMax) {
    frameBytesMax = bytesMax;
  }

  /**
   * Takes bytes, which stay the caller's, and hands every frame that is complete to the sink.
   *
   * @throws MalformedException when the connection has to be closed
   */
  public void read(ByteBuf bytes, Sink sink) {
    throw new IllegalStateException("not yet");
  }

  /** Lets go of what was kept of an incomplete frame. */
  public void close() {}
}
