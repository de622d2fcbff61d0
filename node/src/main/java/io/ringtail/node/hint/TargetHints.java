// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.hint;

import io.ringtail.protocol.ring.NodeId;

/**
 * What is kept for one target.
 *
 * @param bytes what their records take on the disk; those of a file go together, when all of it is
 *     delivered
 * @param count hints that are not delivered yet
 * @param oldestMillis when the oldest in their first file was made, by the wall clock
 */
public record TargetHints(NodeId target, long bytes, long count, long oldestMillis) {}
