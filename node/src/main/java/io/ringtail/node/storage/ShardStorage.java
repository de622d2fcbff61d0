// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import io.ringtail.node.disk.Disk;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.row.Mutation;
import io.ringtail.protocol.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The data of one shard: what its commit log, memtables and tables know together. Confined to the
 * shard's loop, except {@link #open}, which blocks and is called before the loop uses it.
 */
public final class ShardStorage {
  private ShardStorage() {}

  /**
   * Opens a shard's folder, replays its log, and creates it where there is none.
   *
   * @throws StorageException when it cannot be read, or is damaged
   */
  public static ShardStorage open(
      Disk disk,
      String folder,
      StorageThreads threads,
      Clock clock,
      StorageOptions options,
      StorageListener listener) {
    throw new UnsupportedOperationException("open");
  }

  /** The greatest timestamp in log and tables when they were opened; 0 when there is none. */
  public long greatestTimestamp() {
    throw new UnsupportedOperationException("greatestTimestamp");
  }

  /**
   * Applies mutations to the memtables at once, and adds them to the log's buffer. All of them are
   * taken, or none.
   */
  public WriteOutcome write(List<Mutation> mutations) {
    throw new UnsupportedOperationException("write");
  }

  /**
   * Called once at the end of each turn of the loop in which something was written: hands the log's
   * buffer to the operating system.
   */
  public void commitTurn() {
    throw new UnsupportedOperationException("commitTurn");
  }

  /** The position of the log up to which everything is committed. */
  public long committed() {
    throw new UnsupportedOperationException("committed");
  }

  /**
   * Reads the request's slice of one of its partitions, from memory if it can. The request's {@code
   * keys} and {@code digest} are not looked at.
   */
  public ReadOutcome read(Request.Read request, byte[] key) {
    throw new UnsupportedOperationException("read");
  }

  /**
   * Reads partitions in token order, from memory if it can.
   *
   * @param vnodeBits bits of the vnode number in this cluster
   */
  public ScanOutcome scan(Request.Scan request, int vnodeBits) {
    throw new UnsupportedOperationException("scan");
  }

  /** Forgets a table and all of its data, durably, in the background. Idempotent. */
  public void dropTable(int tableId) {
    throw new UnsupportedOperationException("dropTable");
  }

  /** Writes all memtables to tables; completes on the loop when that is durable. */
  public CompletableFuture<Void> flush() {
    throw new UnsupportedOperationException("flush");
  }

  /** What each table takes, ascending by id. */
  public List<TableUsage> usage() {
    throw new UnsupportedOperationException("usage");
  }

  /**
   * Commits what was written, waits for background work, and closes all files. Completes on the
   * loop; nothing may be called any more.
   */
  public CompletableFuture<Void> close() {
    throw new UnsupportedOperationException("close");
  }
}
