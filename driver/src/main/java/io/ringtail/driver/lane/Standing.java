// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.lane;

import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.connection.HeardLoad;
import io.ringtail.driver.coordination.Quorum;
import io.ringtail.driver.routing.MapView;
import io.ringtail.driver.routing.Replicas;
import io.ringtail.protocol.frame.Rank;

/**
 * How an operation stands with shards that have too much to do: its rank, and whether it has one of
 * its lane's places for those that wait for them. Confined to the lane's thread.
 */
final class Standing {
  private int rank;
  private boolean hasPlace;
  private long placeNanos;
  private int delays;

  void begin(int drawn) {
    rank = drawn;
  }

  int rank() {
    return rank;
  }

  /**
   * Whether the operation may go on though it was refused, or would be. It has a better rank then:
   * what has waited comes before what is new, and what is half done before all.
   */
  boolean mayRetry(Lane lane, Aim aim, boolean begun) {
    rank = begun || rank == Rank.FIRST ? Rank.FIRST : Math.max(1, rank * 3 / 4);
    if (!hasPlace && lane.overload().take(aim.timeoutNanos())) {
      hasPlace = true;
      placeNanos = lane.nowNanos();
    }
    return hasPlace || begun;
  }

  /** How long to wait where shards say when to return. */
  long delayNanos(Lane lane, int retryMillis) {
    return lane.retryDelayNanos(delays++, retryMillis);
  }

  /**
   * When to come back where so many replicas refuse the rank that a request has to fail; else 0.
   */
  int refusedFor(Lane lane, Aim aim) {
    MapView newest = lane.view();
    int vnode = newest.vnodeOf(aim.token());
    Quorum quorum;
    int[] replicas;
    try {
      Replicas found = newest.asked(aim.keyspace(), vnode);
      replicas = found.nodes();
      quorum = found.quorum(aim.level());
    } catch (RingtailException.InvalidRequest unroutable) {
      return 0; // says so when it is routed
    }
    int refusing = 0;
    int retryMillis = 0;
    for (int i = 0; i < replicas.length; i++) {
      HeardLoad load = lane.nodes()[replicas[i]].forVnode(vnode).load();
      if (load.refuses(rank, lane.nowNanos())) {
        refusing |= 1 << i;
        retryMillis = Math.max(retryMillis, load.retryAfterMillis());
      }
    }
    if (quorum.isMetBy(Quorum.all(replicas.length) & ~refusing)) {
      return 0;
    }
    for (int left = refusing; left != 0; left &= left - 1) {
      lane.nodes()[replicas[Integer.numberOfTrailingZeros(left)]].recorder().spared();
    }
    return retryMillis;
  }

  /** The operation has ended. */
  void end(Lane lane) {
    if (hasPlace) {
      hasPlace = false;
      lane.overload().give(lane.nowNanos() - placeNanos);
    }
  }
}
