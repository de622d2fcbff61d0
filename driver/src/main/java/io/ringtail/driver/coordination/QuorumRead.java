// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.coordination;

import io.ringtail.driver.coordination.Reconciler.Reconciled;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.row.Mutation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A read at a level: asks as many replicas as the level needs, another one when one of them fails
 * or is late, and compares their answers. Where they differ it writes what they know together back
 * until the level's number of replicas hold it, and only then answers (blocking read repair, {@link
 * ReadRepair}), so that a later read cannot see less.
 *
 * <p>It may ask one replica for the data and the others for digests. A digest of data that is known
 * stands for that data; any other is as good as no answer, and its replica is asked for the data.
 *
 * <p>Confined to its caller's thread. Source: the second phase is that of Attiya, Bar-Noy, Dolev,
 * "Sharing Memory Robustly in Message-Passing Systems", JACM 1995.
 *
 * @param <A> what a replica answers
 * @param <R> the result
 */
public final class QuorumRead<A, R> {
  /** What a read asks of its surroundings. Nothing is answered from within a call. */
  public interface Effects<R> {
    Reach reach(int replica);

    /**
     * Asks a replica; false when the request could not be taken for sending now.
     *
     * @param digest whether a digest of its answer is enough
     */
    boolean ask(int replica, boolean digest);

    /** The digest that a replica gave is of other data than is known. */
    void digestDiffers(int replica);

    /**
     * Sends a replica what it lacks; false when it could not be taken for sending now. Once the
     * read has completed, this and {@link #ask} are for the background: they may be left undone.
     */
    boolean writeBack(int replica, List<Mutation> mutations);

    /** Whether one more replica may be asked on the chance that it is faster; asked for each. */
    boolean maySpeculate();

    /** A replica was asked on that chance. */
    void speculated(int replica);

    /** The answer of one that was asked on that chance has made the others' unneeded. */
    void speculationWon(int replica);

    /** The answer of a replica that was asked is not needed any more. */
    void unneeded(int replica);

    /** How long to wait before trying again; at least a millisecond. */
    long retryDelayNanos(int attempt, int hintMillis);

    /**
     * Whether a replica that refused for now may be asked again; asked for each.
     *
     * @param overloaded whether it has too much to do
     * @param begun whether the answers are there, and are being written back
     */
    default boolean mayRetryAt(int replica, boolean overloaded, boolean begun) {
      return true;
    }

    /**
     * The read ends here, to be made anew once the conditional writes of these partitions are
     * settled.
     *
     * @param behind replicas, as bits, whose answers are of long before
     */
    void unsettled(List<byte[]> keys, int behind);

    /** The read ends here, to be routed anew by the map of this epoch or a later one. */
    void rerouted(long epoch);

    void completed(R result);

    void failed(Failure failure);
  }

  final Quorum quorum;
  final Reconciler<A, R> reconciler;
  final Effects<R> effects;
  final Answers<A> answers;
  private final int replicas;
  private final int[] order;
  private Limits limits = new Limits(0, 0);
  private long epoch;

  /** Not asked yet, or lost: to be asked where they are needed. */
  private int idle;

  private int inFlight;
  private int delayed;
  private int refused;

  /** Whether digests are enough from all but one. */
  private boolean digests;

  private boolean differed;

  /** Replicas asked beyond the level because others are late. */
  private int spares;

  /** Ended without a result. */
  private boolean failed;

  private long retryAtNanos;
  private long spareAtNanos;
  private long speculateAtNanos;

  /** Replicas that were asked on the chance that they are faster. */
  private int speculative;

  private int attempts;
  private @Nullable Reason lastReason;
  private String lastDetail = "";
  private int lastHintMillis;
  private @Nullable ReadRepair<A, R> repair;

  /**
   * A read.
   *
   * @param order all replicas, in the order in which they are asked
   * @param answers an empty array with a place for each replica
   */
  public QuorumRead(
      Quorum quorum,
      int[] order,
      Reconciler<A, R> reconciler,
      Effects<R> effects,
      @Nullable A[] answers) {
    this.quorum = quorum;
    this.order = order;
    this.replicas = quorum.replicas();
    this.reconciler = reconciler;
    this.effects = effects;
    this.answers = new Answers<>(reconciler, answers);
    this.idle = Quorum.all(replicas);
  }

  /**
   * Begins.
   *
   * @param mapEpoch of the map by which the replicas were found
   * @param mayDigest whether digests are to be asked of all replicas but one
   */
  public void start(long nowNanos, Limits newLimits, long mapEpoch, boolean mayDigest) {
    limits = newLimits;
    epoch = mapEpoch;
    digests = mayDigest;
    spareAtNanos = nowNanos + limits.spareNanos();
    speculateAtNanos = nowNanos + limits.speculationNanos();
    askEnough(nowNanos);
  }

