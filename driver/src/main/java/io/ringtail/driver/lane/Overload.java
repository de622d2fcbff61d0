// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.lane;

import io.ringtail.protocol.frame.Rank;
import java.util.random.RandomGenerator;

/**
 * The requests of a lane that wait for shards that have too much to do. Each has a place until it
 * ends: it is put off while its replicas are known to refuse it, and sent again when they have
 * refused it. Without a place it fails at once: where many wait, or those that wait do so for long,
 * the next would wait in vain. Confined to the lane's thread.
 */
final class Overload {
  /** Of what may be under way on a lane, a quarter: the rest is for shards that are well. */
  private static final int PLACES_SHARE = 4;

  /** A request may wait for half of its time; the rest is for being served. */
  private static final int WAIT_SHARE = 2;

  private final RandomGenerator random;
  private final int placesMax;
  private int places;

  /** How long the last one that gave its place back had it. */
  private long waitNanos;

  Overload(int inflightMax, RandomGenerator random) {
    this.random = random;
    this.placesMax = Math.max(1, inflightMax / PLACES_SHARE);
  }

  /** A rank for a new request. */
  int drawRank() {
    return 1 + random.nextInt(Rank.LAST);
  }

  /**
   * Takes a place; false where none is free.
   *
   * @param timeoutNanos of the request, in all
   */
  boolean take(long timeoutNanos) {
    if (places == placesMax || (places > 0 && waitNanos > timeoutNanos / WAIT_SHARE)) {
      return false;
    }
    places++;
    return true;
  }

  /** Gives a place back. */
  void give(long nanosHad) {
    places--;
    waitNanos = nanosHad;
  }
}
