// SPDX-License-Identifier: Apache-2.0

/**
 * Blocks of tables in memory off the heap, weighed in bytes; a cache is confined to its shard's
 * loop; may import {@code sstable} and {@code memory}.
 */
@NullMarked
package io.ringtail.node.storage.cache;

import org.jspecify.annotations.NullMarked;
