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
    throw new IllegalStateException("not yet");
  }

  /** Fills in the length and appends the checksum of the frame that begins at an index. */
  public static void end(int start, ByteBuf out) {
    throw new IllegalStateException("not yet");
  }
}
