// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.coordination;

import io.ringtail.driver.api.SessionOptions;
import io.ringtail.driver.connection.Identity;
import io.ringtail.driver.connection.NodeLinks;
import io.ringtail.driver.connection.Surroundings;
import io.ringtail.driver.lane.Lane;
import io.ringtail.driver.lane.LaneLimits;
import io.ringtail.driver.routing.MapView;
import io.ringtail.driver.transport.Transport;
import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Epoch;
import io.ringtail.protocol.ring.NodeId;
import io.ringtail.protocol.ring.Token;
import io.ringtail.protocol.row.Mutation;
import io.ringtail.protocol.time.Clock;
import io.ringtail.protocol.time.HybridClock;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A shard's own lane: how it speaks with other replicas. It connects when it is first needed, since
 * in most clusters most nodes never are asked for this. Confined to the shard's loop.
 */
public final class Coordinator {
  /**
   * What a coordinator is given.
   *
   * @param random confined to the shard's loop
   * @param map the map that the node serves by
   * @param epochSeen told, on any thread, of epochs beyond that map
   * @param inflightMax requests that it may have under way at once
   */
  public record Parts(
      Transport transport,
      ScheduledExecutorService loop,
      Clock clock,
      HybridClock hybridClock,
      RandomGenerator random,
      Identity identity,
      NodeId self,
      Supplier<ClusterMap> map,
      LongConsumer epochSeen,
      int inflightMax) {}

  private final Parts parts;
  private final NodeMaps maps;
  private @Nullable Lane lane;
  private boolean closed;

  /** A coordinator that is not connected to anybody yet. */
  public Coordinator(Parts parts) {
    this.parts = parts;
    this.maps = new NodeMaps(parts.map(), parts.self(), parts.epochSeen());
  }

  /**
   * Passes writes on to another replica, by the newest map.
   *
   * @param rank that the write came with
   * @param answer told once, later, on the loop
   */
  public void passOn(
      NodeId node,
      List<Mutation> mutations,
      long timeoutNanos,
      int rank,
      Consumer<Response> answer) {
    Lane at = lane();
    MapView view = at.view();
    NodeLinks links = at.links(node);
    if (links == null || closed) {
      Response no =
          new Response.Refused(
              closed ? Reason.STOPPING : Reason.NOT_OWNER,
              "node " + node + " is not a member",
              0,
              new Epoch(view.epoch()));
      parts.loop().execute(() -> answer.accept(no));
      return;
    }
    int vnode = view.vnodeOf(Token.hash(mutations.get(0).key()));
    new PassedOnWrite(
            at, links.forVnode(vnode), new Request.Write(mutations), timeoutNanos, rank, answer)
        .run();
  }

  /**
   * Sees to a request as a driver would.
   *
   * @param answer told once on the loop, perhaps from within
   */
  public void coordinate(Request.Coordinate request, long timeoutNanos, Consumer<Response> answer) {
    new CoordinatedRequest(parts.self(), lane(), answer).submit(request, timeoutNanos);
  }

  /** The node serves by a newer map. */
  public void mapChanged() {
    Lane connected = lane;
    if (connected != null) {
      connected.follow(maps.newest());
    }
  }

  /** Ends the connections; what is under way fails. */
  public void close() {
    closed = true;
    Lane connected = lane;
    if (connected != null) {
      connected.close();
    }
  }

  NodeId self() {
    return parts.self();
  }

  /**
   * The lane, by the map that the node serves by; it begins to connect when it is asked for first.
   */
  Lane lane() {
    Lane connected = lane;
    if (connected == null) {
      Surroundings surroundings =
          Surroundings.of(
              parts.transport(),
              parts.loop(),
              parts.clock(),
              parts.hybridClock(),
              parts.random(),
              parts.identity(),
              () -> maps.newest().epoch());
      connected =
          new Lane(
              surroundings,
              () -> true,
              LaneLimits.of(parts.inflightMax(), 0, SessionOptions.DIGEST_BYTES_DEFAULT, 0),
              maps,
              false);
      lane = connected;
      if (closed) {
        connected.close(); // whatever is asked of it fails
      } else {
        connected.start();
      }
    }
    connected.follow(maps.newest());
    return connected;
  }
}
