// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.frame;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** The CRC32C of a part of a buffer, computed where the bytes lie. Confined to its user. */
final class FrameChecksum {
  private final CRC32C crc = new CRC32C();

  int of(ByteBuf bytes, int index, int length) {
    crc.reset();
    if (bytes.hasArray()) {
      crc.update(bytes.array(), bytes.arrayOffset() + index, length);
    } else if (bytes.nioBufferCount() == 1) {
      crc.update(bytes.internalNioBuffer(index, length));
    } else {
      for (ByteBuffer part : bytes.nioBuffers(index, length)) {
        crc.update(part);
      }
    }
    return (int) crc.getValue();
  }
}
