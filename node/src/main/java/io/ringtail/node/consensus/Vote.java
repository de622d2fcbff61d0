// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.consensus;

import io.ringtail.protocol.time.Ballot;
import org.jspecify.annotations.Nullable;

/**
 * What an acceptor has promised and accepted in one Paxos instance, whatever that decides: a
 * conditional write of a partition, or a cluster map. Immutable; who keeps it sees to it that an
 * answer leaves only when no start can take it back. Source: Lamport, "Paxos Made Simple", 2001,
 * section 2.2.
 *
 * @param promised nothing below it is accepted any more
 * @param acceptedBallot null together with {@code accepted} when nothing was accepted
 */
public record Vote<V>(Ballot promised, @Nullable Ballot acceptedBallot, @Nullable V accepted) {
  /** In an instance that nobody has touched. */
  public static <V> Vote<V> fresh() {
    return new Vote<>(Ballot.NONE, null, null);
  }

  /** Whether a ballot may be promised, or something accepted under it. */
  public boolean admits(Ballot ballot) {
    return ballot.compareTo(promised) >= 0;
  }

  /** The vote once a ballot that it admits is promised. */
  public Vote<V> promise(Ballot ballot) {
    return ballot.equals(promised) ? this : new Vote<>(ballot, acceptedBallot, accepted);
  }

  /** The vote once something is accepted under a ballot that it admits. */
  public Vote<V> accept(Ballot ballot, V value) {
    return new Vote<>(ballot, ballot, value);
  }

  /** The vote in the instance behind: the promise holds there as well. */
  public Vote<V> next() {
    return new Vote<>(promised, null, null);
  }
}
