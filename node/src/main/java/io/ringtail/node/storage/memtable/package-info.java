// SPDX-License-Identifier: Apache-2.0

/**
 * What was written since the last flush, in memory and in token order; written by the shard's loop
 * alone, frozen ones are read by any thread; may import {@code partition} and {@code memory}.
 */
@NullMarked
package io.ringtail.node.storage.memtable;

import org.jspecify.annotations.NullMarked;
