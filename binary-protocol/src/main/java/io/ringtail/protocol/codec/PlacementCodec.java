// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.codec;

import io.netty.buffer.ByteBuf;
import io.ringtail.protocol.map.Node;
import io.ringtail.protocol.map.Placement;
import io.ringtail.protocol.ring.NodeId;
import io.ringtail.protocol.ring.ReplicaSet;
import io.ringtail.protocol.schema.Replication;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Placements within one map: the replica sets as indexes of nodes, then for each vnode the index of
 * its set, then the vnodes' epochs as runs of equal ones.
 */
final class PlacementCodec {
  private final List<Node> nodes;
  private final Map<NodeId, Integer> indexes;
  private final int vnodes;

  /**
   * @param indexes of the nodes; only needed for writing
   */
  PlacementCodec(List<Node> nodes, Map<NodeId, Integer> indexes, int vnodeBits) {
    this.nodes = nodes;
    this.indexes = indexes;
    this.vnodes = 1 << vnodeBits;
  }

  /** Replication, count of sets, an index for each vnode, one run of epochs. */
  int bytesMin() {
    return SchemaCodec.REPLICATION_BYTES_MIN + 1 + vnodes + 1 + Long.BYTES;
  }

  void writeNodes(ByteBuf out, List<NodeId> ids) {
    Wire.writeList(
        out,
        ids,
        (to, id) -> {
          Integer index = indexes.get(id);
          if (index == null) {
            throw new IllegalArgumentException("node " + id + " is not a member of its map");
          }
          Wire.writeVarint(to, index);
        });
  }

  List<NodeId> readNodes(ByteBuf in) {
    return Wire.readList(
        in, 1, from -> nodes.get((int) Wire.readVarint(from, nodes.size() - 1L)).id());
  }

  void write(ByteBuf out, Placement placement) {
    if (placement.vnodes() != vnodes) {
      throw new IllegalArgumentException(
          "a placement of " + placement.vnodes() + " vnodes in a map of " + vnodes);
    }
    SchemaCodec.writeReplication(out, placement.replication());
    Wire.writeList(out, placement.sets(), (to, set) -> writeNodes(to, set.nodes()));
    for (int set : placement.setOfVnode()) {
      Wire.writeVarint(out, set);
    }
    long[] epochs = placement.epochOfVnode();
    int start = 0;
    for (int i = 1; i <= vnodes; i++) {
      if (i == vnodes || epochs[i] != epochs[start]) {
        Wire.writeVarint(out, i - start);
        out.writeLong(epochs[start]);
        start = i;
      }
    }
  }

  Placement read(ByteBuf in) {
    Replication replication = SchemaCodec.readReplication(in);
    List<ReplicaSet> sets = Wire.readList(in, 1, from -> new ReplicaSet(readNodes(from)));
    if (in.readableBytes() < vnodes) {
      throw Wire.malformed(in, "a placement of " + vnodes + " vnodes was expected");
    }
    int[] setOfVnode = new int[vnodes];
    for (int i = 0; i < vnodes; i++) {
      setOfVnode[i] = (int) Wire.readVarint(in, sets.size() - 1L);
    }
    return new Placement(replication, sets, setOfVnode, readEpochs(in));
  }

  private long[] readEpochs(ByteBuf in) {
    long[] epochs = new long[vnodes];
    int filled = 0;
    while (filled < vnodes) {
      int run = (int) Wire.readVarint(in, vnodes - filled);
      long epoch = Wire.readLong(in);
      if (run == 0 || (filled > 0 && epoch == epochs[filled - 1])) {
        throw Wire.malformed(in, "the runs of equal epochs are not as long as they can be");
      }
      Arrays.fill(epochs, filled, filled + run, epoch);
      filled += run;
    }
    return epochs;
  }
}
