// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import java.util.List;

/**
 * What compactions of a shard do, have to do, and have done. Immutable.
 *
 * @param running those that run
 * @param pendingJobs those that there is a reason for, as far as is known now
 * @param pendingBytes of the files that they would read
 * @param done the last that ended, oldest first
 * @param waits how often compactions of the node waited for their budget
 * @param waitedNanos how long they did in all
 * @param bytesPerSecond what the node's compactions may merge now; 0 for no limit
 */
public record CompactionStatus(
    List<Running> running,
    int pendingJobs,
    long pendingBytes,
    List<Done> done,
    long waits,
    long waitedNanos,
    long bytesPerSecond) {
  /**
   * A compaction that runs.
   *
   * @param bytesDone of the files' bytes, about
   */
  public record Running(int tableId, List<Long> filesIn, long bytesDone, long bytesTotal) {}

  /**
   * A compaction that ended.
   *
   * @param filesOut none where nothing was left, or where it failed
   */
  public record Done(
      long startedMillis,
      long tookMillis,
      int tableId,
      List<Long> filesIn,
      List<Long> filesOut,
      long bytesIn,
      long bytesOut,
      boolean failed) {}

  public CompactionStatus {
    running = List.copyOf(running);
    done = List.copyOf(done);
  }
}
