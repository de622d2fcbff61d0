// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.codec;

import io.netty.buffer.ByteBuf;
import io.ringtail.protocol.frame.MalformedException;
import io.ringtail.protocol.map.ChangeId;
import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.map.Node;
import io.ringtail.protocol.map.Placement;
import io.ringtail.protocol.ring.ClusterId;
import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.protocol.ring.Epoch;
import io.ringtail.protocol.ring.NodeId;
import io.ringtail.protocol.ring.Vnode;
import io.ringtail.protocol.schema.Replication;
import io.ringtail.protocol.schema.Schema;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Cluster maps: on the wire, and on the disks of nodes. Nodes are written once, and named by their
 * index in that list from then on. Equal maps have equal bytes.
 */
public final class MapCodec {
  /** Fewest bytes of a node: id, the host's length, port, the lengths of data center and rack. */
  private static final int NODE_BYTES_MIN = 16 + 1 + 2 + 1 + 1;

  private MapCodec() {}

  /** Appends a map. */
  public static void encode(ClusterMap map, ByteBuf out) {
    Wire.writeUuid(out, map.clusterId().value());
    Wire.writeEpoch(out, map.epoch());
    out.writeLong(map.change().writer());
    out.writeLong(map.change().counter());
    out.writeByte(map.vnodeBits());
    Wire.writeList(out, map.nodes(), MapCodec::writeNode);
    Map<NodeId, Integer> indexes = new HashMap<>();
    for (Node node : map.nodes()) {
      indexes.put(node.id(), indexes.size());
    }
    PlacementCodec placements = new PlacementCodec(map.nodes(), indexes, map.vnodeBits());
    placements.writeNodes(out, map.voters());
    List<Placement> inOrder =
        map.placements().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(Map.Entry::getValue)
            .toList();
    Wire.writeList(out, inOrder, placements::write);
    SchemaCodec.encode(map.schema(), out);
  }

  /**
   * Reads a map, leaving what is behind it.
   *
   * @throws MalformedException when the bytes are none
   */
  public static ClusterMap decode(ByteBuf in) {
    ClusterId clusterId = new ClusterId(Wire.readUuid(in));
    Epoch epoch = Wire.readEpoch(in);
    ChangeId change = new ChangeId(Wire.readLong(in), Wire.readLong(in));
    int vnodeBits = Wire.readByte(in);
    if (vnodeBits < Vnode.BITS_MIN || vnodeBits > Vnode.BITS_MAX) {
      throw Wire.malformed(in, "a map has 2^" + vnodeBits + " vnodes");
    }
    List<Node> nodes = Wire.readList(in, NODE_BYTES_MIN, MapCodec::readNode);
    Set<NodeId> ids = new HashSet<>();
    for (Node node : nodes) {
      if (!ids.add(node.id())) {
        throw Wire.malformed(in, "node " + node.id() + " is in a map twice");
      }
    }
    PlacementCodec codec = new PlacementCodec(nodes, Map.of(), vnodeBits);
    List<NodeId> voters = codec.readNodes(in);
    List<Placement> placements = Wire.readList(in, codec.bytesMin(), codec::read);
    Map<Replication, Placement> byReplication = new HashMap<>();
    Replication previous = null;
    for (Placement placement : placements) {
      if (previous != null && placement.replication().compareTo(previous) <= 0) {
        throw Wire.malformed(in, "the replications of placements do not ascend");
      }
      previous = placement.replication();
      byReplication.put(previous, placement);
    }
    Schema schema = SchemaCodec.decode(in);
    return new ClusterMap(
        clusterId, epoch, change, vnodeBits, nodes, voters, byReplication, schema);
  }

  private static void writeNode(ByteBuf out, Node node) {
    Wire.writeUuid(out, node.id().value());
    Wire.writeString(out, node.endpoint().host());
    out.writeShort(node.endpoint().port());
    Wire.writeString(out, node.dataCenter());
    Wire.writeString(out, node.rack());
  }

  private static Node readNode(ByteBuf in) {
    NodeId id = new NodeId(Wire.readUuid(in));
    String host = Wire.readString(in);
    int port = (Wire.readByte(in) << 8) | Wire.readByte(in);
    if (host.isEmpty() || port == 0) {
      throw Wire.malformed(in, "a node listens at '" + host + "' port " + port);
    }
    return new Node(id, new Endpoint(host, port), Wire.readString(in), Wire.readString(in));
  }
}
