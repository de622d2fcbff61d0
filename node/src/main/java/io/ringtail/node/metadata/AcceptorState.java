// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.metadata;

import io.ringtail.node.consensus.Vote;
import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.message.Response.MetadataAccepted;
import io.ringtail.protocol.message.Response.MetadataPromise;
import io.ringtail.protocol.ring.Epoch;
import io.ringtail.protocol.time.Ballot;
import org.jspecify.annotations.Nullable;

/**
 * A voter's state in the instance that decides one epoch; immutable. Every epoch has an instance of
 * its own, with other voters perhaps, so that no promise goes on into the next.
 */
public record AcceptorState(Epoch epoch, Vote<ClusterMap> vote) {

  /** The state after a request, durable before the answer leaves. */
  public record Step(AcceptorState state, Response.Done answer) {}

  /** An instance that nobody has touched. */
  public static AcceptorState fresh(Epoch epoch) {
    return new AcceptorState(epoch, Vote.fresh());
  }

  /**
   * A state by its parts.
   *
   * @param acceptedBallot null together with {@code accepted} when nothing was accepted
   */
  public AcceptorState(
      Epoch epoch,
      Ballot promised,
      @Nullable Ballot acceptedBallot,
      @Nullable ClusterMap accepted) {
    this(epoch, new Vote<>(promised, acceptedBallot, accepted));
  }

  /** Promises a ballot, unless a higher one was promised. */
  public Step prepare(Ballot ballot) {
    if (!vote.admits(ballot)) {
      return new Step(this, new MetadataPromise(false, vote.promised(), null, null));
    }
    return new Step(
        new AcceptorState(epoch, vote.promise(ballot)),
        new MetadataPromise(true, ballot, vote.acceptedBallot(), vote.accepted()));
  }

  /** Accepts a map, unless a higher ballot was promised. */
  public Step propose(Ballot ballot, ClusterMap map) {
    if (!vote.admits(ballot)) {
      return new Step(this, new MetadataAccepted(false, vote.promised()));
    }
    return new Step(
        new AcceptorState(epoch, vote.accept(ballot, map)), new MetadataAccepted(true, ballot));
  }
}
