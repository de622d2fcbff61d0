// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.shard;

import io.ringtail.protocol.frame.FrameHeader;
import io.ringtail.protocol.message.Event;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Token;
import io.ringtail.protocol.ring.Vnode;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Finds the shard of a request, which is the connection's own for clients that know the ring, and
 * hands it over otherwise. Thread-safe: immutable.
 */
public final class ShardRouter {
  private final List<Shard> shards;
  private final Serving serving;

  public ShardRouter(List<Shard> shards, Serving serving) {
    this.shards = List.copyOf(shards);
    this.serving = serving;
  }

  public int shards() {
    return shards.size();
  }

  /** The shard that serves a connection which asked for one. */
  public Shard shard(int wanted) {
    return shards.get(Math.floorMod(wanted, shards.size()));
  }

  /** Carries a request out that came in on a shard's loop. */
  public void handle(Shard from, FrameHeader header, Request.Data request, Requester requester) {
    int index = shards.size() == 1 ? 0 : shardOf(request);
    if (index < 0 || isEmpty(request)) {
      requester.answer(
          header.streamId(),
          RequestCheck.refused(
              Reason.INVALID, "the request names no key and no vnode", serving.map()));
    } else if (index == from.index()) {
      from.handle(header, request, requester);
    } else {
      Shard target = shards.get(index);
      Requester back = new HandedOver(requester);
      target.loop().execute(() -> target.handle(header, request, back));
    }
  }

  private static boolean isEmpty(Request.Data request) {
    return switch (request) {
      case Request.Read read -> read.keys().isEmpty();
      case Request.Write write -> write.mutations().isEmpty();
      case Request.Hint hint -> hint.mutations().isEmpty();
      case Request.Coordinate coordinate -> isEmpty(coordinate.request());
      case Request.Scan scan -> scan.vnodes().length == 0;
      case Request.OfPartition one -> false;
    };
  }

  /** The shard of a request's first key or vnode; -1 when it has none. */
  private int shardOf(Request.Data request) {
    if (isEmpty(request)) {
      return -1;
    }
    return Vnode.shard(vnodeOf(request), shards.size());
  }

  private int vnodeOf(Request.Data request) {
    return switch (request) {
      case Request.Read read -> vnodeOf(read.keys().getFirst());
      case Request.Write write -> vnodeOf(write.mutations().getFirst().key());
      case Request.Hint hint -> vnodeOf(hint.mutations().getFirst().key());
      case Request.Coordinate coordinate -> vnodeOf(coordinate.request());
      case Request.Scan scan -> scan.vnodes()[0];
      case Request.OfPartition one -> vnodeOf(one.key());
    };
  }

  private int vnodeOf(byte[] key) {
    return Vnode.indexOf(Token.hash(key), serving.map().vnodeBits());
  }

  /** Brings the answer of another shard back to the connection's loop. */
  private record HandedOver(Requester requester) implements Requester {
    @Override
    public ScheduledExecutorService loop() {
      return requester.loop();
    }

    @Override
    public void answer(int streamId, Response response) {
      loop().execute(() -> requester.answer(streamId, response));
    }

    @Override
    public void tell(Event event) {
      loop().execute(() -> requester.tell(event));
    }

    @Override
    public boolean isOpen() {
      return requester.isOpen();
    }
  }
}
