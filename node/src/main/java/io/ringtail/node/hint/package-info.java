// SPDX-License-Identifier: Apache-2.0

/**
 * Hints, which are writes kept for a replica that is away: their logs, and how they are delivered;
 * confined to a shard's loop, what blocks on given executors; may import {@code config}, {@code
 * disk}, and the driver's {@code retry}.
 */
@NullMarked
package io.ringtail.node.hint;

import org.jspecify.annotations.NullMarked;
