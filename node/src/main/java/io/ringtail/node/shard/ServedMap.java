// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.shard;

import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.ring.NodeId;
import org.jspecify.annotations.Nullable;

/** A cluster map as one node serves it; immutable, published to all shards. */
public final class ServedMap {
  private final ClusterMap map;
  private final long epoch;
  private final int vnodeBits;
  private final @Nullable ServedTable[] tables;

  /** A map through the eyes of one of its nodes. */
  public ServedMap(ClusterMap map, NodeId self) {
    this.map = map;
    this.epoch = map.epoch().number();
    this.vnodeBits = map.vnodeBits();
    this.tables = ServedTable.all(map, self);
  }

  public ClusterMap map() {
    return map;
  }

  public long epoch() {
    return epoch;
  }

  int vnodeBits() {
    return vnodeBits;
  }

  @Nullable ServedTable table(int tableId) {
    return tableId >= 0 && tableId < tables.length ? tables[tableId] : null;
  }
}
