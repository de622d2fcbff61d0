// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.metadata;

import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.ring.NodeId;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that a node has to remember of the cluster map and its part in deciding it; immutable.
 *
 * @param map the newest one known; null where the folder has none yet
 * @param acceptor null when nothing was promised for the epoch behind the map
 * @param joined nodes that were noted as having taken their identity
 * @param formed whether all initial nodes have noted this one
 */
public record MetadataState(
    @Nullable ClusterMap map,
    @Nullable AcceptorState acceptor,
    Set<NodeId> joined,
    boolean formed) {
  public static final MetadataState EMPTY = new MetadataState(null, null, Set.of(), false);

  public MetadataState {
    joined = Set.copyOf(joined);
  }

  /** The state with a newer map, which ends what was under way for its epoch. */
  public MetadataState withMap(ClusterMap newer) {
    AcceptorState open =
        acceptor != null && acceptor.epoch().compareTo(newer.epoch()) > 0 ? acceptor : null;
    return new MetadataState(newer, open, joined, formed);
  }

  public MetadataState withAcceptor(AcceptorState newer) {
    return new MetadataState(map, newer, joined, formed);
  }

  MetadataState withJoined(NodeId node) {
    Set<NodeId> more = new HashSet<>(joined);
    more.add(node);
    return new MetadataState(map, acceptor, more, formed);
  }

  MetadataState withFormed() {
    return new MetadataState(map, acceptor, joined, true);
  }
}
