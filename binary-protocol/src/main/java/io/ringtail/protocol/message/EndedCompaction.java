// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.message;

/**
 * A compaction that ended on a shard of a node. Of one that failed, nothing came out, and all is as
 * it was.
 *
 * @param startedMillis by the node's wall clock
 * @param filesIn how many files were read, or forgotten unread since all in them had expired
 * @param filesOut how many were written
 * @param cellsIn cells in the files that were read
 * @param cellsOut cells in those that were written
 * @param tombstonesIn deletions in the files that were read
 * @param tombstonesOut deletions in those that were written, with cells that had expired
 * @param problem why it failed; empty when it did not
 */
public record EndedCompaction(
    int shard,
    int tableId,
    long startedMillis,
    long tookMillis,
    int filesIn,
    int filesOut,
    long bytesIn,
    long bytesOut,
    long cellsIn,
    long cellsOut,
    long tombstonesIn,
    long tombstonesOut,
    String problem) {}
