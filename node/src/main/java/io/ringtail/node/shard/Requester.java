// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.shard;

import io.ringtail.protocol.message.Event;
import io.ringtail.protocol.message.Response;
import java.util.concurrent.ScheduledExecutorService;

/** Whoever asked, usually a connection. Confined to its loop. */
public interface Requester {
  /** The loop on which it is to be told. */
  ScheduledExecutorService loop();

  /** Takes the answer to a request; forgotten when the requester is gone. */
  void answer(int streamId, Response response);

  /** Tells something that was not asked for; forgotten when the requester is gone. */
  void tell(Event event);

  /** Whether anybody is still there. */
  boolean isOpen();
}
