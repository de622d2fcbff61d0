// SPDX-License-Identifier: Apache-2.0
/**
 * Accepts connections, shakes hands, and moves each to its shard's loop; behind {@code
 * ServerTransport} no Netty type is seen; may import {@code shard}.
 */
@NullMarked
package io.ringtail.node.listener;

import org.jspecify.annotations.NullMarked;
