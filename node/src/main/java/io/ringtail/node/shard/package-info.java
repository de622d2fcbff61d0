// SPDX-License-Identifier: Apache-2.0
/**
 * Shards: each checks and serves what is asked of its vnodes, on its own loop and nowhere else; may
 * import {@code config} and {@code storage}.
 */
@NullMarked
package io.ringtail.node.shard;

import org.jspecify.annotations.NullMarked;
