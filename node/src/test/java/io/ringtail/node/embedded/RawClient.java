// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.embedded;

import io.ringtail.driver.connection.Caller;
import io.ringtail.driver.connection.Handshake;
import io.ringtail.driver.connection.Identity;
import io.ringtail.driver.connection.Surroundings;
import io.ringtail.driver.netty.Loops;
import io.ringtail.driver.netty.SocketTransport;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.Mutation;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import io.ringtail.protocol.time.HybridClock;
import io.ringtail.protocol.time.SystemClock;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A client that sends single requests to one node, with whatever epoch it likes. */
public final class RawClient implements AutoCloseable {
  private final Loops loops = new Loops(1, "raw-client");
  private final ScheduledExecutorService loop = loops.all().getFirst();
  private final HybridClock hybridClock =
      new HybridClock(SystemClock.INSTANCE, HybridClock.MAX_SKEW_MILLIS_DEFAULT);

  /** What requests say that they were made by. */
  public final AtomicLong epoch = new AtomicLong(1);

  private final Caller caller =
      new Caller(
          Surroundings.of(
              new SocketTransport(),
              loop,
              SystemClock.INSTANCE,
              hybridClock,
              new SplittableRandom(System.identityHashCode(this)),
              new Identity("raw-client", "1", null),
              epoch::get),
          Handshake.WITH_ANYBODY);

  /** Asks, and waits for the answer. */
  public Response ask(Endpoint endpoint, Request request) throws Exception {
    return send(endpoint, request, 5_000).get(10, TimeUnit.SECONDS);
  }

  /** Asks. */
  public CompletableFuture<Response> send(Endpoint endpoint, Request request, long timeoutMillis) {
    CompletableFuture<Response> future = new CompletableFuture<>();
    loop.execute(() ->
        caller.call(
            endpoint,
            request,
            timeoutMillis * 1_000,
            new Caller.Callback() {
              @Override
              public void answered(Response response) {
                future.complete(response);
              }

              @Override
              public void failed(String why, boolean maybeDone) {
                future.completeExceptionally(new IOException(why));
              }
            }));
    return future;
  }

  /** A write of one cell with a timestamp of now. */
  public Request.Write write(int tableId, byte[] key, int columnId, byte[] value) {
    return writeAt(hybridClock.next(), tableId, key, columnId, value);
  }

  /** A write of one cell. */
  public static Request.Write writeAt(
      long timestamp, int tableId, byte[] key, int columnId, byte[] value) {
    return new Request.Write(List.of(mutation(timestamp, tableId, key, columnId, value)));
  }

  /** A mutation of one cell. */
  public static Mutation mutation(
      long timestamp, int tableId, byte[] key, int columnId, byte[] value) {
    Cell cell = new Cell(columnId, new Version(timestamp, 7, 0), value, Expiry.NEVER);
    PartitionData data =
        new PartitionData(
            null, List.of(), List.of(new Row(Row.NO_CLUSTERING, null, null, List.of(cell))));
    return new Mutation(tableId, key, PartitionCodec.encode(data));
  }

  /** A read of whole partitions. */
  public static Request.Read read(int tableId, byte[]... keys) {
    return readAt(System.currentTimeMillis(), tableId, keys);
  }

  public static Request.Read readAt(long nowMillis, int tableId, byte[]... keys) {
    return new Request.Read(
        tableId,
        List.of(keys),
        ByteRange.ALL,
        null,
        Request.Read.ROWS_ALL,
        false,
        nowMillis,
        false);
  }

  /** The value in the only cell of a read's only partition. */
  public static byte[] value(Response response) {
    Response.ReadDone done = (Response.ReadDone) response;
    byte[] value =
        PartitionCodec.decode(done.partitions().getFirst().content())
            .rows()
            .getFirst()
            .cells()
            .getFirst()
            .value();
    if (value == null) {
      throw new AssertionError("a tombstone");
    }
    return value;
  }

  @Override
  public void close() {
    loop.execute(caller::close);
    loops.close();
  }
}
