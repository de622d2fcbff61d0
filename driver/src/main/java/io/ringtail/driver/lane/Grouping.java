// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.lane;

import io.ringtail.driver.connection.NodeLinks;
import io.ringtail.driver.routing.MapView;
import io.ringtail.protocol.schema.Keyspace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which vnodes have the same replicas on the same shards: their keys travel in one frame, and stand
 * or fall together. Immutable.
 */
public final class Grouping {
  private final int[] groupOfVnode;
  private final int groups;

  private Grouping(int[] groupOfVnode, int groups) {
    this.groupOfVnode = groupOfVnode;
    this.groups = groups;
  }

  static Grouping of(MapView view, NodeLinks[] nodes, Keyspace keyspace) {
    int[] groupOfVnode = new int[view.vnodes()];
    Map<List<Long>, Integer> known = new HashMap<>();
    for (int vnode = 0; vnode < groupOfVnode.length; vnode++) {
      List<Long> targets = new ArrayList<>();
      for (int node : view.replicas(keyspace, vnode).nodes()) {
        targets.add((long) node << Integer.SIZE | nodes[node].shardOf(vnode));
      }
      Collections.sort(targets);
      Integer group = known.putIfAbsent(targets, known.size());
      groupOfVnode[vnode] = group == null ? known.size() - 1 : group;
    }
    return new Grouping(groupOfVnode, known.size());
  }

  /** The number of the group that a vnode belongs to, from 0. */
  public int groupOf(int vnode) {
    return groupOfVnode[vnode];
  }

  public int groups() {
    return groups;
  }
}
