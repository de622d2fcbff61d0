// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.lane;

import io.ringtail.protocol.consensus.ProposalId;
import io.ringtail.protocol.time.Ballot;
import io.ringtail.protocol.time.Clock;
import java.util.concurrent.TimeUnit;

/** The ballots and proposals of a lane, none given out twice. Confined to the lane's thread. */
final class Ballots {
  private final Clock clock;
  private final long writer;
  private long ballots;
  private long proposals;

  Ballots(Clock clock, long writer) {
    this.clock = clock;
    this.writer = writer;
  }

  /**
   * A ballot above another one. It begins at the clock, so that the first one is mostly high
   * enough; a clock that is wrong costs a round, and nothing else.
   */
  Ballot above(Ballot other) {
    long micros = TimeUnit.MILLISECONDS.toMicros(clock.wallMillis());
    ballots = Math.max(Math.max(ballots, other.counter()) + 1, micros);
    return new Ballot(ballots, writer);
  }

  ProposalId newProposal() {
    return new ProposalId(writer, ++proposals);
  }
}
