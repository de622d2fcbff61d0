// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.coordination;

import io.ringtail.protocol.consensus.ConsensusState;

/**
 * Whether answers of a partition may lack what conditional writes decided. That one is accepted
 * which none of them has seen committed is one sign. The other: they are more than one instance
 * apart, since one was given long before the other. A replica is carried past an instance I only
 * once a majority has committed it, one of which is among these answers; but that one may have
 * answered before it did. Where all answers are of the last instance or the one before, it did so
 * after. Who is only told of decisions may have missed any, and says nothing by being behind; but
 * what it knows of is decided.
 */
final class Unsettled {
  private long committed;
  private long accepted;
  private long least = Long.MAX_VALUE;

  void add(ConsensusState state) {
    committed = Math.max(committed, state.instance());
    accepted = Math.max(accepted, state.accepted() == null ? 0 : state.instance() + 1);
    least = Math.min(least, state.instance());
  }

  /** Adds the answer of a replica that has no part in deciding. */
  void addTold(ConsensusState state) {
    committed = Math.max(committed, state.instance());
  }

  boolean isOpen() {
    return accepted > committed || (least != Long.MAX_VALUE && committed - least > 1);
  }

  /** Whether an answer that was added is too far behind another one. */
  boolean isBehind(ConsensusState state) {
    return committed - state.instance() > 1;
  }
}
