// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.map;

import io.ringtail.protocol.ring.ClusterId;
import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.protocol.ring.Epoch;
import io.ringtail.protocol.ring.NodeId;
import io.ringtail.protocol.ring.Vnode;
import io.ringtail.protocol.schema.Keyspace;
import io.ringtail.protocol.schema.Replication;
import io.ringtail.protocol.schema.Schema;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The first cluster map: a pure function of the list of initial nodes and the number of vnodes, so
 * that every node finds the same one by itself.
 */
public final class InitialMap {
  /** Most nodes that decide epochs; more would only make each decision slower. */
  private static final int VOTERS_MAX = 5;

  private InitialMap() {}

  /** The map of epoch 1 of nodes of which no places are named. */
  public static ClusterMap of(List<Endpoint> initial, int vnodeBits) {
    return ofNodes(initial.stream().map(InitialNode::at).toList(), vnodeBits);
  }

  /**
   * The map of epoch 1.
   *
   * @param initial the initial nodes, distinct, in the same order on every node
   */
  public static ClusterMap ofNodes(List<InitialNode> initial, int vnodeBits) {
    if (initial.isEmpty()
        || initial.stream().map(InitialNode::endpoint).distinct().count() != initial.size()) {
      throw new IllegalArgumentException(
          "the initial nodes have to be at least one and all different: " + initial);
    }
    if (vnodeBits < Vnode.BITS_MIN || vnodeBits > Vnode.BITS_MAX) {
      throw new IllegalArgumentException(
          "2^"
              + vnodeBits
              + " vnodes; from 2^"
              + Vnode.BITS_MIN
              + " to 2^"
              + Vnode.BITS_MAX
              + " are possible");
    }
    String members = "ringtail cluster of " + initial + " with 2^" + vnodeBits + " vnodes";
    ClusterId clusterId = new ClusterId(nameUuid(members));
    List<Node> nodes = initial.stream().map(each -> node(clusterId, each)).toList();
    int votersOdd = Math.min(VOTERS_MAX, nodes.size() - (nodes.size() + 1) % 2);
    Replication replication = replication(nodes);
    return new ClusterMap(
        clusterId,
        Epoch.FIRST,
        ChangeId.NONE,
        vnodeBits,
        nodes,
        Placer.spread(nodes).stream().map(Node::id).limit(votersOdd).toList(),
        Map.of(replication, Placer.place(nodes, replication, vnodeBits, Epoch.FIRST)),
        Schema.of(
            List.of(new Keyspace(Keyspace.DEFAULT, replication, null, Epoch.FIRST)), List.of(), 1));
  }

  /**
   * Three replicas in every data center, or as many as there are nodes; fewer where there are so
   * many data centers that these would be too many.
   */
  private static Replication replication(List<Node> nodes) {
    Map<String, List<Node>> places = Placer.byDataCenter(nodes);
    int each = Math.min(Keyspace.REPLICATION_DEFAULT, Replication.REPLICAS_MAX / places.size());
    SortedMap<String, Integer> replicas = new TreeMap<>();
    places.forEach((dataCenter, inside) ->
        replicas.put(dataCenter, Math.min(Math.max(1, each), inside.size())));
    return new Replication(replicas);
  }

  private static Node node(ClusterId clusterId, InitialNode initial) {
    NodeId id = new NodeId(nameUuid(clusterId + " " + initial.endpoint()));
    return new Node(id, initial.endpoint(), initial.dataCenter(), initial.rack());
  }

  private static UUID nameUuid(String name) {
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }
}
