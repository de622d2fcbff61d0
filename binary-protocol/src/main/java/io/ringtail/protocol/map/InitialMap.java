// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.map;

import io.ringtail.protocol.ring.ClusterId;
import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.protocol.ring.Epoch;
import io.ringtail.protocol.ring.NodeId;
import io.ringtail.protocol.ring.ReplicaSet;
import io.ringtail.protocol.ring.Vnode;
import io.ringtail.protocol.schema.Keyspace;
import io.ringtail.protocol.schema.Schema;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * The first cluster map: a pure function of the list of initial nodes and the number of vnodes, so
 * that every node finds the same one by itself.
 */
public final class InitialMap {
  /** Most nodes that decide epochs; more would only make each decision slower. */
  private static final int VOTERS_MAX = 5;

  private InitialMap() {}

  /**
   * The map of epoch 1.
   *
   * @param initial the initial nodes, distinct, in the same order on every node
   */
  public static ClusterMap of(List<Endpoint> initial, int vnodeBits) {
    if (initial.isEmpty() || new HashSet<>(initial).size() != initial.size()) {
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
    List<Node> nodes =
        initial.stream()
            .map(endpoint ->
                new Node(
                    new NodeId(nameUuid(clusterId + " " + endpoint)),
                    endpoint,
                    Node.PLACE_DEFAULT,
                    Node.PLACE_DEFAULT))
            .toList();
    List<NodeId> ids = nodes.stream().map(Node::id).toList();
    int votersOdd = Math.min(VOTERS_MAX, ids.size() - (ids.size() + 1) % 2);
    Keyspace keyspace =
        new Keyspace(
            Keyspace.DEFAULT, Math.min(Keyspace.REPLICATION_DEFAULT, ids.size()), Epoch.FIRST);
    return new ClusterMap(
        clusterId,
        Epoch.FIRST,
        ChangeId.NONE,
        vnodeBits,
        nodes,
        ids.subList(0, votersOdd),
        Map.of(
            keyspace.replicationFactor(),
            placement(ids, keyspace.replicationFactor(), vnodeBits, Epoch.FIRST)),
        Schema.of(List.of(keyspace), List.of(), 1));
  }

  /**
   * Places vnodes round the nodes in their order: even to within one vnode, with as many replica
   * sets as nodes.
   */
  public static Placement placement(
      List<NodeId> nodes, int replicationFactor, int vnodeBits, Epoch epoch) {
    if (replicationFactor < 1 || replicationFactor > nodes.size()) {
      throw new IllegalArgumentException(
          replicationFactor + " replicas cannot be placed on " + nodes.size() + " nodes");
    }
    int vnodes = 1 << vnodeBits;
    List<ReplicaSet> sets =
        IntStream.range(0, nodes.size())
            .mapToObj(first ->
                new ReplicaSet(
                    IntStream.range(0, replicationFactor)
                        .mapToObj(i -> nodes.get((first + i) % nodes.size()))
                        .toList()))
            .toList();
    long[] epochs = new long[vnodes];
    Arrays.fill(epochs, epoch.number());
    return new Placement(
        replicationFactor,
        sets,
        IntStream.range(0, vnodes).map(vnode -> vnode % nodes.size()).toArray(),
        epochs);
  }

  private static UUID nameUuid(String name) {
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }
}