  /** When {@link #tick} has to be called at the latest. */
  public long wakeNanos(long nowNanos) {
    QuorumWrite writeBack = repair();
    if (writeBack != null) {
      return writeBack.wakeNanos(nowNanos);
    }
    long wake = Math.min(limits.deadlineNanos() - nowNanos, spareAtNanos - nowNanos);
    wake = Math.min(wake, speculateAtNanos - nowNanos);
    if (delayed != 0) {
      wake = Math.min(wake, retryAtNanos - nowNanos);
    }
    if (!quorum.isMetBy(answers.replicas() | inFlight)) {
      wake = Math.min(wake, Limits.POLL_NANOS);
    }
    return nowNanos + wake;
  }

  /** Time has passed. */
  public void tick(long nowNanos) {
    if (isDone()) {
      return;
    }
    QuorumWrite writeBack = repair();
    if (writeBack != null) {
      writeBack.tick(nowNanos);
      return;
    }
    if (limits.deadlineNanos() - nowNanos <= 0) {
      failInTime();
      return;
    }
    if (delayed != 0 && retryAtNanos - nowNanos <= 0) {
      idle |= delayed;
      delayed = 0;
    }
    if (spareAtNanos - nowNanos <= 0) {
      spareAtNanos = nowNanos + limits.spareNanos();
      spares++;
    }
    if (speculateAtNanos - nowNanos <= 0) {
      speculate(nowNanos);
    } else {
      askEnough(nowNanos);
    }
  }

  /** Asks one more if it may, once; else it may a while later. */
  private void speculate(long nowNanos) {
    if (effects.maySpeculate()) {
      speculateAtNanos = nowNanos + Limits.NEVER;
      int before = inFlight;
      spares++;
      askEnough(nowNanos);
      speculative |= inFlight & ~before;
      for (int left = speculative; left != 0; left &= left - 1) {
        effects.speculated(Integer.numberOfTrailingZeros(left));
        if ((left & left - 1) != 0) {
          effects.maySpeculate(); // one of each group was asked, each on a chance of its own
        }
      }
    } else {
      speculateAtNanos = nowNanos + limits.speculationNanos();
      askEnough(nowNanos);
    }
  }

  /** A replica answered; once the read has completed, that is for the background. */
  public void answered(int replica, A answer, long nowNanos) {
    int bit = 1 << replica;
    inFlight &= ~bit;
    if (failed) {
      return;
    }
    idle &= ~bit;
    delayed &= ~bit;
    answers.add(replica, answer);
    if (repair == null && !quorum.isMetBy(answers.replicas())) {
      return;
    }
    int unknown = answers.dropUnknown();
    if (unknown != 0) {
      askForData(unknown, nowNanos);
    } else if (repair != null) {
      repair.alsoAnswered(replica);
    } else {
      if ((speculative & bit) != 0) {
        effects.speculationWon(replica);
      }
      reconcile(nowNanos);
    }
  }

  /** Asks replicas for their data whose digests are of none that is known. */
  private void askForData(int some, long nowNanos) {
    for (int left = some; left != 0; left &= left - 1) {
      effects.digestDiffers(Integer.numberOfTrailingZeros(left));
    }
    digests = false;
    differed = true;
    if (repair != null) {
      int late = Integer.numberOfTrailingZeros(some);
      if (effects.reach(late) == Reach.CONNECTED) {
        ask(late);
      }
      return;
    }
    idle |= some;
    if (speculative == 0) {
      // What was late for one round trip is not for two.
      speculateAtNanos = nowNanos + limits.speculationNanos();
    }
    askEnough(nowNanos);
  }

  /** A replica said that it has no answer. */
  public void refused(int replica, long nowNanos, Refusal refusal) {
    if (!ended(replica)) {
      return;
    }
    int bit = 1 << replica;
    lastReason = refusal.reason();
    lastDetail = refusal.detail();
    lastHintMillis = refusal.retryAfterMillis();
    switch (RefusalKind.of(refusal, epoch)) {
      case OTHER_MAP -> {
        reroute(refusal.epoch());
        return;
      }
      case LATER -> {
        if (effects.mayRetryAt(replica, refusal.reason() == Reason.OVERLOADED, false)) {
          delay(bit, nowNanos, refusal.retryAfterMillis());
        } else {
          refused |= bit;
        }
      }
      case FOR_GOOD -> refused |= bit;
    }
    askEnough(nowNanos);
  }

