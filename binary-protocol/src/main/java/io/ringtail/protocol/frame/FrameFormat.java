// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.frame;

/** The layout of a frame; big endian. {@code docs/formats/protocol.md} has the table. */
public final class FrameFormat {
  /** The protocol's version, carried in every frame. */
  public static final int VERSION = 1;

  /** Bytes of the length field, which counts everything behind it. */
  public static final int LENGTH_BYTES = 4;

  /**
   * version 1 + flags 1 + opcode 1 + rank 1 + stream 4 + epoch 8 + clock 8 + time 4 + sent 4 +
   * request writer 8 + request counter 8.
   */
  public static final int HEADER_BYTES = 48;

  /** Bytes of the CRC32C over header and body, behind the body. */
  public static final int CHECKSUM_BYTES = 4;

  /** Longest frame that is taken once the handshake is done, length field apart: 16 MiB. */
  public static final int FRAME_BYTES_MAX = 16 << 20;

  /** Longest frame that is taken before the handshake is done. */
  public static final int HANDSHAKE_BYTES_MAX = 4 << 10;

  private FrameFormat() {}
}
