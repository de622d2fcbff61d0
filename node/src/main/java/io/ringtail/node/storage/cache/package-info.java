// SPDX-License-Identifier: Apache-2.0

/**
 * Blocks of tables in memory, weighed in bytes; a cache is confined to its shard's loop; may import
 * {@code sstable}.
 */
@NullMarked
package io.ringtail.node.storage.cache;

import org.jspecify.annotations.NullMarked;
