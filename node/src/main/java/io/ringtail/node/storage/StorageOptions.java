// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import io.ringtail.node.config.SyncMode;

/**
 * What can be chosen for a shard's storage.
 *
 * @param syncMode when a write counts as committed
 * @param syncPeriodMillis time between fsyncs in mode {@link SyncMode#PERIODIC}
 * @param segmentBytes size of a log segment; no write may be longer than half of it
 * @param memtableBytes size at which memtables are flushed; writes are refused from twice of it on
 * @param cacheBytes size of the block cache
 */
public record StorageOptions(
    SyncMode syncMode,
    long syncPeriodMillis,
    int segmentBytes,
    long memtableBytes,
    long cacheBytes) {
  /** 16 MiB: allocated in a sixth of a second on a disk that writes 100 MB/s. */
  public static final int SEGMENT_BYTES_DEFAULT = 16 << 20;
}
