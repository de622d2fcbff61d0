// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.metadata;

import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.message.Response.MetadataAccepted;
import io.ringtail.protocol.message.Response.MetadataPromise;
import io.ringtail.protocol.ring.Epoch;
import io.ringtail.protocol.time.Ballot;
import org.jspecify.annotations.Nullable;

/**
 * What a voter has promised and accepted in the single-decree Paxos instance that decides one
 * epoch; immutable. Source: Lamport, "Paxos Made Simple", 2001, section 2.2.
 *
 * @param epoch that the instance decides
 * @param acceptedBallot null together with {@code accepted} when nothing was accepted
 */
public record AcceptorState(
    Epoch epoch, Ballot promised, @Nullable Ballot acceptedBallot, @Nullable ClusterMap accepted) {

  /** The state after a request, durable before the answer leaves. */
  public record Step(AcceptorState state, Response.Done answer) {}

  /** An instance that nobody has touched. */
  public static AcceptorState fresh(Epoch epoch) {
    return new AcceptorState(epoch, Ballot.NONE, null, null);
  }

  /** Promises a ballot, unless a higher one was promised. */
  public Step prepare(Ballot ballot) {
    if (ballot.compareTo(promised) < 0) {
      return new Step(this, new MetadataPromise(false, promised, null, null));
    }
    return new Step(
        new AcceptorState(epoch, ballot, acceptedBallot, accepted),
        new MetadataPromise(true, ballot, acceptedBallot, accepted));
  }

  /** Accepts a map, unless a higher ballot was promised. */
  public Step propose(Ballot ballot, ClusterMap map) {
    if (ballot.compareTo(promised) < 0) {
      return new Step(this, new MetadataAccepted(false, promised));
    }
    return new Step(
        new AcceptorState(epoch, ballot, ballot, map), new MetadataAccepted(true, ballot));
  }
}
