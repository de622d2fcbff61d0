// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.cli;

import io.ringtail.driver.connection.Caller;
import io.ringtail.driver.connection.Handshake;
import io.ringtail.driver.connection.Identity;
import io.ringtail.driver.connection.Surroundings;
import io.ringtail.driver.netty.Loops;
import io.ringtail.driver.netty.SocketTransport;
import io.ringtail.node.NodeVersion;
import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.protocol.ring.Epoch;
import io.ringtail.protocol.time.HybridClock;
import io.ringtail.protocol.time.SystemClock;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Asks a running node how it and its peers are. */
@Command(
    name = "status",
    description = "Show the nodes, liveness, epoch, vnodes and tables of a running cluster.",
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  private static final long TIMEOUT_SECONDS = 5;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "HOST:PORT",
      description = "the node to ask; default 127.0.0.1:7400")
  private String endpoint = "127.0.0.1:" + Endpoint.PORT_DEFAULT;

  @Override
  public Integer call() throws Exception {
    Endpoint target = Endpoint.parse(endpoint);
    Loops loops = new Loops(1, "ringtail-status");
    try {
      ScheduledExecutorService loop = loops.all().getFirst();
      Caller caller =
          new Caller(
              Surroundings.of(
                  new SocketTransport(),
                  loop,
                  SystemClock.INSTANCE,
                  new HybridClock(SystemClock.INSTANCE, HybridClock.MAX_SKEW_MILLIS_DEFAULT),
                  new SplittableRandom(ThreadLocalRandom.current().nextLong()),
                  new Identity("ringtail-status", NodeVersion.TEXT, null),
                  () -> 0),
              Handshake.WITH_ANYBODY);
      Response map = ask(caller, loop, target, new Request.FetchMap(Epoch.NONE));
      Response status = ask(caller, loop, target, new Request.FetchStatus());
      System.out.print(StatusTable.text(mapOf(map), statusOf(status)));
      System.out.flush();
      return 0;
    } finally {
      loops.close();
    }
  }

  private static ClusterMap mapOf(Response response) throws IOException {
    if (response instanceof Response.MapDone done && done.map() != null) {
      return done.map();
    }
    throw unexpected(response);
  }

  private static Response.StatusDone statusOf(Response response) throws IOException {
    if (response instanceof Response.StatusDone done) {
      return done;
    }
    throw unexpected(response);
  }

  private static IOException unexpected(Response response) {
    return response instanceof Response.Refused refused
        ? new IOException("the node refuses: " + refused.detail())
        : new IOException("the node answers with " + response.getClass().getSimpleName());
  }

  private static Response ask(
      Caller caller, ScheduledExecutorService loop, Endpoint target, Request request)
      throws Exception {
    CompletableFuture<Response> answer = new CompletableFuture<>();
    loop.execute(() ->
        caller.call(
            target,
            request,
            TimeUnit.SECONDS.toMicros(TIMEOUT_SECONDS),
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
}
