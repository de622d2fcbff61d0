// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.delay;

import io.ringtail.driver.connection.Caller;
import io.ringtail.driver.connection.Handshake;
import io.ringtail.driver.connection.Identity;
import io.ringtail.driver.connection.Surroundings;
import io.ringtail.driver.netty.Loops;
import io.ringtail.driver.netty.SocketTransport;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.protocol.time.HybridClock;
import io.ringtail.protocol.time.SystemClock;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * How long the way to a node and back takes: the least request there is, alone on its connection.
 * Confined to the caller's thread.
 */
final class RoundTrips implements AutoCloseable {
  private static final int PINGS = 300;
  private static final long TIMEOUT_MICROS = 5_000_000;

  private final Loops loops = new Loops(1, "round-trips");
  private final Caller caller =
      new Caller(
          Surroundings.of(
              new SocketTransport(),
              loops.all().getFirst(),
              SystemClock.INSTANCE,
              new HybridClock(SystemClock.INSTANCE, HybridClock.MAX_SKEW_MILLIS_DEFAULT),
              new SplittableRandom(),
              new Identity("bench delay", "1", null),
              () -> 0L),
          Handshake.WITH_ANYBODY);

  /** The median, in milliseconds. */
  double millisTo(Endpoint endpoint) {
    long[] nanos = new long[PINGS];
    for (int i = 0; i < PINGS; i++) {
      long began = System.nanoTime();
      ping(endpoint).orTimeout(TIMEOUT_MICROS, TimeUnit.MICROSECONDS).join();
      nanos[i] = System.nanoTime() - began;
    }
    Arrays.sort(nanos);
    return nanos[PINGS / 2] / 1e6;
  }

  private CompletableFuture<Response> ping(Endpoint endpoint) {
    CompletableFuture<Response> answer = new CompletableFuture<>();
    loops
        .all()
        .getFirst()
        .execute(() ->
            caller.call(
                endpoint,
                new Request.Ping(),
                TIMEOUT_MICROS,
                new Caller.Callback() {
                  @Override
                  public void answered(Response response) {
                    answer.complete(response);
                  }

                  @Override
                  public void failed(String why, boolean maybeDone) {
                    answer.completeExceptionally(new IllegalStateException(why));
                  }
                }));
    return answer;
  }

  @Override
  public void close() {
    loops.all().getFirst().execute(caller::close);
    loops.close();
  }
}
