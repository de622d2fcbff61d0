// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import io.ringtail.node.storage.sstable.SsTable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What compactions of a shard do, have to do, and have done. Immutable.
 *
 * @param allPaused whether those of all tables are paused
 * @param pausedTables ids of the tables whose compactions are paused by themselves, ascending
 * @param running those that run or are halted
 * @param pendingJobs those that there is a reason for, as far as is known now
 * @param pendingBytes of the files that they would read
 * @param roomIsScarce whether the disk is full, so that some wait for room, and smaller ones go
 *     first
 * @param done the last that ended, oldest first; of those that failed with the same files, the last
 * @param waits how often compactions of the node waited for their budget
 * @param waitedNanos how long they did in all
 * @param bytesPerSecond what the node's compactions may merge now; 0 for no limit
 */
public record CompactionStatus(
    boolean allPaused,
    List<Integer> pausedTables,
    List<Running> running,
    int pendingJobs,
    long pendingBytes,
    boolean roomIsScarce,
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
   * @param in what was in the files before, also where they were forgotten unread
   * @param out what is in those that came out
   * @param problem why it failed; null when it did not
   */
  public record Done(
      long startedMillis,
      long tookMillis,
      int tableId,
      List<Long> filesIn,
      List<Long> filesOut,
      Contents in,
      Contents out,
      @Nullable String problem) {
    public boolean failed() {
      return problem != null;
    }
  }

  /**
   * What is in some files.
   *
   * @param tombstones deletions of all kinds
   */
  public record Contents(long bytes, long cells, long tombstones) {
    static Contents of(List<SsTable> files) {
      long bytes = 0;
      long cells = 0;
      long tombstones = 0;
      for (SsTable file : files) {
        bytes += file.fileBytes();
        cells += file.statistics().counts().cells();
        tombstones += file.statistics().counts().tombstones();
      }
      return new Contents(bytes, cells, tombstones);
    }
  }

  public CompactionStatus {
    pausedTables = List.copyOf(pausedTables);
    running = List.copyOf(running);
    done = List.copyOf(done);
  }
}
