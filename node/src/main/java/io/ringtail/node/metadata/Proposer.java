// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.metadata;

import io.ringtail.protocol.map.ChangeId;
import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Request.MetadataPrepare;
import io.ringtail.protocol.message.Request.MetadataPropose;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.message.Response.MetadataAccepted;
import io.ringtail.protocol.message.Response.MetadataPromise;
import io.ringtail.protocol.ring.Epoch;
import io.ringtail.protocol.ring.NodeId;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.protocol.time.Ballot;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Brings one change of the schema through: a pure state machine over answers, timers and chance.
 *
 * <ol>
 *   <li>Prepare the instance of the next epoch with a fresh ballot at the voters of the epoch
 *       known. A majority that promises and has accepted nothing also proves that this epoch is the
 *       newest.
 *   <li>What the majority has accepted, under the highest ballot, is proposed again; else the
 *       change is applied to the map known, and the outcome proposed, or the change refused.
 *   <li>A majority that accepts has decided. Was it somebody else's map, then start over on it.
 *   <li>Refused ballots, voters without an answer: once more with a higher ballot after a random
 *       wait.
 * </ol>
 *
 * A ballot's writer is random for each proposer, so that no ballot ever carries two maps. Source:
 * Lamport, "Paxos Made Simple", 2001.
 */
public final class Proposer {
  /** Above the time of two round trips and two syncs on a slow disk: the first wait's bound. */
  static final long WAIT_MILLIS_FIRST = 20;

  /** Bound of the waits as they double. */
  static final long WAIT_MILLIS_MAX = 1_000;

  /** What the proposer wants done; every call may come during any call to the proposer. */
  public interface Effects {
    /** Asks a voter, possibly this node; {@link #answered} is told with the same round. */
    void ask(NodeId voter, Request.Control request, int round);

    /** {@link #retry} is to be called after a while with the same round. */
    void retryAfter(long millis, int round);

    /**
     * A map was decided: note it and tell everybody; {@link #mapChanged} is to be called before
     * long.
     */
    void decided(ClusterMap map);

    /** A voter knows a newer epoch, which is to be fetched; {@link #mapChanged} is to follow. */
    void behind(NodeId voter, Epoch newer);

    /** The end; nothing follows. */
    void finished(ProposalOutcome outcome);
  }

  private enum Phase {
    PREPARING,
    PROPOSING,
    WAITING,
    FINISHED
  }

  /** Null to bring through what others may have left undecided, and nothing of its own. */
  private final @Nullable SchemaChange change;

  private final ChangeId id;
  private final long writer;
  private final RandomGenerator random;
  private final Effects effects;

  private ClusterMap map;
  private Phase phase = Phase.WAITING;
  private Ballot ballot = Ballot.NONE;

  /** The highest ballot heard of in this instance, mostly somebody else's. */
  private Ballot highest = Ballot.NONE;

  /** Counts phases, so that late answers and timers are told apart. */
  private int round;

  private long waitMillis = WAIT_MILLIS_FIRST;
  private final Set<NodeId> inFavour = new HashSet<>();
  private final Set<NodeId> against = new HashSet<>();
  private @Nullable Ballot acceptedBallot;
  private @Nullable ClusterMap accepted;
  private @Nullable ClusterMap proposed;

  /** The epoch for which the own change was proposed and may still be decided; null when none. */
  private @Nullable Epoch openEpoch;

  /**
   * A proposer that has not begun.
   *
   * @param map the newest map known here
   * @param change null to settle the next map alone: what was proposed for it is brought through,
   *     and nothing is where nothing was
   * @param writer random, never used by another proposer
   */
  public Proposer(
      ClusterMap map,
      @Nullable SchemaChange change,
      ChangeId id,
      long writer,
      RandomGenerator random,
      Effects effects) {
    this.map = map;
    this.change = change;
    this.id = id;
    this.writer = writer;
    this.random = random;
    this.effects = effects;
  }

  public void start() {
    if (map.change().equals(id)) {
      finish(new ProposalOutcome.Done(map));
    } else {
      prepare();
    }
  }

  /** A voter answered a request of a round; null when it did not in time. */
  public void answered(NodeId voter, int ofRound, @Nullable Response answer) {
    if (ofRound != round) {
      return;
    }
    switch (answer) {
      case MetadataPromise promise when phase == Phase.PREPARING -> promised(voter, promise);
      case MetadataAccepted vote when phase == Phase.PROPOSING -> voted(voter, vote);
      case Response.Refused refused when refused.epoch().compareTo(map.epoch()) > 0 -> {
        against.add(voter);
        effects.behind(voter, refused.epoch());
        countAgainst();
      }
      case null, default -> {
        against.add(voter);
        countAgainst();
      }
    }
  }

