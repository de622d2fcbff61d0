// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.map;

import io.ringtail.protocol.ring.ClusterId;
import io.ringtail.protocol.ring.Epoch;
import io.ringtail.protocol.ring.NodeId;
import io.ringtail.protocol.ring.Vnode;
import io.ringtail.protocol.schema.Keyspace;
import io.ringtail.protocol.schema.Replication;
import io.ringtail.protocol.schema.Schema;
import io.ringtail.protocol.schema.Table;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Ring, membership and schema as one immutable value. Two maps of one cluster with the same epoch
 * are equal.
 *
 * @param change what this epoch was decided for
 * @param vnodeBits the cluster has 2^vnodeBits vnodes for ever
 * @param nodes the members, in the order of their ids' first appearance
 * @param voters the members that decide the next epoch
 * @param placements one for each replication that a keyspace uses
 */
public record ClusterMap(
    ClusterId clusterId,
    Epoch epoch,
    ChangeId change,
    int vnodeBits,
    List<Node> nodes,
    List<NodeId> voters,
    Map<Replication, Placement> placements,
    Schema schema) {
  public ClusterMap {
    nodes = List.copyOf(nodes);
    voters = List.copyOf(voters);
    placements = Map.copyOf(placements);
  }

  public Optional<Node> node(NodeId id) {
    return nodes.stream().filter(node -> node.id().equals(id)).findFirst();
  }

  /** Where the partitions of a keyspace lie. */
  public Placement placement(Keyspace keyspace) {
    Placement placement = placements.get(keyspace.replication());
    if (placement == null) {
      throw new IllegalStateException(
          "epoch "
              + epoch
              + " has no placement for "
              + keyspace.replication()
              + ", which keyspace "
              + keyspace.name()
              + " uses");
    }
    return placement;
  }

  /** Where the partitions of a table lie. */
  public Placement placement(Table table) {
    Keyspace keyspace = schema.keyspaces().get(table.name().keyspace());
    if (keyspace == null) {
      throw new IllegalStateException(
          "epoch " + epoch + " has table " + table.name() + " but not its keyspace");
    }
    return placement(keyspace);
  }

  public int vnodeOf(long token) {
    return Vnode.indexOf(token, vnodeBits);
  }
}
