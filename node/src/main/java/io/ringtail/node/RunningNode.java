// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node;

import io.ringtail.driver.connection.Caller;
import io.ringtail.driver.connection.Handshake;
import io.ringtail.driver.connection.Identity;
import io.ringtail.driver.connection.Surroundings;
import io.ringtail.node.config.NodeConfig;
import io.ringtail.node.disk.Disk;
import io.ringtail.node.listener.Listener;
import io.ringtail.node.listener.NodeFace;
import io.ringtail.node.membership.Heartbeat;
import io.ringtail.node.membership.PeerCaller;
import io.ringtail.node.metadata.ClusterMetadata;
import io.ringtail.node.metadata.MetadataException;
import io.ringtail.node.metadata.MetadataStore;
import io.ringtail.node.shard.NodeState;
import io.ringtail.node.shard.ServedMap;
import io.ringtail.node.shard.Serving;
import io.ringtail.node.shard.ShardRouter;
import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.map.Node;
import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.protocol.ring.Epoch;
import io.ringtail.protocol.ring.NodeId;
import io.ringtail.protocol.time.HybridClock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node: everything that serves under one address. Thread-safe; its parts live on its loops, the
 * node as a whole on the first of them.
 */
public final class RunningNode {
  private static final Logger LOG = LoggerFactory.getLogger(RunningNode.class);

  /** A process needs about so long to be back. */
  private static final int RETRY_AFTER_MILLIS = 1_000;

  /** How often a node that drains looks whether all have left. */
  private static final long DRAIN_POLL_MILLIS = 5;

  private final NodeConfig config;
  private final NodeResources resources;
  private final Membership membership;
  private final ScheduledExecutorService loop;
  private final Serving serving;
  private final ShardSet shards;
  private final MetadataStore store;
  private final ClusterMetadata metadata;
  private final PeerCaller peers;
  private final Heartbeat heartbeat;
  private final NodeControl control;
  private final Listener listener;
  private final CompletableFuture<NodeState> settled = new CompletableFuture<>();

  private RunningNode(NodeConfig config, NodeResources resources, Membership membership)
      throws IOException {
    this.config = config;
    this.resources = resources;
    this.membership = membership;
    this.loop = resources.loops().getFirst();
    NodeId self = membership.identity().nodeId();
    this.store = MetadataStore.open(resources.disk(), loop, resources.metadataIo(), this::failed);
    if (membership.hasIdentity() && !store.hasMap()) {
      throw new MetadataException(
          "data folder " + config.data() + " has an identity but no cluster map: it is damaged");
    }
    HybridClock hybridClock = new HybridClock(resources.clock(), config.maxClockSkewMillis());
    this.serving = new Serving(new ServedMap(membership.initial(), self));
    this.peers = new PeerCaller(caller(hybridClock));
    this.metadata =
        new ClusterMetadata(
            new ClusterMetadata.Surroundings(
                membership.identity(),
                membership.initial(),
                seeds(),
                resources.disk(),
                peers,
                loop,
                resources.random()),
            store,
            new MetadataListener());
    membership.checkAddress(metadata.map(), config);
    serving.map(new ServedMap(metadata.map(), self));
    this.shards =
        new ShardSet(
            config,
            resources,
            membership.identity(),
            hybridClock,
            serving,
            this::epochSeen,
            this::failed);
    this.heartbeat = new Heartbeat(self, metadata::map, peers, loop, metadata::seen);
    heartbeat.listen((node, up) ->
        LOG.info("node {} is {}", nameOf(node), up ? "up" : "down: it does not answer"));
    this.control = new NodeControl(self, loop, serving, metadata, heartbeat, shards);
    this.listener =
        new Listener(
            new NodeFace(
                self,
                membership.identity().clusterId(),
                NodeVersion.TEXT,
                serving,
                new ShardRouter(shards.all(), serving),
                control,
                hybridClock,
                this::epochSeen),
            resources.clock(),
            config.connectionsMax(),
            config.handshakeTimeoutMillis(),
            config.idleTimeoutMillis());
  }

  /**
   * Starts a node, which listens on return but may not serve yet: see {@link #settled}. Blocks.
   *
   * @param shardsDefault how many shards a new folder gets if the configuration does not say
   * @throws MetadataException when folder and configuration do not belong together
   * @throws IOException when the folder cannot be read or the address cannot be had
   */
  public static RunningNode start(NodeConfig config, NodeResources resources, int shardsDefault)
      throws IOException {
    RunningNode node =
        new RunningNode(config, resources, Membership.of(config, resources.disk(), shardsDefault));
    node.listener.open(resources.serverTransport(), config.bind(), node.loop);
    node.loop.execute(() -> node.metadata.start(node.membership.hasIdentity()));
    return node;
  }

  /** How many shards a folder has, or a new one would get; blocks. */
  public static int shardsOf(NodeConfig config, Disk disk, int shardsDefault) throws IOException {
    return Membership.of(config, disk, shardsDefault).identity().shards();
  }

  public NodeId id() {
    return membership.identity().nodeId();
  }

