// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.cli;

import io.ringtail.driver.connection.Caller;
import io.ringtail.driver.connection.Handshake;
import io.ringtail.driver.connection.Identity;
import io.ringtail.driver.connection.Surroundings;
import io.ringtail.driver.netty.Loops;
import io.ringtail.driver.netty.SocketTransport;
import io.ringtail.node.NodeVersion;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.protocol.time.HybridClock;
import io.ringtail.protocol.time.SystemClock;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** A command's connection to a running node. Used by the command's thread alone. */
final class NodeQuestion implements AutoCloseable {
  private final Endpoint target;
  private final Loops loops;
  private final ScheduledExecutorService loop;
  private final Caller caller;

  /** A connection that is made with the first request. */
  NodeQuestion(String program, String endpoint) {
    this.target = Endpoint.parse(endpoint);
    this.loops = new Loops(1, program);
    this.loop = loops.all().getFirst();
    this.caller =
        new Caller(
            Surroundings.of(
                new SocketTransport(),
                loop,
                SystemClock.INSTANCE,
                new HybridClock(SystemClock.INSTANCE, HybridClock.MAX_SKEW_MILLIS_DEFAULT),
                new SplittableRandom(ThreadLocalRandom.current().nextLong()),
                new Identity(program, NodeVersion.TEXT, null),
                () -> 0),
            Handshake.WITH_ANYBODY);
  }

  /**
   * Asks, and waits for the answer.
   *
   * @throws IOException when there is none, or another one than is expected
   */
  <T extends Response> T ask(Request request, Class<T> expected, long timeoutSeconds)
      throws Exception {
    Response response = ask(request, timeoutSeconds);
    if (expected.isInstance(response)) {
      return expected.cast(response);
    }
    throw response instanceof Response.Refused refused
        ? new IOException("the node refuses: " + refused.detail())
        : new IOException("the node answers with " + response.getClass().getSimpleName());
  }

  private Response ask(Request request, long timeoutSeconds) throws Exception {
    CompletableFuture<Response> answer = new CompletableFuture<>();
    loop.execute(() ->
        caller.call(
            target,
            request,
            TimeUnit.SECONDS.toMicros(timeoutSeconds),
            new Caller.Callback() {
              @Override
              public void answered(Response response) {
                answer.complete(response);
              }

              @Override
              public void failed(String why, boolean maybeDone) {
                answer.completeExceptionally(new IOException(why + "; is a node running there?"));
              }
            }));
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : e;
    }
  }

  @Override
  public void close() {
    loops.close();
  }
}
