// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node;

import io.ringtail.node.listener.ControlRequests;
import io.ringtail.node.membership.Liveness;
import io.ringtail.node.metadata.ClusterMetadata;
import io.ringtail.node.shard.Requester;
import io.ringtail.node.shard.Serving;
import io.ringtail.protocol.frame.FrameHeader;
import io.ringtail.protocol.map.ChangeId;
import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.map.Node;
import io.ringtail.protocol.map.Placement;
import io.ringtail.protocol.message.Event;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.message.Response.NodeStatus;
import io.ringtail.protocol.message.Response.TableStatus;
import io.ringtail.protocol.ring.Epoch;
import io.ringtail.protocol.ring.NodeId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Serves what is asked of the node as a whole, on its first loop. */
final class NodeControl implements ControlRequests {
  /** For changes whose sender names no time: what a person waits. */
  private static final long CHANGE_MILLIS_DEFAULT = 10_000;

  private static final long CHANGE_MILLIS_MAX = 60_000;

  private final NodeId self;
  private final ScheduledExecutorService loop;
  private final Serving serving;
  private final ClusterMetadata metadata;
  private final Liveness liveness;
  private final ShardSet shards;
  private final NodeStorage storage;

  /** Who wants to hear of new maps; bounded by the connections. */
  private final Set<Requester> watchers = new LinkedHashSet<>();

  NodeControl(
      NodeId self,
      ScheduledExecutorService loop,
      Serving serving,
      ClusterMetadata metadata,
      Liveness liveness,
      ShardSet shards) {
    this.self = self;
    this.loop = loop;
    this.serving = serving;
    this.metadata = metadata;
    this.liveness = liveness;
    this.shards = shards;
    this.storage = new NodeStorage(shards, loop);
  }

  @Override
  public void handle(FrameHeader header, Request.Control request, Requester requester) {
    if (requester.loop().equals(loop)) {
      serve(header, request, requester);
    } else {
      loop.execute(() -> serve(header, request, requester));
    }
  }

  /** Tells everybody who asked. */
  void mapChanged(ClusterMap map) {
    watchers.removeIf(watcher -> !watcher.isOpen());
    Event.MapChanged event = new Event.MapChanged(map);
    for (Requester watcher : watchers) {
      watcher.loop().execute(() -> watcher.tell(event));
    }
  }

  private void serve(FrameHeader header, Request.Control request, Requester requester) {
    Consumer<Response> answer =
        response -> {
          if (requester.loop().equals(loop)) {
            requester.answer(header.streamId(), response);
          } else {
            requester.loop().execute(() -> requester.answer(header.streamId(), response));
          }
        };
    if (request instanceof Request.Introduce introduce) {
      metadata.introduce(introduce, answer);
      return;
    }
    Response objection = serving.objection();
    if (objection != null) {
      answer.accept(objection);
      return;
    }
    metadata.seen(new Epoch(header.epoch()));
    switch (request) {
      case Request.Introduce introduce -> metadata.introduce(introduce, answer);
      case Request.Ping ping -> answer.accept(new Response.Pong(metadata.map().epoch()));
      case Request.FetchMap fetch -> metadata.fetch(fetch, answer);
      case Request.WatchMap watch -> {
        watchers.removeIf(watcher -> !watcher.isOpen());
        watchers.add(requester);
        answer.accept(new Response.WatchDone());
      }
      case Request.ChangeSchema change ->
          metadata.change(
              change,
              new ChangeId(header.requestWriter(), header.requestCounter()),
              changeMillis(header),
              answer);
      case Request.MetadataPrepare prepare -> metadata.prepare(prepare, answer);
      case Request.MetadataPropose propose -> metadata.propose(propose, answer);
      case Request.MetadataCommit commit -> metadata.commit(commit, answer);
      case Request.FetchStatus fetch -> status(answer);
      case Request.TakeSnapshot take -> shards.snapshots().take(take, metadata.map(), answer);
      case Request.ListSnapshots list -> shards.snapshots().list(metadata.map(), answer);
      case Request.DeleteSnapshot delete ->
          shards.snapshots().delete(delete, metadata.map(), answer);
      case Request.FetchStorage fetch -> storage.status(metadata.map(), answer);
      case Request.FetchCompactions fetch -> storage.history(fetch, metadata.map(), answer);
      case Request.PauseCompactions pause -> storage.pause(pause, metadata.map(), answer);
      case Request.RunCompactions run -> storage.run(run, metadata.map(), answer);
    }
  }

  private void status(Consumer<Response> answer) {
    ClusterMap map = metadata.map();
    shards
        .usage(map)
        .thenCombine(shards.warnings(), (tables, warnings) -> status(map, tables, warnings))
        .thenAcceptAsync(answer, loop);
  }

  private Response status(ClusterMap map, List<TableStatus> tables, List<String> warnings) {
    List<NodeStatus> nodes = new ArrayList<>();
    for (Node node : map.nodes()) {
      nodes.add(new NodeStatus(node.id(), liveness.isUp(node.id()), vnodes(map, node.id())));
    }
    return new Response.StatusDone(self, map.epoch(), nodes, tables, warnings);
  }

  /** How many vnodes a node holds under the placement with the most replicas. */
  private static int vnodes(ClusterMap map, NodeId node) {
    int most = 0;
    for (Placement placement : map.placements().values()) {
      int held = 0;
      for (int vnode = 0; vnode < placement.vnodes(); vnode++) {
        held += placement.replicas(vnode).nodes().contains(node) ? 1 : 0;
      }
      most = Math.max(most, held);
    }
    return most;
  }

  private static long changeMillis(FrameHeader header) {
    return header.timeMicros() == 0
        ? CHANGE_MILLIS_DEFAULT
        : Math.clamp(TimeUnit.MICROSECONDS.toMillis(header.timeMicros()), 1, CHANGE_MILLIS_MAX);
  }
}
