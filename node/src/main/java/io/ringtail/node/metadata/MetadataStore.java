// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.metadata;

import io.ringtail.node.disk.Disk;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;

/**
 * The metadata log as shard 0's thread sees it: the state changes at once, and whoever has to wait
 * until that is durable is told on the same thread, in order. Confined to shard 0's thread; the log
 * to an executor that runs one task at a time.
 */
public final class MetadataStore {
  private final MetadataLog log;
  private final Executor loop;
  private final Executor io;
  private final BiConsumer<String, Throwable> failed;
  private MetadataState state;

  /** Set by the executor once the disk has failed: what is on it is unknown from then on. */
  private boolean broken;

  private MetadataStore(
      MetadataLog log, Executor loop, Executor io, BiConsumer<String, Throwable> failed) {
    this.log = log;
    this.loop = loop;
    this.io = io;
    this.failed = failed;
    this.state = log.state();
  }

  /**
   * Opens a folder's log. Blocks; to be called before the loop uses it.
   *
   * @param io runs one task at a time, in order
   * @param failed told, on {@code io}, when the disk fails: the process must stop
   * @throws MetadataException when the log is damaged
   */
  public static MetadataStore open(
      Disk disk, Executor loop, Executor io, BiConsumer<String, Throwable> failed)
      throws IOException {
    return new MetadataStore(MetadataLog.open(disk), loop, io, failed);
  }

  MetadataState state() {
    return state;
  }

  /** Whether the folder has a map, which it has from before it gets its identity. */
  public boolean hasMap() {
    return state.map() != null;
  }

  /** Takes a record over; {@code then} runs when it is durable, and all before it. */
  void append(MetadataRecord record, Runnable then) {
    state = record.applyTo(state);
    run(() -> log.append(record), then);
  }

  /** Runs something when all records so far are durable. */
  void barrier(Runnable then) {
    run(() -> {}, then);
  }

  /**
   * Does other blocking work in order with the records, then something on the loop. Once the disk
   * has failed nothing is done any more, and nobody is told that anything is durable.
   */
  void run(DiskWork work, Runnable then) {
    io.execute(() -> {
      if (broken) {
        return;
      }
      try {
        work.run();
      } catch (IOException e) {
        broken = true;
        failed.accept("the cluster's metadata cannot be written: " + e.getMessage(), e);
        return;
      }
      loop.execute(then);
    });
  }

  /** Closes the file behind all records. */
  public void close(Runnable then) {
    run(log::close, then);
  }

  /** Blocking work that may fail. */
  @FunctionalInterface
  interface DiskWork {
    void run() throws IOException;
  }
}
