// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Two directions of ordered bytes to another process. Confined to its loop's thread. */
public interface Link {
  /** Where buffers for {@link #write} come from. */
  ByteBufAllocator allocator();

  /**
   * Takes bytes over, to be sent with the next flush. On a closed link they are released and
   * forgotten.
   */
  void write(ByteBuf bytes);

  /** Sends what was written, with as few system calls as it takes. */
  void flush();

  /** Whether less is waiting to be sent than the high-water mark. */
  boolean isWritable();

  /** Ends the link; {@link LinkListener#closed} follows, unless it was told before. */
  void close();
}
