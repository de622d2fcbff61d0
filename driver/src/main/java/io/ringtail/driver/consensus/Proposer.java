// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.consensus;

import io.ringtail.driver.coordination.Failure;
import io.ringtail.driver.coordination.Limits;
import io.ringtail.driver.coordination.Quorum;
import io.ringtail.driver.coordination.QuorumWrite;
import io.ringtail.driver.coordination.Reach;
import io.ringtail.driver.coordination.Refusal;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.consensus.Promise;
import io.ringtail.protocol.consensus.Proposal;
import io.ringtail.protocol.consensus.ProposalId;
import io.ringtail.protocol.merge.Merge;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.time.Ballot;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings a conditional write of one partition through, or settles what others have left open.
 *
 * <ol>
 *   <li>Prepare a fresh ballot at all replicas; a majority's promises tell the last instance I that
 *       was decided, what is accepted for the one behind it, and the data.
 *   <li>Own proposals for instances up to I are decided or dead; promises that are all of I say
 *       which.
 *   <li>Is a replica of the majority behind I, then what I decided is committed on a majority
 *       first, and all begins anew: nothing is ever proposed for I+1 before all of I lies on a
 *       majority.
 *   <li>What is accepted for I+1 under the highest ballot is proposed again, unchanged; once it is
 *       decided and committed on a majority, all begins anew.
 *   <li>Else the write is evaluated on what the majority knows together, and its change is proposed
 *       for I+1, together with what the answers differed in. Has it no change, and the answers are
 *       the same, and no own proposal may still be alive, then it ends; else "no change" is
 *       proposed, in place of what may be alive, and with what they differed in.
 *   <li>A majority that accepts has decided: the answer leaves, and all are told to commit.
 *   <li>A replica that has promised a higher ballot: anew with a higher one, when a replica says
 *       that it is this proposer's turn, or after a random wait.
 * </ol>
 *
 * Sources: Lamport, "Paxos Made Simple", 2001; Burke, Cheng, Lloyd, "Gryff", NSDI 2020, section 4.
 * Confined to its caller's thread.
 *
 * @param <A> the answer to whoever asked
 */
public final class Proposer<A extends @Nullable Object> implements QuorumWrite.Effects {
  /** What a proposer asks of its surroundings. Nothing is answered from within a call. */
  public interface Effects<A extends @Nullable Object> {
    boolean isConnected(int replica);

    /** As {@link #isConnected}; where it is not, an attempt to connect begins soon. */
    Reach reach(int replica);

    /** Another round begins: answers to what was sent before are not wanted any more. */
    void roundBegan();

    /** PREPARE is about to be sent. */
    void preparing();

    /** Whether others are known to write to the partition now. */
    boolean isContended();

    /**
     * Asks a replica to tell when it is this proposer's turn among those that others were faster
     * than; false where none can be asked now.
     */
    boolean takeTurn();

    /** Sends PREPARE; false when it could not be taken for sending now. As all that follow. */
    boolean prepare(int replica, Ballot ballot, boolean decisionWanted);

    boolean propose(int replica, Proposal proposal);

    boolean commit(int replica, Proposal proposal);

    /** What the write makes of what a majority knows; may be asked again and again. Pure. */
    Evaluation<A> evaluate(PartitionData known);

    /** A ballot of this writer above another one, never given out before. */
    Ballot ballotAbove(Ballot other);

    /** An id that was never given out before. */
    ProposalId newId();

    /** How long to wait before trying a replica again; at least a millisecond. */
    long retryDelayNanos(int attempt, int hintMillis);

    /**
     * Whether a replica that refused for now may be asked again; asked for each.
     *
     * @param overloaded whether it has too much to do
     */
    default boolean mayRetryAt(int replica, boolean overloaded) {
      return true;
    }

    /** How long to wait before another round, since somebody else was faster; drawn at random. */
    long contentionDelayNanos(int attempt);

    /**
     * The round ends here, to be {@link #start started} by the map of this epoch or a later one.
     */
    void rerouted(long epoch);

    void completed(A answer);

    void failed(Failure failure);
  }

  /**
   * A turn is waited for so long at most: above the time of a long queue, and below the time-outs
   * of whoever waits for the outcome.
   */
  static final long TURN_NANOS_MAX = 200_000_000;

