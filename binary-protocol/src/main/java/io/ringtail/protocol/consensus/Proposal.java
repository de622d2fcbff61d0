// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.consensus;

import io.ringtail.protocol.time.Ballot;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A conditional write of one partition, proposed for an instance of its consensus. Immutable,
 * though it holds an array: nobody may change that.
 *
 * @param instance from 1 on; every instance decides one proposal
 * @param ballot of the round in which it is proposed
 * @param content canonical encoding of the partition's data that it writes, each cell behind the
 *     version that it is based on; visible only once it is decided
 */
public record Proposal(long instance, Ballot ballot, ProposalId id, byte[] content) {
  /** The same in another round. */
  public Proposal under(Ballot other) {
    return new Proposal(instance, other, id, content);
  }

  /** Whether another one writes the same, in whatever round. */
  public boolean isSameAs(Proposal other) {
    return instance == other.instance
        && id.equals(other.id)
        && Arrays.equals(content, other.content);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Proposal proposal
        && ballot.equals(proposal.ballot)
        && isSameAs(proposal);
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(instance) + ballot.hashCode();
  }

  @Override
  public String toString() {
    return "Proposal[instance "
        + instance
        + ", "
        + ballot
        + ", "
        + id
        + ", content of "
        + content.length
        + " bytes]";
  }
}
