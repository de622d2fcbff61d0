// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import io.ringtail.node.storage.cache.CacheCounts;
import io.ringtail.node.storage.log.LogCounts;

/**
 * What a shard's storage does, has to do, and takes. Immutable.
 *
 * @param flushesWaiting generations of memtables that are being flushed or wait for it
 * @param logSegments segments of the log that hold records which may not all be in tables
 * @param suspectSlices parts of the ring, each a 65,536th of it, of which the disk lost something
 */
public record StorageStatus(
    CompactionStatus compactions,
    int flushesWaiting,
    int logSegments,
    LogCounts log,
    CacheCounts cache,
    int suspectSlices) {}