  public Endpoint endpoint() {
    return config.listen();
  }

  /** The newest map that this node serves by. */
  public ClusterMap map() {
    return serving.map().map();
  }

  /** How long a stop waits for those who are connected, at most. */
  long drainMillis() {
    return config.drainMillis();
  }

  public int shardCount() {
    return shards.all().size();
  }

  public NodeState state() {
    return serving.state();
  }

  /** Completes when the node serves, or is known not to be a member; fails when it cannot start. */
  public CompletableFuture<NodeState> settled() {
    return settled;
  }

  /** The initial nodes that a node with an empty folder still waits for; on any thread. */
  public CompletableFuture<List<Node>> missing() {
    CompletableFuture<List<Node>> answer = new CompletableFuture<>();
    loop.execute(() -> answer.complete(metadata.missing()));
    return answer;
  }

  /**
   * How much this node still has to make though nobody may wait for it: writes that it keeps for
   * others, and logged batches that it has notes of. Completes on some loop.
   */
  public CompletableFuture<Long> owed() {
    return shards
        .each(shard -> List.of(shard.owed()))
        .thenApply(each -> each.stream().mapToLong(Long::longValue).sum());
  }

  /**
   * Stops: lets nobody in, asks all who are connected to leave and serves them until they have, for
   * a while; then takes no more requests, answers those under way, and closes log and tables.
   * Completes on a loop.
   */
  public CompletableFuture<Void> stop() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    listener.shut();
    long deadlineNanos = resources.clock().nanos() + config.drainMillis() * 1_000_000;
    loop.execute(() -> stopWhenLeft(deadlineNanos, done));
    return done;
  }

  private void stopWhenLeft(long deadlineNanos, CompletableFuture<Void> done) {
    if (listener.connections() > 0 && resources.clock().nanos() - deadlineNanos < 0) {
      // Again and again, for those who were still introducing themselves; each is told once.
      listener.drain(RETRY_AFTER_MILLIS);
      loop.schedule(
          () -> stopWhenLeft(deadlineNanos, done), DRAIN_POLL_MILLIS, TimeUnit.MILLISECONDS);
      return;
    }
    stop(done);
  }

  private void stop(CompletableFuture<Void> done) {
    serving.state(NodeState.STOPPING, "the node is stopping");
    heartbeat.stop();
    metadata.stop();
    shards
        .close()
        .whenComplete((nothing, problem) ->
            loop.execute(() -> {
              listener.close();
              peers.close();
              store.close(() -> complete(done, problem));
            }));
  }

  private static void complete(CompletableFuture<Void> done, @Nullable Throwable problem) {
    if (problem == null) {
      done.complete(null);
    } else {
      done.completeExceptionally(problem);
    }
  }

  private Caller caller(HybridClock hybridClock) {
    return new Caller(
        Surroundings.of(
            resources.transport(),
            loop,
            resources.clock(),
            hybridClock,
            resources.random(),
            new Identity("ringtail-node", NodeVersion.TEXT, membership.identity().nodeId()),
            () -> serving.map().epoch()),
        new Handshake(membership.identity().clusterId(), null));
  }

  /** Seeds as nodes without an id of their own: only their address is used. */
  private List<Node> seeds() {
    List<Node> seeds = new ArrayList<>();
    for (Endpoint seed : config.seeds()) {
      if (!seed.equals(config.listen())) {
        seeds.add(new Node(id(), seed, Node.PLACE_DEFAULT, Node.PLACE_DEFAULT));
      }
    }
    return seeds;
  }

  private String nameOf(NodeId node) {
    Optional<Node> known = metadata.map().node(node);
    return known.map(each -> each.endpoint().toString()).orElse(node.toString());
  }

  private void epochSeen(long epoch) {
    loop.execute(() -> metadata.seen(new Epoch(epoch)));
  }

  private void failed(String reason, Throwable cause) {
    serving.state(NodeState.STOPPING, "the node's disk has failed");
    settled.completeExceptionally(cause);
    listener.close();
    resources.failed().accept(reason, cause);
  }

  /** What metadata tells the node, on the first loop. */
  private final class MetadataListener implements ClusterMetadata.Listener {
    @Override
    public void member() {
      shards
          .open(metadata.map())
          .whenCompleteAsync(
              (nothing, problem) -> {
                if (problem != null) {
                  settled.completeExceptionally(problem);
                } else if (serving.state() == NodeState.JOINING) {
                  serving.state(NodeState.MEMBER, "");
                  heartbeat.start();
                  shards.serves();
                  settled.complete(NodeState.MEMBER);
                }
              },
              loop);
    }

    @Override
    public void notAMember(String reason) {
      LOG.error("this node answers for nothing: {}", reason);
      serving.state(NodeState.NOT_A_MEMBER, reason);
      settled.complete(NodeState.NOT_A_MEMBER);
    }

    @Override
    public void mapChanged(ClusterMap map) {
      LOG.info("the cluster is at epoch {}", map.epoch());
      serving.map(new ServedMap(map, id()));
      shards.mapChanged(map);
      control.mapChanged(map);
    }
  }
}
