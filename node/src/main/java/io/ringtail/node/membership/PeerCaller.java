// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.membership;

import io.ringtail.driver.connection.Caller;
import io.ringtail.protocol.map.Node;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Asks other nodes over the driver's connections. Confined to shard 0's thread. */
public final class PeerCaller implements Peers {
  private final Caller caller;

  public PeerCaller(Caller caller) {
    this.caller = caller;
  }

  @Override
  public void ask(
      Node peer, Request.Control request, long timeoutMillis, Consumer<@Nullable Response> answer) {
    caller.call(
        peer.endpoint(),
        request,
        TimeUnit.MILLISECONDS.toMicros(timeoutMillis),
        new Caller.Callback() {
          @Override
          public void answered(Response response) {
            answer.accept(response);
          }

          @Override
          public void failed(String why, boolean maybeDone) {
            answer.accept(null);
          }
        });
  }

  /** Ends all connections. */
  public void close() {
    caller.close();
  }
}
