// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.routing;

import java.util.random.RandomGenerator;

/**
 * The order in which replicas are asked: those in the client's data center first; among them the
 * connected ones; of two of these, the one that promises the sooner answer. The two are taken at
 * random, but one of them is from the client's rack as long as there is any, and may be up to twice
 * as slow. Source: Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing", IEEE TPDS
 * 2001.
 */
public final class ReplicaChoice {
  /** What an order is made by. */
  public interface Costs {
    /**
     * What a request to the shard of a node that serves a vnode would cost now; {@link
     * #UNREACHABLE} where there is no way.
     */
    long cost(int node, int vnode);
  }

  /** The cost of a node that is not connected. */
  public static final long UNREACHABLE = Long.MAX_VALUE;

  private final Replicas replicas;
  private final int vnode;
  private final Costs costs;
  private final RandomGenerator random;
  private final int[] order;

  private ReplicaChoice(Replicas replicas, int vnode, Costs costs, RandomGenerator random) {
    this.replicas = replicas;
    this.vnode = vnode;
    this.costs = costs;
    this.random = random;
    this.order = replicas.nearest().clone();
  }

  /**
   * The order in which to ask replicas.
   *
   * @param needed how many will be asked at first; the others' order says nothing
   * @return places in {@link Replicas#nodes()}
   */
  public static int[] order(
      Replicas replicas, int vnode, int needed, Costs costs, RandomGenerator random) {
    ReplicaChoice choice = new ReplicaChoice(replicas, vnode, costs, random);
    int near = replicas.near();
    choice.choose(0, near, needed);
    choice.choose(near, choice.order.length, needed);
    return choice.order;
  }

  private void choose(int from, int to, int needed) {
    for (int i = from; i < to - 1 && i < needed; i++) {
      int left = to - i;
      int inRack = firstInRack(i, to);
      int a = inRack >= 0 ? inRack : i + random.nextInt(left);
      int b = i + random.nextInt(left - 1);
      b += b >= a ? 1 : 0;
      int better = cost(a) <= cost(b) ? a : b;
      if (cost(better) == UNREACHABLE) {
        better = cheapest(i, to);
      }
      int swapped = order[i];
      order[i] = order[better];
      order[better] = swapped;
    }
  }

  private long cost(int place) {
    long cost = costs.cost(replicas.nodes()[order[place]], vnode);
    boolean isNear = (replicas.inRack() & 1 << order[place]) != 0;
    return isNear && cost != UNREACHABLE ? cost / 2 : cost;
  }

  private int firstInRack(int from, int to) {
    if (replicas.inRack() != 0) {
      for (int i = from; i < to; i++) {
        if ((replicas.inRack() & 1 << order[i]) != 0) {
          return i;
        }
      }
    }
    return -1;
  }

  private int cheapest(int from, int to) {
    int best = from;
    for (int i = from + 1; i < to; i++) {
      if (cost(i) < cost(best)) {
        best = i;
      }
    }
    return best;
  }
}
