// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.coordination;

import io.ringtail.protocol.message.Reason;
import org.jspecify.annotations.Nullable;

/**
 * A plain write on its way to the replicas of its partitions, done when enough of them hold it.
 * Sending it again is safe: it carries its version, and replicas merge.
 *
 * <p>Each replica is in one of five sets (bits by its index): <em>held</em> (it has the data),
 * <em>inFlight</em> (asked, no answer yet), <em>unsent</em> (to be sent when it is connected),
 * <em>delayed</em> (to be sent again after a while), <em>refused</em> (for good), or
 * <em>reserve</em> (asked only when another is late or fails: in write-backs). Beside that,
 * <em>uncertain</em> are those whose connection ended, or that said so, when they may have taken
 * the data.
 *
 * <p>Confined to its caller's thread.
 */
public final class QuorumWrite {
  /** What a write asks of its surroundings. Nothing is answered from within a call. */
  public interface Effects {
    boolean isConnected(int replica);

    /** As {@link #isConnected}; where it is not, an attempt to connect begins soon. */
    Reach reach(int replica);

    /** Sends the data to a replica; false when it could not be taken for sending now. */
    boolean send(int replica);

    /**
     * Those of some replicas to which another one, when the data is sent to it, is to pass it on;
     * each answers as if it had been sent there.
     *
     * @param unsent replicas, as bits
     */
    default int passesOn(int replica, int unsent) {
      return 0;
    }

    /** As {@link #send}, to be passed on to others as well. */
    default boolean send(int replica, int others) {
      throw new IllegalStateException("replica " + replica + " passes nothing on");
    }

    /** How long to wait before trying again; at least a millisecond. */
    long retryDelayNanos(int attempt, int hintMillis);

    /**
     * Whether a replica that refused for now may be asked again; asked for each.
     *
     * @param overloaded whether it has too much to do
     * @param begun whether other replicas may have taken the data
     */
    default boolean mayRetryAt(int replica, boolean overloaded, boolean begun) {
      return true;
    }

    /** The write ends here, to be routed anew by the map of this epoch or a later one. */
    void rerouted(long epoch);

    void completed();

    void failed(Failure failure);
  }

  private final Quorum quorum;
  private final int replicas;
  private final Effects effects;
  private Limits limits = new Limits(0, 0);
  private long epoch;

  private int held;
  private int inFlight;
  private int unsent;
  private int delayed;
  private int refused;
  private int reserve;
  private int uncertain;

  /**
   * The epoch of the map that a replica has in which the table is gone; 0 when none said so. The
   * answers under way are waited for a while then: once nobody has taken the data, it can be sent
   * to the table that came in the place of that one.
   */
  private long leaveForEpoch;

  private long leaveAtNanos;
  private boolean gathering;
  private boolean done;
  private long retryAtNanos;
  private long spareAtNanos;
  private int attempts;
  private @Nullable Reason lastReason;
  private String lastDetail = "";
  private int lastHintMillis;

  /** A write that goes to all replicas. */
  public QuorumWrite(Quorum quorum, Effects effects) {
    this(quorum, 0, Quorum.all(quorum.replicas()), effects);
  }

  /**
   * A write that goes to some replicas first, and to others only where these fail.
   *
   * @param held replicas that have the data already
   * @param targets replicas that it is sent to
   */
  public QuorumWrite(Quorum quorum, int held, int targets, Effects effects) {
    this.quorum = quorum;
    this.replicas = quorum.replicas();
    this.held = held;
    this.unsent = targets;
    this.reserve = Quorum.all(replicas) & ~held & ~targets;
    this.effects = effects;
  }

  /**
   * Begins.
   *
   * @param mapEpoch of the map by which the replicas were found
   */
  public void start(long nowNanos, Limits newLimits, long mapEpoch) {
    limits = newLimits;
    epoch = mapEpoch;
    spareAtNanos = nowNanos + limits.spareNanos();
    if (reserve == 0 && held == 0) {
      gather(nowNanos);
    } else {
      sendUnsent(nowNanos);
      callReserves(nowNanos);
    }
  }

  /** When {@link #tick} has to be called at the latest. */
  public long wakeNanos(long nowNanos) {
    long wake = limits.deadlineNanos() - nowNanos;
    if (gathering || unsent != 0) {
      wake = Math.min(wake, Limits.POLL_NANOS);
    }
    if (delayed != 0) {
      wake = Math.min(wake, retryAtNanos - nowNanos);
    }
    if (reserve != 0) {
      wake = Math.min(wake, spareAtNanos - nowNanos);
    }
    if (leaveForEpoch != 0) {
      wake = Math.min(wake, leaveAtNanos - nowNanos);
    }
    return nowNanos + wake;
  }

