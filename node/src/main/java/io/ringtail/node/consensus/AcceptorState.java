// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.consensus;

import io.ringtail.protocol.consensus.ConsensusState;
import io.ringtail.protocol.consensus.Promise;
import io.ringtail.protocol.consensus.Proposal;
import io.ringtail.protocol.time.Ballot;
import org.jspecify.annotations.Nullable;

/**
 * What a replica has promised, accepted and seen committed of a partition's conditional writes: a
 * chain of Paxos instances, of which at most one is open. Immutable; what a step accepts or decides
 * is durable before its answer leaves, and a bound on what is promised is ({@link #raisedTo}).
 *
 * @param vote in the instance behind {@code instance}
 * @param instance the last one known to be decided; what it wrote is merged into the partition, or
 *     lies on a majority
 * @param decision what that one decided; null where this replica was carried past it
 */
public record AcceptorState(
    Vote<Proposal> vote, long instance, @Nullable Proposal decision, Outcomes outcomes) {
  /** A partition that never saw a conditional write. */
  public static final AcceptorState FRESH = new AcceptorState(Vote.fresh(), 0, null, Outcomes.NONE);

  /** Decisions up to so many bytes go along with promises, for a proposer that meets a laggard. */
  static final int DECISION_BYTES_UNASKED = 1 << 10;

  /**
   * A state by its parts.
   *
   * @param accepted for {@code instance + 1}; null when there is none
   */
  public AcceptorState(
      Ballot promised,
      long instance,
      @Nullable Proposal decision,
      @Nullable Proposal accepted,
      Outcomes outcomes) {
    this(
        new Vote<>(promised, accepted == null ? null : accepted.ballot(), accepted),
        instance,
        decision,
        outcomes);
  }

  /** Nothing below it is accepted any more. */
  public Ballot promised() {
    return vote.promised();
  }

  /** What is accepted for {@code instance + 1}; null when there is none. */
  public @Nullable Proposal accepted() {
    return vote.accepted();
  }

  /** Whether a ballot may be promised, or accepted. */
  public boolean admits(Ballot ballot) {
    return vote.admits(ballot);
  }

  /** The state once a ballot that it admits is promised. */
  public AcceptorState promise(Ballot ballot) {
    return new AcceptorState(vote.promise(ballot), instance, decision, outcomes);
  }

  /** The state of one that may have promised any ballot up to some, and does not know. */
  public AcceptorState raisedTo(Ballot floor) {
    return vote.admits(floor) ? promise(floor) : this;
  }

  /**
   * What goes along with a promise.
   *
   * @param writer who asks
   * @param wanted whether the decision is wanted, however large
   * @param purgedBelow timestamp below which deletions may be forgotten
   * @param content of the partition, where it was asked for
   */
  public Promise answer(long writer, boolean wanted, long purgedBelow, byte[] content) {
    Proposal last = decision;
    boolean told = last != null && (wanted || last.content().length <= DECISION_BYTES_UNASKED);
    return new Promise(
        instance, told ? last : null, accepted(), outcomes.of(writer), purgedBelow, content);
  }

  /** Whether a proposal may be accepted: its round is not overtaken, its instance not decided. */
  public boolean admits(Proposal proposal) {
    return admits(proposal.ballot()) && proposal.instance() > instance;
  }

  /**
   * The state once a proposal that it admits is accepted. Whoever proposes for an instance has seen
   * the one before on a majority, so that this replica may be carried past what it lacks of it.
   */
  public AcceptorState accept(Proposal proposal) {
    long before = proposal.instance() - 1;
    return new AcceptorState(
        vote.accept(proposal.ballot(), proposal),
        before,
        before == instance ? decision : null,
        outcomes);
  }

  /** The state once a decision is known; its content is merged in any case. */
  public AcceptorState commit(Proposal decided) {
    Outcomes known = outcomes.with(decided.instance(), decided.id());
    if (decided.instance() < instance) {
      return new AcceptorState(vote, instance, decision, known);
    }
    Proposal open = accepted();
    return new AcceptorState(
        open != null && open.instance() > decided.instance() ? vote : vote.next(),
        decided.instance(),
        isKept(decision, decided) ? decision : isKept(open, decided) ? open : decided,
        known);
  }

  /** Whether a decision is known already, or accepted: which round decided it is of no use. */
  private static boolean isKept(@Nullable Proposal kept, Proposal decided) {
    return kept != null && kept.isSameAs(decided);
  }

  /** Whether it is known that a proposal was decided, and its content is merged. */
  public boolean knows(Proposal decided) {
    return isKept(decision, decided);
  }

  /** What reads are told. */
  public ConsensusState told() {
    Proposal open = accepted();
    return instance == 0 && open == null
        ? ConsensusState.NONE
        : new ConsensusState(instance, open == null ? null : open.ballot());
  }
}
