// SPDX-License-Identifier: Apache-2.0

/**
 * Immutable tables on disk: format, writer, reader and their walk in token order; open tables are
 * read by any thread, and counted by the shard's loop; may import {@code disk} and {@code
 * partition}.
 */
@NullMarked
package io.ringtail.node.storage.sstable;

import org.jspecify.annotations.NullMarked;