  /** Time has passed. */
  public void tick(long nowNanos) {
    if (done) {
      return;
    }
    if (limits.deadlineNanos() - nowNanos <= 0) {
      failInTime();
      return;
    }
    if (leaveForEpoch != 0) {
      if (leaveAtNanos - nowNanos <= 0) {
        leave(leaveForEpoch);
      }
      return;
    }
    if (gathering) {
      gather(nowNanos);
      return;
    }
    if (delayed != 0 && retryAtNanos - nowNanos <= 0) {
      unsent |= delayed;
      delayed = 0;
    }
    for (int left = unsent; left != 0; left &= left - 1) {
      // The level is not reached without it: its connection is wanted now.
      effects.reach(Integer.numberOfTrailingZeros(left));
    }
    sendUnsent(nowNanos);
    if (reserve != 0 && spareAtNanos - nowNanos <= 0) {
      spareAtNanos = nowNanos + limits.spareNanos();
      callReserve(nowNanos);
    }
  }

  /** A replica has the data. */
  public void acknowledged(int replica) {
    int bit = 1 << replica;
    inFlight &= ~bit;
    unsent &= ~bit;
    delayed &= ~bit;
    refused &= ~bit;
    held |= bit;
    if (!done && quorum.isMetBy(held)) {
      done = true;
      effects.completed();
    }
    if (!leavesWhenHeard()) {
      failIfRefused();
    }
  }

  /** A replica said that it did nothing. */
  public void refused(int replica, long nowNanos, Refusal refusal) {
    int bit = 1 << replica;
    inFlight &= ~bit;
    if (done || (held & bit) != 0) {
      return;
    }
    note(refusal.reason(), refusal.detail(), refusal.retryAfterMillis());
    switch (RefusalKind.of(refusal, epoch)) {
      case OTHER_MAP -> {
        if (refusal.reason() != Reason.UNKNOWN_TABLE) {
          leave(refusal.epoch());
          return;
        }
        leaveAtNanos = leaveForEpoch == 0 ? nowNanos + limits.spareNanos() : leaveAtNanos;
        leaveForEpoch = Math.max(leaveForEpoch, refusal.epoch());
      }
      case LATER -> {
        boolean overloaded = refusal.reason() == Reason.OVERLOADED;
        if (effects.mayRetryAt(replica, overloaded, (held | uncertain) != 0)) {
          delay(bit, nowNanos, refusal.retryAfterMillis());
        } else {
          refused |= bit;
        }
      }
      case FOR_GOOD -> refused |= bit;
    }
    if (!leavesWhenHeard()) {
      callReserves(nowNanos);
      failIfRefused();
    }
  }

  /** Whether the write is about to be routed anew; it is as soon as no answer is under way. */
  private boolean leavesWhenHeard() {
    if (leaveForEpoch != 0 && inFlight == 0 && !done) {
      leave(leaveForEpoch);
    }
    return leaveForEpoch != 0;
  }

  private void leave(long otherEpoch) {
    done = true;
    effects.rerouted(otherEpoch);
  }

  /** A replica does not know whether it took the data. */
  public void unknown(int replica, long nowNanos, Reason reason, String detail) {
    int bit = 1 << replica;
    inFlight &= ~bit;
    if (done || (held & bit) != 0) {
      return;
    }
    uncertain |= bit;
    note(reason, detail, 0);
    if (leavesWhenHeard()) {
      return;
    }
    delay(bit, nowNanos, 0);
    callReserves(nowNanos);
    failIfRefused();
  }

  /** The connection ended before the answer came. */
  public void lost(int replica, long nowNanos) {
    int bit = 1 << replica;
    inFlight &= ~bit;
    if (done || (held & bit) != 0) {
      return;
    }
    uncertain |= bit;
    unsent |= bit;
    if (!leavesWhenHeard()) {
      callReserves(nowNanos);
      failIfRefused();
    }
  }

  /** Whether anything was sent that was not definitely refused. */
  public boolean mayHaveTakenEffect() {
    return (held | inFlight | uncertain) != 0;
  }

  public boolean isDone() {
    return done;
  }

  /** Replicas that have the data, as bits. */
  public int held() {
    return held;
  }