  /** A replica failed in the middle of the read. */
  public void unknown(int replica, long nowNanos, Reason reason, String detail) {
    if (!ended(replica)) {
      return;
    }
    lastReason = reason;
    lastDetail = detail;
    lastHintMillis = 0;
    refused |= 1 << replica;
    askEnough(nowNanos);
  }

  /** The connection ended before the answer came. */
  public void lost(int replica, long nowNanos) {
    if (ended(replica)) {
      idle |= 1 << replica;
      askEnough(nowNanos);
    }
  }

  /** The write-back that differing answers made necessary; null when there is none. */
  public @Nullable QuorumWrite repair() {
    return repair == null ? null : repair.writeBack();
  }

  /** Whether answers were found to differ. */
  public boolean differed() {
    return differed;
  }

  public boolean isDone() {
    return failed || isCompleted();
  }

  /** Whether it has ended with a result; what is answered then is for the background. */
  public boolean isCompleted() {
    return repair != null && repair.isCompleted();
  }

  /** Takes a replica out of those under way; whether that matters still. */
  private boolean ended(int replica) {
    int bit = 1 << replica;
    inFlight &= ~bit;
    return !failed && repair == null && (answers.replicas() & bit) == 0;
  }

  private void askEnough(long nowNanos) {
    int reachable = 0;
    for (int replica : order) {
      if ((idle & 1 << replica) == 0) {
        continue;
      }
      if (!quorum.needs(replica, answers.replicas() | inFlight, spares)) {
        reachable |= 1 << replica;
        continue;
      }
      int bit = 1 << replica;
      Reach reach = effects.reach(replica);
      if (reach == Reach.CONNECTED) {
        idle &= ~bit;
        if (!ask(replica)) {
          delay(bit, nowNanos, 0);
        }
      } else if (reach == Reach.CONNECTING) {
        reachable |= bit;
      }
    }
    int possible = answers.replicas() | inFlight | delayed | reachable;
    if (!quorum.isMetBy(possible)) {
      failUnreachable(Integer.bitCount(possible));
    }
  }

  /** Asks for a digest where that is enough: not where the one with the data may be late. */
  private boolean ask(int replica) {
    boolean digest = digests && spares == 0 && answers.anyWhole(inFlight);
    boolean taken = effects.ask(replica, digest);
    if (taken) {
      inFlight |= 1 << replica;
      answers.asked(replica, digest);
    }
    return taken;
  }

  private void delay(int bit, long nowNanos, int hintMillis) {
    long at = nowNanos + effects.retryDelayNanos(attempts++, hintMillis);
    retryAtNanos = delayed == 0 || at - retryAtNanos < 0 ? at : retryAtNanos;
    delayed |= bit;
  }

  private void reconcile(long nowNanos) {
    for (int left = inFlight; left != 0; left &= left - 1) {
      effects.unneeded(Integer.numberOfTrailingZeros(left));
    }
    Reconciled<R> reconciled = reconciler.reconcile(answers.byReplica());
    if (reconciled.failure() != null) {
      fail(reconciled.failure());
      return;
    }
    if (!reconciled.unsettled().isEmpty()) {
      failed = true;
      effects.unsettled(reconciled.unsettled(), reconciled.behind());
      return;
    }
    differed |= reconciled.missing() != null;
    ReadRepair<A, R> follows = new ReadRepair<>(this, reconciled, answers.replicas());
    repair = follows;
    follows.start(nowNanos, limits, epoch);
  }

  private void failUnreachable(int possible) {
    Reason reason = lastReason;
    if (Integer.bitCount(refused) > 0 && reason != null) {
      fail(
          new Failure(
              Failure.kindOf(reason),
              Integer.bitCount(refused)
                  + " of "
                  + replicas
                  + " replicas refused the read: "
                  + reason
                  + " "
                  + lastDetail,
              false,
              lastHintMillis));
    } else {
      fail(
          new Failure(
              Failure.Kind.UNAVAILABLE,
              possible + " of " + replicas + " replicas can be reached, " + quorum + " are needed",
              false));
    }
  }

  private void failInTime() {
    boolean overloaded = lastReason == Reason.OVERLOADED && inFlight == 0;
    fail(
        new Failure(
            overloaded ? Failure.Kind.OVERLOADED : Failure.Kind.TIMEOUT,
            Integer.bitCount(answers.replicas())
                + " of "
                + quorum
                + " needed answers (of "
                + replicas
                + " replicas) came in time"
                + (lastReason == null ? "" : "; last refusal: " + lastReason + " " + lastDetail),
            false,
            lastHintMillis));
  }

  void reroute(long otherEpoch) {
    failed = true;
    effects.rerouted(otherEpoch);
  }

  void fail(Failure failure) {
    failed = true;
    effects.failed(failure);
  }
}