  private enum Phase {
    WAITING,
    PREPARING,
    PROPOSING,
    COMMITTING,
    ENDED
  }

  /** An own proposal of which it is not known whether it is decided. */
  private record Open<A extends @Nullable Object>(long instance, ProposalId id, A answer) {}

  private final Effects<A> effects;
  private final boolean settlesOnly;
  private Quorum quorum = Quorum.majority(1);

  /** Those that decide. */
  private int replicas;

  /** Those that are told what is decided, and have no part in it, come behind them. */
  private int learners;

  private Limits limits = new Limits(0, 0);
  private long epoch;
  private long nowNanos;
  private Phase phase = Phase.WAITING;
  private @Nullable QuorumWrite round;
  private Ballot ballot = Ballot.NONE;

  /** The highest ballot heard of. */
  private Ballot highest = Ballot.NONE;

  private Promises promises = new Promises(0);
  private boolean decisionWanted;

  private int attempts;
  private long resumeAtNanos;

  /** What is proposed or committed. */
  private @Nullable Proposal proposal;

  /** The answer that a proposal without change ends with. */
  private @Nullable Evaluation<A> unchanged;

  private final List<Open<A>> open = new ArrayList<>(1);

  /**
   * A proposer that has not begun.
   *
   * @param settlesOnly whether it ends, with the answer of an evaluation, once an instance is
   *     decided that was open when it began: with what is accepted, or with "no change"
   */
  public Proposer(Effects<A> effects, boolean settlesOnly) {
    this.effects = effects;
    this.settlesOnly = settlesOnly;
  }

  /**
   * Begins, or goes on by a newer map.
   *
   * @param majority of the replicas that decide
   * @param learnerCount of those behind them, which are told
   * @param mapEpoch of the map by which the replicas were found
   */
  public void start(Quorum majority, int learnerCount, long now, Limits newLimits, long mapEpoch) {
    quorum = majority;
    replicas = majority.replicas();
    learners = learnerCount;
    limits = newLimits;
    epoch = mapEpoch;
    nowNanos = now;
    if (attempts == 0 && effects.isContended()) {
      waitForOthers();
    } else {
      prepare();
    }
  }

  /** It is this proposer's turn. */
  public void turnCame(long now) {
    nowNanos = now;
    if (phase == Phase.WAITING) {
      prepare();
    }
  }

  /** When {@link #tick} has to be called at the latest. */
  public long wakeNanos(long now) {
    QuorumWrite current = round;
    if (current != null) {
      return current.wakeNanos(now);
    }
    return now + Math.min(limits.deadlineNanos() - now, resumeAtNanos - now);
  }

  /** Time has passed. */
  public void tick(long now) {
    nowNanos = now;
    QuorumWrite current = round;
    if (current != null) {
      current.tick(now);
    } else if (phase == Phase.WAITING) {
      if (limits.deadlineNanos() - now <= 0) {
        fail(
            new Failure(
                Failure.Kind.TIMEOUT, "others were faster again and again, in all its time", true));
      } else if (resumeAtNanos - now <= 0) {
        prepare();
      }
    }
  }

  /** A replica answered PREPARE in this round. */
  public void prepared(int replica, Response.Prepared answer, long now) {
    nowNanos = now;
    if (phase != Phase.PREPARING) {
      return;
    }
    Promise promise = answer.promise();
    if (promise == null) {
      outdone(answer.highest());
    } else {
      promises.add(replica, promise);
      acknowledged(replica, now);
    }
  }

  /** A replica answered PROPOSE in this round. */
  public void proposed(int replica, Response.Proposed answer, long now) {
    nowNanos = now;
    if (phase != Phase.PROPOSING) {
      return;
    }
    if (answer.accepted()) {
      acknowledged(replica, now);
    } else {
      outdone(answer.highest());
    }
  }

  /** A replica has committed what it was sent in this round. */
  public void acknowledged(int replica, long now) {
    nowNanos = now;
    QuorumWrite current = round;
    if (current != null) {
      current.acknowledged(replica);
    }
  }

  /** A replica said that it did nothing. */
  public void refused(int replica, long now, Refusal refusal) {
    nowNanos = now;
    QuorumWrite current = round;
    if (current != null) {
      current.refused(replica, now, refusal);
    } else {
      noTurn();
    }
  }

