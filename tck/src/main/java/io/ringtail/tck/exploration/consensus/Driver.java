// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration.consensus;

import io.ringtail.protocol.consensus.ProposalId;
import io.ringtail.protocol.row.Version;
import io.ringtail.protocol.time.Ballot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A driver with one lane: its clock, its numbers, its connections, and its conditional writes, of
 * which one at a time leads, for itself and for those that waited when it began.
 */
final class Driver {
  final int number;
  final boolean[] connected;
  boolean dead;

  /** How far its clock is off. */
  long skew;

  /** Whether ballots begin at the clock, so that those of later operations are mostly higher. */
  boolean ballotsFollowTime;

  private final ConsensusModel model;
  private long clock;
  private long ballots;
  private long proposals;
  private @Nullable ConditionalOperation leader;
  private List<ConditionalOperation> running = List.of();
  private final List<ConditionalOperation> waiting = new ArrayList<>();

  Driver(int number, ConsensusModel model) {
    this.number = number;
    this.model = model;
    this.connected = new boolean[model.replicas()];
  }

  void reset() {
    Arrays.fill(connected, true);
    dead = false;
    skew = 0;
    ballotsFollowTime = false;
    clock = 0;
    ballots = 0;
    proposals = 0;
    leader = null;
    running = List.of();
    waiting.clear();
  }

  private long writer() {
    return number + 1L;
  }

  /** A version of its own, never given out before. */
  Version newVersion(long above) {
    clock = Math.max(Math.max(clock, above) + 1, model.moment() + skew);
    return new Version(clock, writer(), 0);
  }

  Ballot ballotAbove(Ballot other) {
    ballots = Math.max(ballots, other.counter()) + 1;
    ballots = ballotsFollowTime ? Math.max(ballots, model.moment()) : ballots;
    return new Ballot(ballots, writer());
  }

  ProposalId newId() {
    return new ProposalId(writer(), ++proposals);
  }

  /** A conditional write begins, or waits for its turn. */
  void join(ConditionalOperation operation) {
    if (leader == null) {
      lead(List.of(operation));
    } else {
      waiting.add(operation);
    }
  }

  private void lead(List<ConditionalOperation> batch) {
    leader = batch.getFirst();
    running = batch;
    batch.getFirst().lead(batch);
  }

  /** Whether an operation is part of what the leader has proposed. */
  boolean mayBeDecided(ConditionalOperation operation) {
    ConditionalOperation leads = leader;
    return leads != null && running.contains(operation) && leads.mayHaveTakenEffect();
  }

  List<ConditionalOperation> running() {
    return running;
  }

  /** Lets those that wait go along with the running ones; whether any did. */
  boolean takeWaiting() {
    if (waiting.isEmpty()) {
      return false;
    }
    List<ConditionalOperation> all = new ArrayList<>(running);
    all.addAll(waiting);
    waiting.clear();
    running = all;
    return true;
  }

  /** The leader's batch has its answers. */
  void leadNext() {
    leader = null;
    running = List.of();
    waiting.removeIf(each -> each.isOver);
    if (!waiting.isEmpty()) {
      List<ConditionalOperation> batch = List.copyOf(waiting);
      waiting.clear();
      lead(batch);
    }
  }

  /** The leader failed, and with it what it may have proposed; the rest begins anew. */
  void failed(boolean mayHaveTakenEffect) {
    List<ConditionalOperation> again = new ArrayList<>();
    for (ConditionalOperation each : running) {
      if (!each.isOver) {
        if (mayHaveTakenEffect) {
          each.failsWithLeader();
        } else {
          again.add(each);
        }
      }
    }
    waiting.addAll(0, again);
    leadNext();
  }
}
