// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.routing;

import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.api.Routing;
import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.map.Node;
import io.ringtail.protocol.map.Placement;
import io.ringtail.protocol.ring.NodeId;
import io.ringtail.protocol.ring.ReplicaSet;
import io.ringtail.protocol.schema.Keyspace;
import io.ringtail.protocol.schema.Replication;
import io.ringtail.protocol.schema.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

  /** Whom to ask to coordinate; null where the client does itself. */
  private final @Nullable Replicas coordinators;

  /** Whether a truncated table's requests go on with the one in its place. */
  private final boolean followsTables;

  /** What keyspaces that are replicated alike share. */
  private record Ring(Replication replication, @Nullable String home, Replicas[] byVnode) {}

  private final List<Ring> rings = new ArrayList<>();

  /** Prepares a map for a client that coordinates its requests itself. */
  public MapView(ClusterMap map, Location client) {
    this(map, client, Routing.REPLICAS);
  }

  /**
   * Prepares a map for a client.
   *
   * @param client where the client is
   */
  public MapView(ClusterMap map, Location client, Routing routing) {
    this(map, client, routing, true);
  }

  /**
   * Prepares a map for a node that makes the requests of others. It follows no table to the one in
   * its place: whether that may be done is known to whoever knows all that was sent for a request,
   * to this node and to others.
   */
  public static MapView ofNode(ClusterMap map, Location node) {
    return new MapView(map, node, Routing.REPLICAS, false);
  }

  private MapView(ClusterMap map, Location client, Routing routing, boolean followsTables) {
    this.map = map;
    this.followsTables = followsTables;
    this.epoch = map.epoch().number();
    this.vnodeBits = map.vnodeBits();
    this.nodes = map.nodes();
    this.coordinators =
        routing == Routing.COORDINATOR ? Replicas.coordinators(nodes, client) : null;
    Map<NodeId, Integer> indexes = new HashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      indexes.put(nodes.get(i).id(), i);
    }
    for (Keyspace keyspace : map.schema().keyspacesInOrder()) {
      if (rings.stream().noneMatch(ring -> isOf(ring, keyspace))) {
        Replicas[] byVnode = replicas(map.placement(keyspace), indexes, keyspace, client);
        rings.add(new Ring(keyspace.replication(), keyspace.home(), byVnode));
      }
    }
  }

  private static boolean isOf(Ring ring, Keyspace keyspace) {
    return ring.replication().equals(keyspace.replication())
        && Objects.equals(ring.home(), keyspace.home());
  }

  private Replicas[] replicas(
      Placement placement, Map<NodeId, Integer> indexes, Keyspace keyspace, Location client) {
    List<Replicas> sets = new ArrayList<>();
    for (ReplicaSet set : placement.sets()) {
      int[] members = set.nodes().stream().mapToInt(id -> indexOf(id, indexes)).toArray();
      sets.add(new Replicas(nodes, members, keyspace.home(), client));
    }
    Replicas[] byVnode = new Replicas[placement.vnodes()];
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

  /** The replicas of a vnode in a keyspace, as one map knows it. */
  public Replicas replicas(Keyspace keyspace, int vnode) {
    for (Ring ring : rings) {
      if (isOf(ring, keyspace)) {
        return ring.byVnode()[vnode];
      }
    }
    throw new RingtailException.InvalidRequest(
        "keyspace " + keyspace.name() + " is gone, or is replicated otherwise since");
  }

  /**
   * Whom to ask for what is in a vnode: its replicas, or, where the client does not coordinate
   * itself, nodes of which any one does.
   */
  public Replicas asked(Keyspace keyspace, int vnode) {
    Replicas any = coordinators;
    return any == null ? replicas(keyspace, vnode) : any;
  }

  /** Whether others coordinate what the client asks for. */
  public boolean isCoordinated() {
    return coordinators != null;
  }

  /**
   * What has become of a table: itself, or, where it was truncated, the one in its place; null when
   * it was dropped, or, for a node, truncated. One of a keyspace that was made anew since is
   * another one, which may be replicated otherwise.
   */
  public @Nullable Table successor(Table table) {
    Table same = map.schema().tablesById().get(table.id());
    if (same != null || !followsTables) {
      return same;
    }
    Table named = map.schema().tablesByName().get(table.name());
    return named != null
            && named.id() > table.id()
            && named.columns().equals(table.columns())
            && keyspace(named).epoch().compareTo(table.epoch()) <= 0
        ? named
        : null;
  }

  /** The keyspace of a table. */
  public Keyspace keyspace(Table table) {
    Keyspace keyspace = map.schema().keyspaces().get(table.name().keyspace());
    if (keyspace == null) {
      throw new IllegalStateException(
          "epoch " + epoch + " has table " + table.name() + " but not its keyspace");
    }
    return keyspace;
  }
}
