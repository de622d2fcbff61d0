// SPDX-License-Identifier: Apache-2.0
/**
 * The other nodes: how to ask them, and which of them are up; on shard 0's thread; may import
 * {@code config}.
 */
@NullMarked
package io.ringtail.node.membership;

import org.jspecify.annotations.NullMarked;
