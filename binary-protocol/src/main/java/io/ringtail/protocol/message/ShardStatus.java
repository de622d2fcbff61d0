// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.message;

import java.util.List;

/**
 * What the storage of one shard of a node does, has to do, and takes. Immutable.
 *
 * @param flushesWaiting generations of memtables that are being flushed or wait for it
 * @param suspectSlices parts of the ring, each a 65,536th of it, of which the disk lost something
 */
public record ShardStatus(
    int shard,
    Compactions compactions,
    int flushesWaiting,
    Log log,
    Cache cache,
    int suspectSlices) {
  /**
   * The compactions of a shard.
   *
   * @param paused whether those of all tables are
   * @param pausedTables ids of the tables whose compactions are paused by themselves, ascending
   * @param pendingJobs those that there is a reason for, as far as is known now, beside the running
   * @param pendingBytes of the files that they would read
   * @param roomIsScarce whether the disk is full, so that some wait for room
   */
  public record Compactions(
      boolean paused,
      List<Integer> pausedTables,
      List<Running> running,
      int pendingJobs,
      long pendingBytes,
      boolean roomIsScarce) {
    public Compactions {
      pausedTables = List.copyOf(pausedTables);
      running = List.copyOf(running);
    }
  }

  /**
   * A compaction that runs, or is halted.
   *
   * @param files that it reads
   * @param bytesDone of these files' bytes, about
   */
  public record Running(int tableId, int files, long bytesDone, long bytesTotal) {}

  /**
   * The commit log.
   *
   * @param segments that hold records which may not all be in tables
   * @param records of mutations, written since the node's start
   * @param bytes of these records
   * @param fsyncs of segments since the node's start
   */
  public record Log(int segments, long records, long bytes, long fsyncs) {}

  /**
   * The block cache.
   *
   * @param bytes that its blocks take now
   * @param hits look-ups since the node's start that found their block
   * @param misses look-ups that did not
   */
  public record Cache(long bytes, long bytesMax, long hits, long misses) {}
}
