// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.coordination;

/**
 * Hinted handoff of one write: sees to it that a replica which the data did not reach gets it from
 * one that holds it, which keeps it as a hint meanwhile. Each holder is asked at most once for each
 * absent replica. Replicas are bits of an int, by their indexes. Confined to its caller's thread.
 *
 * <p>Source: DeCandia et al., "Dynamo: Amazon's Highly Available Key-value Store", SOSP 2007,
 * section 4.6; here it is the driver that asks.
 */
public final class Handoff {
  /** What a handoff asks of its surroundings. Nothing is answered from within a call. */
  public interface Effects {
    boolean isConnected(int replica);

    /** Asks a holder to keep the data for another; false when that could not be taken. */
    boolean keep(int holder, int absent);

    /** Nobody keeps the data for a replica: it gets it when it is read, or repaired. */
    void notKept(int absent);
  }

  private final Effects effects;

  /** Absent replicas for which a holder was asked and has not answered. */
  private int asked;

  /** Absent replicas for which the data is kept. */
  private int kept;

  /** Absent replicas for which no more holders are asked. */
  private int givenUp;

  /** By absent replica, the holders that were asked. */
  private final int[] tried;

  /** A handoff of a write that has not been sent. */
  public Handoff(int replicas, Effects effects) {
    this.tried = new int[replicas];
    this.effects = effects;
  }

  /** Those of some absent replicas for which nobody keeps the data, or was asked to. */
  private int open(int absent) {
    return absent & ~(asked | kept | givenUp);
  }

  /** A holder gets the data and is asked to keep it for others, all in one. */
  public void sentAlong(int holder, int absent) {
    asked |= absent;
    for (int left = absent; left != 0; left &= left - 1) {
      tried[Integer.numberOfTrailingZeros(left)] |= 1 << holder;
    }
  }

  /** Asks for what is still open, for some of the replicas that hold the data. */
  public void settle(int absent, int holders) {
    for (int left = open(absent); left != 0; left &= left - 1) {
      int replica = Integer.numberOfTrailingZeros(left);
      if (!ask(replica, holders)) {
        givenUp |= 1 << replica;
        effects.notKept(replica);
      }
    }
  }

  private boolean ask(int absent, int holders) {
    for (int left = holders & ~tried[absent]; left != 0; left &= left - 1) {
      int holder = Integer.numberOfTrailingZeros(left);
      if (effects.isConnected(holder)) {
        tried[absent] |= 1 << holder;
        if (effects.keep(holder, absent)) {
          asked |= 1 << absent;
          return true;
        }
      }
    }
    return false;
  }

  /** The data is kept for a replica. */
  public void kept(int absent) {
    asked &= ~(1 << absent);
    kept |= 1 << absent;
  }

  /** The holder that was asked does not keep it, or is gone. */
  public void failed(int absent) {
    asked &= ~(1 << absent);
  }

  /** Whether no answer of a holder is waited for. */
  public boolean isQuiet() {
    return asked == 0;
  }
}
