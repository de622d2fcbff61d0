// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.transport;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** What happens on a link. Called on the link's loop only. */
public interface LinkListener {
  void opened(Link link);

  /** Bytes came, in order, cut anywhere; the listener does not own them after it returns. */
  void received(ByteBuf bytes);

  /**
   * The link ended, or never opened; nothing follows.
   *
   * @param cause null when either side closed it on purpose
   */
  void closed(@Nullable Throwable cause);
}
