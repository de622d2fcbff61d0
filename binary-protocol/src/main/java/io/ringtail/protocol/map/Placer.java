// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.map;

import io.ringtail.protocol.ring.Epoch;
import io.ringtail.protocol.ring.NodeId;
import io.ringtail.protocol.ring.ReplicaSet;
import io.ringtail.protocol.schema.Replication;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Places vnodes on nodes. In each data center they go round its nodes, in an order in which
 * neighbours are of different racks as far as there are any: so replicas of a vnode are, and nodes
 * hold the same number of vnodes, to within as many as there are replicas, where racks have the
 * same number of nodes. There are as many replica sets as nodes in a data center, which makes few
 * in all. Pure.
 */
public final class Placer {
  private Placer() {}

  /**
   * A placement of all vnodes.
   *
   * @throws IllegalArgumentException when a data center has fewer nodes than it is to have replicas
   */
  public static Placement place(
      List<Node> nodes, Replication replication, int vnodeBits, Epoch epoch) {
    List<List<List<NodeId>>> byDataCenter = new ArrayList<>();
    Map<String, List<Node>> members = byDataCenter(nodes);
    replication
        .replicas()
        .forEach((dataCenter, count) -> {
          List<Node> inside = members.getOrDefault(dataCenter, List.of());
          if (count > inside.size()) {
            throw new IllegalArgumentException(
                count
                    + " replicas are wanted in data center "
                    + dataCenter
                    + ", which has "
                    + inside.size()
                    + (inside.size() == 1 ? " node" : " nodes"));
          }
          byDataCenter.add(sets(interleaved(inside, Node::rack), count));
        });
    int vnodes = 1 << vnodeBits;
    Map<List<NodeId>, Integer> known = new HashMap<>();
    List<ReplicaSet> sets = new ArrayList<>();
    int[] setOfVnode = new int[vnodes];
    for (int vnode = 0; vnode < vnodes; vnode++) {
      List<NodeId> set = new ArrayList<>();
      for (List<List<NodeId>> inside : byDataCenter) {
        set.addAll(inside.get(vnode % inside.size()));
      }
      Integer index = known.putIfAbsent(set, sets.size());
      if (index == null) {
        index = sets.size();
        sets.add(new ReplicaSet(set));
      }
      setOfVnode[vnode] = index;
    }
    long[] epochs = new long[vnodes];
    Arrays.fill(epochs, epoch.number());
    return new Placement(replication, sets, setOfVnode, epochs);
  }

  /** Nodes by data center, both in the order in which they are named first. */
  public static Map<String, List<Node>> byDataCenter(List<Node> nodes) {
    return grouped(nodes, Node::dataCenter);
  }

  /** Nodes in an order that goes round data centers, and in each round its racks. */
  static List<Node> spread(List<Node> nodes) {
    List<Node> all = new ArrayList<>();
    byDataCenter(nodes).values().forEach(inside -> all.addAll(interleaved(inside, Node::rack)));
    return interleaved(all, Node::dataCenter);
  }

  /** From each node on, the next so many: one of each rack first. */
  private static List<List<NodeId>> sets(List<Node> ring, int count) {
    List<List<NodeId>> sets = new ArrayList<>();
    for (int first = 0; first < ring.size(); first++) {
      List<NodeId> set = new ArrayList<>(count);
      Deque<NodeId> passed = new ArrayDeque<>();
      Set<String> racks = new HashSet<>();
      for (int i = 0; i < ring.size() && set.size() < count; i++) {
        Node node = ring.get((first + i) % ring.size());
        if (racks.add(node.rack())) {
          set.add(node.id());
        } else {
          passed.add(node.id());
        }
      }
      while (set.size() < count) {
        set.add(passed.remove());
      }
      sets.add(set);
    }
    return sets;
  }

  /** One of each group, then another one of each, and so on. */
  private static List<Node> interleaved(List<Node> nodes, Function<Node, String> group) {
    Collection<List<Node>> groups = grouped(nodes, group).values();
    List<Node> ordered = new ArrayList<>(nodes.size());
    for (int i = 0; ordered.size() < nodes.size(); i++) {
      for (List<Node> each : groups) {
        if (i < each.size()) {
          ordered.add(each.get(i));
        }
      }
    }
    return ordered;
  }

  private static Map<String, List<Node>> grouped(List<Node> nodes, Function<Node, String> group) {
    Map<String, List<Node>> groups = new LinkedHashMap<>();
    for (Node node : nodes) {
      groups.computeIfAbsent(group.apply(node), name -> new ArrayList<>()).add(node);
    }
    return groups;
  }
}
