// SPDX-License-Identifier: Apache-2.0

/**
 * Which tables are merged into one, and the merging; the choice is pure, the merging blocks a
 * thread of its own; may import {@code disk}, {@code partition} and {@code sstable}.
 */
@NullMarked
package io.ringtail.node.storage.compaction;

import org.jspecify.annotations.NullMarked;
