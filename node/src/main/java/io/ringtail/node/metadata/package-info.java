// SPDX-License-Identifier: Apache-2.0
/**
 * The cluster map's history: changes as pure functions, one Paxos instance for each epoch, and the
 * durable state of this node's part in it; on shard 0's thread; may import {@code disk}, {@code
 * shard} and {@code membership}.
 */
@NullMarked
package io.ringtail.node.metadata;

import org.jspecify.annotations.NullMarked;
