// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.coordination;

import io.ringtail.driver.coordination.Reconciler.Reconciled;
import io.ringtail.protocol.row.Mutation;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What follows once a read has enough answers: its result, at once where the level's replicas hold
 * it, else when what some of them lack is written back (blocking read repair). Whoever lacks
 * something beyond that is sent it when the read has ended, and so is a replica that answers only
 * then: nobody waits for it, and it is not sent again.
 *
 * <p>What a late replica knows beyond the others is left to the next read: their answers are older,
 * and mostly it is on its way to them.
 */
final class ReadRepair<A, R> implements QuorumWrite.Effects {
  private final QuorumRead<A, R> read;
  private final QuorumRead.Effects<R> effects;
  private final Reconciled<R> known;

  /** Replicas whose answers that is made of, as bits. */
  private final int answered;

  private @Nullable QuorumWrite writeBack;
  private boolean completed;

  /** Replicas that may lack something that the read does not wait for. */
  private int owed;

  /** Replicas that the write-back was sent to. */
  private int sent;

  ReadRepair(QuorumRead<A, R> read, Reconciled<R> known, int answered) {
    this.read = read;
    this.effects = read.effects;
    this.known = known;
    this.answered = answered;
  }

  void start(long nowNanos, Limits limits, long epoch) {
    int stale = stale();
    if (read.quorum.isMetBy(answered & ~stale)) {
      owed = stale;
      completed();
    } else {
      QuorumWrite write = new QuorumWrite(read.quorum, answered & ~stale, stale, this);
      writeBack = write;
      write.start(nowNanos, limits, epoch);
    }
  }

  private int stale() {
    List<List<Mutation>> missing = known.missing();
    int stale = 0;
    for (int i = 0; missing != null && i < missing.size(); i++) {
      stale |= missing.get(i).isEmpty() ? 0 : 1 << i;
    }
    return stale;
  }

  /** The write-back that the read waits for; null where it waits for none. */
  @Nullable QuorumWrite writeBack() {
    return writeBack;
  }

  boolean isCompleted() {
    return completed;
  }

  /** A replica has answered that the result was not waiting for. */
  void alsoAnswered(int replica) {
    owed |= 1 << replica;
    if (completed) {
      repairOwed();
    }
  }

  private void repairOwed() {
    int left = owed & ~sent;
    owed = 0;
    if (left == 0) {
      return;
    }
    List<List<Mutation>> missing =
        read.reconciler.ofData().reconcile(read.answers.byReplica()).missing();
    for (; missing != null && left != 0; left &= left - 1) {
      int replica = Integer.numberOfTrailingZeros(left);
      if (!missing.get(replica).isEmpty() && isConnected(replica)) {
        effects.writeBack(replica, missing.get(replica));
      }
    }
  }

  @Override
  public boolean isConnected(int replica) {
    return effects.reach(replica) == Reach.CONNECTED;
  }

  @Override
  public Reach reach(int replica) {
    return effects.reach(replica);
  }

  @Override
  public boolean send(int replica) {
    int bit = 1 << replica;
    List<List<Mutation>> missing = Objects.requireNonNull(known.missing());
    boolean taken =
        effects.writeBack(
            replica, (answered & bit) != 0 ? missing.get(replica) : known.differing());
    sent |= taken ? bit : 0;
    return taken;
  }

  @Override
  public long retryDelayNanos(int attempt, int hintMillis) {
    return effects.retryDelayNanos(attempt, hintMillis);
  }

  @Override
  public boolean mayRetryAt(int replica, boolean overloaded, boolean begun) {
    return effects.mayRetryAt(replica, overloaded, true);
  }

  @Override
  public void rerouted(long epoch) {
    read.reroute(epoch);
  }

  @Override
  public void completed() {
    completed = true;
    effects.completed(Objects.requireNonNull(known.result()));
    repairOwed();
  }

  @Override
  public void failed(Failure failure) {
    read.fail(
        new Failure(
            failure.kind(),
            "what the replicas know together could not be written back: " + failure.message(),
            false,
            failure.retryAfterMillis()));
  }
}
