// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.hint;

/**
 * What became of hints since the store was opened.
 *
 * @param delivered or of no use any more, as their target says
 * @param expired too old to be delivered
 * @param refused for want of room, or since they came too fast
 */
public record HintCounts(long kept, long delivered, long expired, long refused) {}
