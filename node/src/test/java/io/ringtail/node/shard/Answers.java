// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.shard;

import io.ringtail.protocol.message.Event;
import io.ringtail.protocol.message.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;

/** A requester that keeps what it is answered, by stream. */
final class Answers implements Requester {
  final Map<Integer, Response> byStream = new LinkedHashMap<>();
  private final ScheduledExecutorService loop;

  Answers(ScheduledExecutorService loop) {
    this.loop = loop;
  }

  @Override
  public ScheduledExecutorService loop() {
    return loop;
  }

  @Override
  public void answer(int streamId, Response response) {
    if (byStream.put(streamId, response) != null) {
      throw new AssertionError("stream " + streamId + " is answered twice");
    }
  }

  @Override
  public void tell(Event event) {
    throw new AssertionError("no event is expected");
  }

  @Override
  public boolean isOpen() {
    return true;
  }
}