  /** A replica does not know what became of the request. */
  public void unknown(int replica, long now, Reason reason, String detail) {
    nowNanos = now;
    QuorumWrite current = round;
    if (current != null) {
      current.unknown(replica, now, reason, detail);
    } else {
      noTurn();
    }
  }

  /** The connection ended before the answer came. */
  public void lost(int replica, long now) {
    nowNanos = now;
    QuorumWrite current = round;
    if (current != null) {
      current.lost(replica, now);
    } else {
      noTurn();
    }
  }

  /** Whether an own proposal may be decided, or may still become so. */
  public boolean mayHaveTakenEffect() {
    return !open.isEmpty();
  }

  private void prepare() {
    ballot = effects.ballotAbove(highest);
    highest = ballot;
    promises = new Promises(replicas);
    unchanged = null;
    effects.preparing();
    begin(Phase.PREPARING);
  }

  private void begin(Phase next) {
    phase = next;
    effects.roundBegan();
    QuorumWrite write = new QuorumWrite(quorum, this);
    round = write;
    write.start(nowNanos, limits, epoch);
  }

  /**
   * A replica has promised a higher ballot. The round is given up at once: the others may be asked
   * for more than they can give, one may be down, or silent. What is accepted of it all the same is
   * found by the next round. Nobody has to be waited for where the higher one is a bound, of a
   * replica that began anew.
   */
  private void outdone(Ballot theirs) {
    boolean isHigher = theirs.compareTo(highest) > 0;
    highest = isHigher ? theirs : highest;
    if (isHigher && theirs.isBound()) {
      prepare();
    } else {
      waitForOthers();
    }
  }

  private void waitForOthers() {
    phase = Phase.WAITING;
    round = null;
    effects.roundBegan();
    long alone = effects.contentionDelayNanos(attempts++);
    resumeAtNanos = nowNanos + (effects.takeTurn() ? TURN_NANOS_MAX : alone);
  }

  /** Whoever was asked for a turn cannot give one: goes on without. */
  private void noTurn() {
    if (phase == Phase.WAITING) {
      resumeAtNanos = nowNanos + effects.contentionDelayNanos(attempts);
    }
  }

  /** A majority has promised. */
  private void choose() {
    long instance = promises.instance();
    if (ownWasDecided()) {
      return;
    }
    if (promises.isAnyBehind()) {
      Proposal decision = promises.decision();
      if (decision != null) {
        commit(decision);
        return;
      }
      // Too large to be told unasked; or those that are not behind were carried past it. Then one
      // of the others has committed it, though after its promise: it will tell.
      decisionWanted = true;
      prepare();
      return;
    }
    if (ownIsForgotten(instance)) {
      return;
    }
    decisionWanted = false;
    Proposal accepted = promises.accepted();
    if (accepted == null) {
      evaluate(instance + 1);
      return;
    }
    proposal = accepted.under(ballot);
    if (promises.count(accepted) >= quorum.needed()) {
      decided();
    } else {
      begin(Phase.PROPOSING);
    }
  }

  /** Whether a promise tells that an own proposal was decided, which is the end. */
  private boolean ownWasDecided() {
    for (Open<A> own : open) {
      if (promises.wasDecided(own.instance(), own.id())) {
        complete(own.answer());
        return true;
      }
    }
    return false;
  }

  /**
   * Gives own proposals up that were not decided, unless somebody may have forgotten that; whether
   * that was the end. Only promises of one instance tell: else one may be from before its replica
   * learnt of the decision, and the other of a replica that was carried past it.
   */
  private boolean ownIsForgotten(long instance) {
    for (Open<A> own : open) {
      if (own.instance() <= instance && promises.mayHaveForgotten(own.instance())) {
        fail(
            new Failure(
                Failure.Kind.TIMEOUT, "so much was decided since that its own is forgotten", true));
        return true;
      }
    }
    open.removeIf(own -> own.instance() <= instance);
    return false;
  }

