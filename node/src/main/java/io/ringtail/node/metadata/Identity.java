// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.metadata;

import io.ringtail.protocol.ring.ClusterId;
import io.ringtail.protocol.ring.NodeId;

/**
 * Who a data folder belongs to: given to it once and never changed.
 *
 * @param shards into how many shards the folder's data is cut
 */
public record Identity(ClusterId clusterId, NodeId nodeId, int shards) {}
