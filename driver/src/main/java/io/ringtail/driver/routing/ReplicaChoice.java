// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.routing;

import java.util.random.RandomGenerator;

/**
 * The order in which replicas are asked: those that are connected first; among them, of two taken
 * at random, the one that promises the sooner answer. Source: Mitzenmacher, "The Power of Two
 * Choices in Randomized Load Balancing", IEEE TPDS 2001.
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

  private ReplicaChoice() {}

  /**
   * Puts replicas in the order in which to ask them.
   *
   * @param replicas left as it is
   * @param needed how many will be asked at first; the others' order says nothing
   */
  public static int[] order(
      int[] replicas, int vnode, int needed, Costs costs, RandomGenerator random) {
    int[] order = replicas.clone();
    int last = order.length - 1;
    for (int i = 0; i < last && i < needed; i++) {
      int left = order.length - i;
      int a = i + random.nextInt(left);
      int b = i + random.nextInt(left - 1);
      b += b >= a ? 1 : 0;
      int better = costs.cost(order[a], vnode) <= costs.cost(order[b], vnode) ? a : b;
      if (costs.cost(order[better], vnode) == UNREACHABLE) {
        better = cheapest(order, vnode, i, costs);
      }
      int swapped = order[i];
      order[i] = order[better];
      order[better] = swapped;
    }
    return order;
  }

  private static int cheapest(int[] order, int vnode, int from, Costs costs) {
    int best = from;
    for (int i = from + 1; i < order.length; i++) {
      if (costs.cost(order[i], vnode) < costs.cost(order[best], vnode)) {
        best = i;
      }
    }
    return best;
  }
}
