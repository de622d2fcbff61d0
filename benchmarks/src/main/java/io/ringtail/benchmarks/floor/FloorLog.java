// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.floor;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The floor's log: records gather in a buffer that is written when full and never synced. Confined
 * to the server's event loop.
 */
final class FloorLog {
  private static final int BUFFER_BYTES = 1 << 20;

  /**
   * Where the file starts again from its beginning, so that a long run needs no more disk than a
   * log segment does.
   */
  private static final long FILE_BYTES_MAX = 256L << 20;

  private final FileChannel file;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);

  FloorLog(Path path) throws IOException {
    file =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING);
  }

  void append(ByteBuf bytes, int from, int length) throws IOException {
    if (buffer.remaining() < Integer.BYTES + length) {
      drain();
    }
    buffer.putInt(length);
    buffer.put(bytes.internalNioBuffer(from, length));
  }

  private void drain() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      file.write(buffer);
    }
    buffer.clear();
    if (file.position() > FILE_BYTES_MAX) {
      file.position(0);
    }
  }
}
