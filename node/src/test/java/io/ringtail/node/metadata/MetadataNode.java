// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.metadata;

import io.ringtail.node.disk.MemoryDisk;
import io.ringtail.node.membership.Peers;
import io.ringtail.node.simulated.SimulatedLoop;
import io.ringtail.node.simulated.World;
import io.ringtail.protocol.map.ChangeId;
import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.map.Node;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Epoch;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One life of a node's metadata in a simulated process. */
final class MetadataNode implements ClusterMetadata.Listener {
  final Node self;
  final SimulatedLoop loop;
  final ClusterMetadata metadata;
  private final Consumer<ClusterMap> decided;
  boolean member;
  @Nullable String notAMember;

  /**
   * A life that begins.
   *
   * @param decided told of every map that this life publishes
   */
  MetadataNode(
      World world,
      Node self,
      ClusterMap initial,
      MemoryDisk disk,
      Peers peers,
      Consumer<ClusterMap> decided)
      throws IOException {
    this.self = self;
    this.decided = decided;
    this.loop = new SimulatedLoop(world, 1_000);
    SimulatedLoop io = new SimulatedLoop(world, 200_000);
    boolean hasIdentity = IdentityFile.read(disk).isPresent();
    MetadataStore store =
        MetadataStore.open(
            disk,
            loop,
            task ->
                io.execute(() -> {
                  if (!loop.isDead()) {
                    task.run();
                  }
                }),
            (reason, cause) -> {
              throw new AssertionError(reason, cause);
            });
    Peers own =
        (peer, request, timeoutMillis, answer) -> {
          if (!loop.isDead()) {
            peers.ask(
                peer,
                request,
                timeoutMillis,
                response -> {
                  if (!loop.isDead()) {
                    answer.accept(response);
                  }
                });
          }
        };
    this.metadata =
        new ClusterMetadata(
            new ClusterMetadata.Surroundings(
                new Identity(initial.clusterId(), self.id(), 1),
                initial,
                List.of(),
                disk,
                own,
                loop,
                new Random(world.random().nextLong())),
            store,
            this);
    loop.execute(() -> metadata.start(hasIdentity));
  }

  /** What a node does with a request that reached it. */
  void handle(Request.Control request, long senderEpoch, Consumer<Response> answer) {
    if (request instanceof Request.Introduce introduce) {
      metadata.introduce(introduce, answer);
      return;
    }
    if (!member) {
      answer.accept(
          new Response.Refused(Reason.NOT_A_MEMBER, "not yet", 0, metadata.map().epoch()));
      return;
    }
    metadata.seen(new Epoch(senderEpoch));
    switch (request) {
      case Request.FetchMap fetch -> metadata.fetch(fetch, answer);
      case Request.MetadataPrepare prepare -> metadata.prepare(prepare, answer);
      case Request.MetadataPropose propose -> metadata.propose(propose, answer);
      case Request.MetadataCommit commit -> metadata.commit(commit, answer);
      case Request.ChangeSchema change -> metadata.change(change, ChangeId.NONE, 5_000, answer);
      default -> throw new AssertionError(request.toString());
    }
  }

  @Override
  public void member() {
    member = true;
    decided.accept(metadata.map());
  }

  @Override
  public void notAMember(String reason) {
    notAMember = reason;
  }

  @Override
  public void mapChanged(ClusterMap map) {
    decided.accept(map);
  }
}
