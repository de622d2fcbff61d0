// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import io.ringtail.node.config.SyncMode;

/**
 * What can be chosen for a shard's storage.
 *
 * @param syncMode when a write counts as committed
 * @param syncPeriodMillis time between fsyncs in mode {@link SyncMode#PERIODIC}
 * @param segmentBytes size of a log segment; no write may be longer than half of it
 * @param memtableBytes size at which memtables are flushed; while some are, writes are answered
 *     late from twice of it on, and refused from four times of it on
 * @param cacheBytes size of the block cache
 * @param logArchive folder that segments of the log are copied to before they are given up; empty
 *     for none
 */
public record StorageOptions(
    SyncMode syncMode,
    long syncPeriodMillis,
    int segmentBytes,
    long memtableBytes,
    long cacheBytes,
    String logArchive) {

  /** Without an archive of the log. */
  public StorageOptions(
      SyncMode syncMode,
      long syncPeriodMillis,
      int segmentBytes,
      long memtableBytes,
      long cacheBytes) {
    this(syncMode, syncPeriodMillis, segmentBytes, memtableBytes, cacheBytes, "");
  }
}
