// SPDX-License-Identifier: Apache-2.0
/**
 * Versions, cells, rows, deletions and partitions: the data as replicas hold it; immutable; may
 * import {@code time}.
 */
@NullMarked
package io.ringtail.protocol.row;

import org.jspecify.annotations.NullMarked;
