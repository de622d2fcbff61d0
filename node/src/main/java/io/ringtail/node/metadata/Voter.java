// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.metadata;

import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Request.MetadataPrepare;
import io.ringtail.protocol.message.Request.MetadataPropose;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Epoch;
import io.ringtail.protocol.ring.NodeId;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * This node's vote in the instance behind its newest map: each answer leaves when what it says is
 * durable. Confined to shard 0's thread.
 */
final class Voter {
  private final NodeId self;
  private final MetadataStore store;
  private final MapKeeper keeper;

  Voter(NodeId self, MetadataStore store, MapKeeper keeper) {
    this.self = self;
    this.store = store;
    this.keeper = keeper;
  }

  void prepare(MetadataPrepare request, Consumer<Response> answer) {
    vote(request.epoch(), state -> state.prepare(request.ballot()), answer);
  }

  void propose(MetadataPropose request, Consumer<Response> answer) {
    vote(request.map().epoch(), state -> state.propose(request.ballot(), request.map()), answer);
  }

  private void vote(
      Epoch epoch, Function<AcceptorState, AcceptorState.Step> step, Consumer<Response> answer) {
    ClusterMap stored = store.state().map();
    ClusterMap known = stored == null ? keeper.map() : stored;
    if (!epoch.equals(known.epoch().next()) || !known.voters().contains(self)) {
      store.barrier(() -> answer.accept(noVote(epoch)));
      return;
    }
    AcceptorState before = store.state().acceptor();
    AcceptorState state =
        before != null && before.epoch().equals(epoch) ? before : AcceptorState.fresh(epoch);
    AcceptorState.Step done = step.apply(state);
    if (done.state().equals(state)) {
      store.barrier(() -> answer.accept(done.answer()));
    } else {
      store.append(new MetadataRecord.Acceptor(done.state()), () -> answer.accept(done.answer()));
    }
  }

  private Response noVote(Epoch epoch) {
    ClusterMap map = keeper.map();
    if (epoch.compareTo(map.epoch()) <= 0) {
      return new Response.Refused(
          Reason.STALE_MAP, "epoch " + epoch + " is decided", 0, map.epoch());
    }
    return new Response.Refused(
        Reason.NO_QUORUM,
        "epoch " + epoch + " is not this node's to decide: it knows epoch " + map.epoch(),
        0,
        map.epoch());
  }
}