  /** The wait that began in a round is over. */
  public void retry(int ofRound) {
    if (ofRound == round && phase == Phase.WAITING) {
      prepare();
    }
  }

  /** A newer map is known here: whatever was under way is over. */
  public void mapChanged(ClusterMap newer) {
    if (phase == Phase.FINISHED || newer.epoch().compareTo(map.epoch()) <= 0) {
      return;
    }
    map = newer;
    if (change == null || newer.change().equals(id)) {
      finish(new ProposalOutcome.Done(newer));
      return;
    }
    if (openEpoch != null && newer.epoch().compareTo(openEpoch) > 0) {
      finish(
          new ProposalOutcome.InDoubt(
              "epoch " + openEpoch + " was decided and passed before this node saw what it is"));
      return;
    }
    openEpoch = null;
    highest = Ballot.NONE;
    waitMillis = WAIT_MILLIS_FIRST;
    prepare();
  }

  /** Nobody waits any longer. */
  public void expire() {
    if (phase == Phase.FINISHED) {
      return;
    }
    String detail = "a majority of the cluster's voters did not agree in time; is it up?";
    finish(
        openEpoch == null
            ? new ProposalOutcome.Expired(detail)
            : new ProposalOutcome.InDoubt(detail));
  }

  private void prepare() {
    begin(Phase.PREPARING);
    ballot = highest.nextFor(writer);
    highest = ballot;
    accepted = null;
    acceptedBallot = null;
    ask(new MetadataPrepare(map.epoch().next(), ballot));
  }

  private void promised(NodeId voter, MetadataPromise promise) {
    if (!promise.promised()) {
      refused(voter, promise.highest());
      return;
    }
    inFavour.add(voter);
    Ballot theirs = promise.acceptedBallot();
    if (theirs != null && (acceptedBallot == null || theirs.compareTo(acceptedBallot) > 0)) {
      acceptedBallot = theirs;
      accepted = promise.accepted();
    }
    if (inFavour.size() >= majority()) {
      choose();
    }
  }

  private void choose() {
    if (accepted != null) {
      propose(accepted);
      return;
    }
    if (change == null) {
      finish(new ProposalOutcome.Done(map));
      return;
    }
    switch (SchemaChanges.apply(map, change, id)) {
      case ChangeOutcome.Changed changed -> {
        openEpoch = changed.map().epoch();
        propose(changed.map());
      }
      case ChangeOutcome.Unchanged unchanged -> finish(new ProposalOutcome.Done(map));
      case ChangeOutcome.Rejected rejected ->
          finish(new ProposalOutcome.Rejected(map, rejected.reason(), rejected.detail()));
    }
  }

  private void propose(ClusterMap next) {
    begin(Phase.PROPOSING);
    proposed = next;
    ask(new MetadataPropose(ballot, next));
  }

  private void voted(NodeId voter, MetadataAccepted vote) {
    if (!vote.accepted()) {
      refused(voter, vote.highest());
      return;
    }
    inFavour.add(voter);
    if (inFavour.size() >= majority() && proposed != null) {
      begin(Phase.WAITING);
      effects.decided(proposed);
    }
  }

  private void refused(NodeId voter, Ballot theirs) {
    if (theirs.compareTo(highest) > 0) {
      highest = theirs;
    }
    against.add(voter);
    countAgainst();
  }

  private void countAgainst() {
    if (phase != Phase.WAITING && against.size() > map.voters().size() - majority()) {
      begin(Phase.WAITING);
      long wait = 1 + random.nextLong(waitMillis);
      waitMillis = Math.min(WAIT_MILLIS_MAX, waitMillis * 2);
      effects.retryAfter(wait, round);
    }
  }

  private void ask(Request.Control request) {
    int asked = round;
    for (NodeId voter : map.voters()) {
      if (round != asked) {
        return;
      }
      effects.ask(voter, request, asked);
    }
  }

  private void begin(Phase next) {
    phase = next;
    round++;
    inFavour.clear();
    against.clear();
  }

  private void finish(ProposalOutcome outcome) {
    begin(Phase.FINISHED);
    effects.finished(outcome);
  }

  private int majority() {
    return map.voters().size() / 2 + 1;
  }
}