  /** Replicas that have not answered, as bits. */
  public int inFlight() {
    return inFlight;
  }

  /** Replicas that the data has not reached, and to which it is not on its way; as bits. */
  public int missing() {
    return Quorum.all(replicas) & ~held & ~inFlight;
  }

  /** Waits until the level can be reached, then sends to all; nothing is sent before. */
  private void gather(long nowNanos) {
    int connected = 0;
    for (int i = 0; i < replicas; i++) {
      connected |= effects.isConnected(i) ? 1 << i : 0;
    }
    gathering = !quorum.isMetBy(connected);
    if (!gathering) {
      sendUnsent(nowNanos);
      return;
    }
    int possible = 0;
    for (int i = 0; i < replicas; i++) {
      possible |= effects.reach(i) == Reach.UNREACHABLE ? 0 : 1 << i;
    }
    if (!quorum.isMetBy(possible)) {
      fail(
          new Failure(
              Failure.Kind.UNAVAILABLE,
              Integer.bitCount(possible)
                  + " of "
                  + replicas
                  + " replicas can be reached, "
                  + quorum
                  + " are needed",
              false));
    }
  }

  private void sendUnsent(long nowNanos) {
    for (int left = unsent; left != 0; left &= unsent & left - 1) {
      int replica = Integer.numberOfTrailingZeros(left);
      int bit = 1 << replica;
      if (effects.isConnected(replica)) {
        int others = effects.passesOn(replica, unsent & ~bit);
        unsent &= ~(bit | others);
        if (others == 0 ? effects.send(replica) : effects.send(replica, others)) {
          inFlight |= bit | others;
        } else {
          delay(bit | others, nowNanos, 0);
        }
      }
    }
  }

  /** Asks so many of the reserve that the level can be reached by those under way. */
  private void callReserves(long nowNanos) {
    while (reserve != 0 && !done && !quorum.isMetBy(held | inFlight)) {
      callReserve(nowNanos);
    }
  }

  /** The first of the reserve that brings the level nearer; any where none does. */
  private void callReserve(long nowNanos) {
    int bit = Integer.lowestOneBit(reserve);
    for (int left = reserve; left != 0; left &= left - 1) {
      if (quorum.needs(Integer.numberOfTrailingZeros(left), held | inFlight, 0)) {
        bit = Integer.lowestOneBit(left);
        break;
      }
    }
    reserve &= ~bit;
    unsent |= bit;
    sendUnsent(nowNanos);
  }

  private void delay(int bits, long nowNanos, int hintMillis) {
    long at = nowNanos + effects.retryDelayNanos(attempts++, hintMillis);
    retryAtNanos = delayed == 0 || at - retryAtNanos < 0 ? at : retryAtNanos;
    delayed |= bits;
  }

  private void note(Reason reason, String detail, int hintMillis) {
    lastReason = reason;
    lastDetail = detail;
    lastHintMillis = hintMillis;
  }

  private void failIfRefused() {
    if (!done && inFlight == 0 && !quorum.isMetBy(Quorum.all(replicas) & ~refused)) {
      boolean mayHave = mayHaveTakenEffect();
      Reason reason = lastReason == null ? Reason.INTERNAL : lastReason;
      fail(
          new Failure(
              mayHave && reason != Reason.OVERLOADED
                  ? Failure.Kind.REPLICA
                  : Failure.kindOf(reason),
              Integer.bitCount(refused)
                  + " of "
                  + replicas
                  + " replicas refused the write: "
                  + reason
                  + " "
                  + lastDetail,
              mayHave,
              lastHintMillis));
    }
  }

  private void failInTime() {
    String had =
        Integer.bitCount(held)
            + " of "
            + quorum
            + " needed acknowledgements (of "
            + replicas
            + " replicas) came in time"
            + (lastReason == null ? "" : "; last refusal: " + lastReason + " " + lastDetail);
    if (lastReason == Reason.OVERLOADED && inFlight == 0) {
      fail(new Failure(Failure.Kind.OVERLOADED, had, mayHaveTakenEffect(), lastHintMillis));
    } else if (mayHaveTakenEffect()) {
      fail(new Failure(Failure.Kind.TIMEOUT, had, true));
    } else {
      Failure.Kind kind =
          lastReason == null ? Failure.Kind.UNAVAILABLE : Failure.kindOf(lastReason);
      fail(new Failure(kind, had, false, lastHintMillis));
    }
  }

  private void fail(Failure failure) {
    done = true;
    effects.failed(failure);
  }
}
