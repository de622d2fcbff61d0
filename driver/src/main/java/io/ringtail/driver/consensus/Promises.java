// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.consensus;

import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.consensus.Promise;
import io.ringtail.protocol.consensus.Proposal;
import io.ringtail.protocol.consensus.ProposalId;
import io.ringtail.protocol.merge.Merge;
import io.ringtail.protocol.row.PartitionData;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What a majority's promises say together. Immutable once all are in. */
final class Promises {
  private final @Nullable Promise[] byReplica;

  Promises(int replicas) {
    byReplica = new Promise[replicas];
  }

  void add(int replica, Promise promise) {
    byReplica[replica] = promise;
  }

  /** The greatest instance that is known to be decided. */
  long instance() {
    long greatest = 0;
    for (Promise promise : byReplica) {
      greatest = promise == null ? greatest : Math.max(greatest, promise.instance());
    }
    return greatest;
  }

  /** Whether a replica has not seen the greatest instance committed. */
  boolean isAnyBehind() {
    long greatest = instance();
    for (Promise promise : byReplica) {
      if (promise != null && promise.instance() < greatest) {
        return true;
      }
    }
    return false;
  }

  /** What the greatest instance decided; null where no answer tells. */
  @Nullable Proposal decision() {
    long greatest = instance();
    for (Promise promise : byReplica) {
      if (promise != null && promise.instance() == greatest && promise.decision() != null) {
        return promise.decision();
      }
    }
    return null;
  }

  /** What was accepted for the instance behind the greatest, under the highest ballot. */
  @Nullable Proposal accepted() {
    long open = instance() + 1;
    Proposal highest = null;
    for (Promise promise : byReplica) {
      Proposal accepted = promise == null ? null : promise.accepted();
      if (accepted != null
          && accepted.instance() == open
          && (highest == null || accepted.ballot().compareTo(highest.ballot()) > 0)) {
        highest = accepted;
      }
    }
    return highest;
  }

  /** How many have accepted a proposal in the very same round. */
  int count(Proposal proposal) {
    int count = 0;
    for (Promise promise : byReplica) {
      count += promise != null && proposal.equals(promise.accepted()) ? 1 : 0;
    }
    return count;
  }

  /** Whether a proposal of the asking writer is among those decided. */
  boolean wasDecided(long instance, ProposalId id) {
    for (Promise promise : byReplica) {
      if (promise != null
          && promise.own().instance() == instance
          && promise.own().number() == id.number()) {
        return true;
      }
    }
    return false;
  }

  /** Whether somebody may have forgotten whose an instance was. */
  boolean mayHaveForgotten(long instance) {
    for (Promise promise : byReplica) {
      if (promise != null && promise.own().forgottenUpTo() >= instance) {
        return true;
      }
    }
    return false;
  }

  /** The timestamp below which any of them may have forgotten deletions. */
  long purgedBelow() {
    long greatest = 0;
    for (Promise promise : byReplica) {
      greatest = promise == null ? greatest : Math.max(greatest, promise.purgedBelow());
    }
    return greatest;
  }

  /** Whether all of them know the same of what was asked for. */
  boolean agree() {
    Promise first = null;
    for (Promise promise : byReplica) {
      if (promise != null) {
        if (first != null && !Arrays.equals(first.content(), promise.content())) {
          return false;
        }
        first = promise;
      }
    }
    return true;
  }

  /** What they know together of what was asked for. */
  PartitionData merged() {
    PartitionData merged = PartitionData.EMPTY;
    byte[] last = null;
    for (Promise promise : byReplica) {
      if (promise != null && (last == null || !Arrays.equals(last, promise.content()))) {
        last = promise.content();
        merged = Merge.partitions(merged, PartitionCodec.decode(last));
      }
    }
    return merged;
  }
}
