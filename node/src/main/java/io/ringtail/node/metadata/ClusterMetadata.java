// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.metadata;

import io.ringtail.node.disk.Disk;
import io.ringtail.node.membership.Peers;
import io.ringtail.protocol.map.ChangeId;
import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.map.Node;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Epoch;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * This node's part in the cluster map: joins, holds the newest map, votes for the next one, and
 * brings changes through. Confined to shard 0's thread.
 */
public final class ClusterMetadata {
  /**
   * What the rest of the node supplies.
   *
   * @param identity what the folder has, or will get
   * @param initial the map to begin with where the folder has none
   */
  public record Surroundings(
      Identity identity,
      ClusterMap initial,
      List<Node> seeds,
      Disk disk,
      Peers peers,
      ScheduledExecutorService loop,
      RandomGenerator random) {}

  /** What the node is told. */
  public interface Listener {
    /** The node is a member: it may serve. */
    void member();

    /** The node must not answer for anything. */
    void notAMember(String reason);

    /** A newer map is durable here. */
    void mapChanged(ClusterMap map);
  }

  private final Surroundings around;
  private final MetadataStore store;
  private final Listener listener;
  private final MapKeeper keeper;
  private final Voter voter;
  private final ChangeQueue changes;
  private @Nullable Formation formation;

  /** The metadata of a folder whose store is open; {@link #start} begins. */
  public ClusterMetadata(Surroundings around, MetadataStore store, Listener listener) {
    this.around = around;
    this.store = store;
    this.listener = listener;
    ClusterMap stored = store.state().map();
    this.keeper =
        new MapKeeper(
            around.identity().nodeId(),
            stored == null ? around.initial() : stored,
            store,
            around.peers(),
            around.seeds(),
            around.random());
    this.voter = new Voter(around.identity().nodeId(), store, keeper);
    keeper.listen(listener::mapChanged);
    this.changes =
        new ChangeQueue(
            around.identity().nodeId(),
            keeper,
            voter,
            around.peers(),
            around.loop(),
            around.random());
    keeper.whenUnknown(changes::settle);
  }

  public ClusterMap map() {
    return keeper.map();
  }

  /**
   * Begins to join, or to serve where the folder has joined before.
   *
   * @param hasIdentity whether the folder had one when the node started
   */
  public void start(boolean hasIdentity) {
    if (hasIdentity && store.state().formed()) {
      listener.member();
      keeper.refresh();
      return;
    }
    List<Node> others =
        keeper.map().nodes().stream()
            .filter(node -> !node.id().equals(around.identity().nodeId()))
            .toList();
    formation =
        new Formation(
            around.identity().nodeId(), others, around.peers(), around.loop(), new Host());
    formation.start(hasIdentity);
  }

  public void stop() {
    if (formation != null) {
      formation.stop();
    }
  }

  /** The initial nodes that the start still waits for. */
  public List<Node> missing() {
    return formation == null ? List.of() : formation.missing();
  }

  /** A frame mentioned an epoch. */
  public void seen(Epoch epoch) {
    keeper.seen(epoch);
  }

  /** Answers whether an id has joined, and notes that it has; also before this node has. */
  public void introduce(Request.Introduce request, Consumer<Response> answer) {
    boolean known = store.state().joined().contains(request.nodeId());
    Runnable tell = () -> answer.accept(new Response.Introduced(known));
    if (request.joined() && !known) {
      store.append(new MetadataRecord.Joined(request.nodeId()), tell);
    } else {
      store.barrier(tell);
    }
  }

  public void fetch(Request.FetchMap request, Consumer<Response> answer) {
    ClusterMap map = keeper.map();
    answer.accept(new Response.MapDone(map.epoch().compareTo(request.known()) > 0 ? map : null));
  }

  public void prepare(Request.MetadataPrepare request, Consumer<Response> answer) {
    voter.prepare(request, answer);
  }

  public void propose(Request.MetadataPropose request, Consumer<Response> answer) {
    voter.propose(request, answer);
  }

  public void commit(Request.MetadataCommit request, Consumer<Response> answer) {
    keeper.adopt(request.map(), () -> answer.accept(new Response.MetadataCommitted()));
  }

  /**
   * Brings a change through; the answer comes before the time is over.
   *
   * @param id of the request; a counter of 0 stands for none, so that the change gets one of its
   *     own
   */
  public void change(
      Request.ChangeSchema request, ChangeId id, long timeoutMillis, Consumer<Response> answer) {
    ChangeId own =
        id.counter() == 0
            ? new ChangeId(around.random().nextLong(), around.random().nextLong())
            : id;
    changes.submit(request.change(), own, timeoutMillis, answer);
  }

  /** Carries formation's steps out. */
  private final class Host implements Formation.Host {
    @Override
    public void takeIdentity(Runnable then) {
      if (!store.hasMap()) {
        store.append(new MetadataRecord.DecidedMap(keeper.map()), () -> {});
      }
      store.run(() -> IdentityFile.write(around.disk(), around.identity()), then);
    }

    @Override
    public void formed() {
      store.append(
          new MetadataRecord.Formed(),
          () -> {
            listener.member();
            keeper.refresh();
          });
    }

    @Override
    public void notAMember(Node witness) {
      listener.notAMember(
          "the data folder is empty, but node "
              + around.identity().nodeId()
              + " has joined the cluster before, as "
              + witness.endpoint()
              + " remembers: bring its folder back, or have the node replaced");
    }
  }
}
