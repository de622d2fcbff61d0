// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.routing;

import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.map.Node;
import io.ringtail.protocol.map.Placement;
import io.ringtail.protocol.ring.NodeId;
import io.ringtail.protocol.ring.ReplicaSet;
import io.ringtail.protocol.schema.Keyspace;
import io.ringtail.protocol.schema.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A cluster map made ready for routing: nodes are small numbers, and a vnode's replicas are found
 * by one look-up in an array. Immutable.
 */
public final class MapView {
  private final ClusterMap map;
  private final long epoch;
  private final int vnodeBits;
  private final List<Node> nodes;

  /** By replication factor, then vnode: indexes into {@code nodes}, in order of preference. */
  private final int[] @Nullable [][] replicasByFactor;

  /** Prepares a map. */
  public MapView(ClusterMap map) {
    this.map = map;
    this.epoch = map.epoch().number();
    this.vnodeBits = map.vnodeBits();
    this.nodes = map.nodes();
    Map<NodeId, Integer> indexes = new HashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      indexes.put(nodes.get(i).id(), i);
    }
    int factorMax = map.placements().keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
    replicasByFactor = new int[factorMax + 1][][];
    map.placements()
        .forEach((factor, placement) -> replicasByFactor[factor] = replicas(placement, indexes));
  }

  private static int[][] replicas(Placement placement, Map<NodeId, Integer> indexes) {
    List<int[]> sets = new ArrayList<>();
    for (ReplicaSet set : placement.sets()) {
      sets.add(set.nodes().stream().mapToInt(id -> indexOf(id, indexes)).toArray());
    }
    int[][] byVnode = new int[placement.vnodes()][];
    for (int vnode = 0; vnode < byVnode.length; vnode++) {
      byVnode[vnode] = sets.get(placement.setOfVnode()[vnode]);
    }
    return byVnode;
  }

  private static int indexOf(NodeId id, Map<NodeId, Integer> indexes) {
    Integer index = indexes.get(id);
    if (index == null) {
      throw new IllegalArgumentException("the map places vnodes on " + id + ", which is no member");
    }
    return index;
  }

  public ClusterMap map() {
    return map;
  }

  public long epoch() {
    return epoch;
  }

  /** The members; their places in this list are the indexes that routing deals in. */
  public List<Node> nodes() {
    return nodes;
  }

  public int vnodes() {
    return 1 << vnodeBits;
  }

  public int vnodeOf(long token) {
    return (int) (token >>> (64 - vnodeBits));
  }

  /** The indexes of the nodes that hold a vnode; not to be changed. */
  public int[] replicas(int replicationFactor, int vnode) {
    return java.util.Objects.requireNonNull(replicasByFactor[replicationFactor])[vnode];
  }

  /**
   * What has become of a table: itself, or, where it was truncated, the one in its place; null when
   * it was dropped.
   */
  public @Nullable Table successor(Table table) {
    Table same = map.schema().tablesById().get(table.id());
    if (same != null) {
      return same;
    }
    Table named = map.schema().tablesByName().get(table.name());
    return named != null && named.id() > table.id() && named.columns().equals(table.columns())
        ? named
        : null;
  }

  /** How many replicas a table's partitions have. */
  public int replicationFactor(Table table) {
    Keyspace keyspace = map.schema().keyspaces().get(table.name().keyspace());
    if (keyspace == null) {
      throw new IllegalStateException(
          "epoch " + epoch + " has table " + table.name() + " but not its keyspace");
    }
    return keyspace.replicationFactor();
  }
}