  private void evaluate(long instance) {
    boolean agree = promises.agree();
    PartitionData known = promises.merged();
    Evaluation<A> evaluation = effects.evaluate(known);
    PartitionData differing = agree ? PartitionData.EMPTY : known;
    PartitionData change = evaluation.change();
    if (change != null) {
      ProposalId id = effects.newId();
      open.add(new Open<>(instance, id, evaluation.answer()));
      PartitionData above = Successors.above(change, promises.purgedBelow());
      propose(instance, id, Merge.partitions(differing, above));
    } else if (settlesOnly) {
      // A replica beyond this majority may have told of something: it must not do so for ever.
      propose(instance, ProposalId.NOBODY, PartitionData.EMPTY);
    } else if (open.isEmpty() && agree) {
      complete(evaluation.answer());
    } else {
      // Answers that differ may show a part of what is decided meanwhile; then this is not decided.
      unchanged = evaluation;
      propose(instance, ProposalId.NOBODY, differing);
    }
  }

  private void propose(long instance, ProposalId id, PartitionData content) {
    proposal = new Proposal(instance, ballot, id, PartitionCodec.encode(content));
    begin(Phase.PROPOSING);
  }

  /** What is proposed is decided. */
  private void decided() {
    Proposal decided = java.util.Objects.requireNonNull(proposal);
    for (Open<A> own : open) {
      if (own.instance() == decided.instance() && own.id().equals(decided.id())) {
        tellAll(decided);
        complete(own.answer());
        return;
      }
    }
    Evaluation<A> keeps = unchanged;
    if (keeps != null && decided.id().equals(ProposalId.NOBODY)) {
      tellAll(decided);
      complete(keeps.answer());
    } else {
      commit(decided);
    }
  }

  private void commit(Proposal decided) {
    proposal = decided;
    begin(Phase.COMMITTING);
    tellLearners(decided);
  }

  /** Nobody waits for the answers: whoever misses it is brought up by the next who looks. */
  private void tellAll(Proposal decided) {
    effects.roundBegan();
    for (int replica = 0; replica < replicas; replica++) {
      if (effects.isConnected(replica)) {
        effects.commit(replica, decided);
      }
    }
    tellLearners(decided);
  }

  private void tellLearners(Proposal decided) {
    for (int replica = replicas; replica < replicas + learners; replica++) {
      if (effects.isConnected(replica)) {
        effects.commit(replica, decided);
      }
    }
  }

  private void complete(A answer) {
    phase = Phase.ENDED;
    round = null;
    effects.completed(answer);
  }

  private void fail(Failure failure) {
    boolean mayHave = mayHaveTakenEffect();
    phase = Phase.ENDED;
    round = null;
    effects.failed(
        new Failure(
            mayHave ? Failure.Kind.TIMEOUT : failure.kind(),
            failure.message(),
            mayHave,
            failure.retryAfterMillis()));
  }

  @Override
  public boolean isConnected(int replica) {
    return effects.isConnected(replica);
  }

  @Override
  public Reach reach(int replica) {
    return effects.reach(replica);
  }

  @Override
  public boolean send(int replica) {
    return switch (phase) {
      case PREPARING -> effects.prepare(replica, ballot, decisionWanted);
      case PROPOSING -> effects.propose(replica, java.util.Objects.requireNonNull(proposal));
      case COMMITTING -> effects.commit(replica, java.util.Objects.requireNonNull(proposal));
      case WAITING, ENDED -> throw new IllegalStateException("nothing is to be sent: " + phase);
    };
  }

  @Override
  public long retryDelayNanos(int attempt, int hintMillis) {
    return effects.retryDelayNanos(attempt, hintMillis);
  }

  @Override
  public boolean mayRetryAt(int replica, boolean overloaded, boolean begun) {
    return effects.mayRetryAt(replica, overloaded);
  }

  @Override
  public void rerouted(long newEpoch) {
    phase = Phase.WAITING;
    round = null;
    effects.rerouted(newEpoch);
  }

  @Override
  public void completed() {
    switch (phase) {
      case PREPARING -> choose();
      case PROPOSING -> decided();
      case COMMITTING -> {
        if (settlesOnly) {
          complete(effects.evaluate(PartitionData.EMPTY).answer());
        } else {
          prepare();
        }
      }
      case WAITING, ENDED -> throw new IllegalStateException("no round was under way: " + phase);
    }
  }

  @Override
  public void failed(Failure failure) {
    fail(failure);
  }
}
