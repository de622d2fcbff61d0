// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.listener;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** What happens on an accepted link, told on the loop that it is on. */
public interface ServerLinkListener {
  /** Bytes came, in order, cut anywhere; they are not the listener's after it returns. */
  void received(ByteBuf bytes);

  /**
   * The link ended; nothing follows.
   *
   * @param cause null when either side closed it on purpose
   */
  void closed(@Nullable Throwable cause);
}
