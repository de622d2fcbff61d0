// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import io.ringtail.node.storage.log.CommitLog;
import io.ringtail.node.storage.log.LogPosition;
import io.ringtail.node.storage.memtable.Generation;
import io.ringtail.node.storage.sstable.SsTable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntPredicate;

/**
 * Freezes memtables when they are full, and puts tables in their place, the oldest first: once the
 * manifest names these, the memtables go, and the log before them does. Confined to the loop.
 */
final class FlushQueue {
  /** What was written and is in no table yet, and how much of it there may be. */
  record Unflushed(Memtables memtables, CommitLog log, FlushPressure pressure) {}

  private final Memtables memtables;
  private final CommitLog log;
  private final FlushPressure pressure;
  private final Flusher flusher;
  private final ManifestStore manifests;
  private final TableSet tables;
  private final Compactor compactor;
  private final FileIds fileIds;
  private final IntPredicate dropped;
  private boolean flushing;

  /**
   * An empty queue.
   *
   * @param dropped whether a table of the schema is one, by its id: nothing of it is kept
   */
  FlushQueue(
      Unflushed unflushed,
      Flusher flusher,
      Compactor.Stores stores,
      Compactor compactor,
      FileIds fileIds,
      IntPredicate dropped) {
    this.memtables = unflushed.memtables();
    this.log = unflushed.log();
    this.pressure = unflushed.pressure();
    this.flusher = flusher;
    this.manifests = stores.manifests();
    this.tables = stores.tables();
    this.compactor = compactor;
    this.fileIds = fileIds;
    this.dropped = dropped;
  }

  void freezeIfFull() {
    Generation active = memtables.active();
    int begun = LogPosition.segmentId(active.logStart());
    int segments = Math.min(log.segments(), LogPosition.segmentId(log.position()) - begun + 1);
    if (memtables.mayFreeze() && pressure.isFull(active.usedBytes(), segments)) {
      freeze();
    }
  }

  /** Freezes the memtables that are written to; not while as many wait as may. */
  void freeze() {
    memtables.freeze(log.replayStart());
    flushNext();
  }

  /** Flushes all that is in memtables now; completes on the loop when that is durable. */
  CompletableFuture<Void> flush() {
    CompletableFuture<Void> frozenFlushed = memtables.allFlushed();
    if (memtables.active().isEmpty()) {
      return frozenFlushed == null ? CompletableFuture.completedFuture(null) : frozenFlushed;
    }
    if (frozenFlushed != null && !memtables.mayFreeze()) {
      return frozenFlushed.thenCompose(nothing -> flush());
    }
    freeze();
    return Objects.requireNonNull(memtables.allFlushed());
  }

  /** No flush begins any more. */
  void stop() {
    flusher.stop();
  }

  /** Flushes the oldest generation that waits, unless one is being flushed. */
  private void flushNext() {
    Generation oldest = memtables.oldestFrozen();
    if (oldest == null || flushing) {
      return;
    }
    flushing = true;
    long firstFileId = fileIds.take(oldest.memtables().size());
    long newLogStart = memtables.logStartBehindOldest();
    flusher.flush(oldest, firstFileId, written -> flushed(written, newLogStart));
  }

  private void flushed(List<SsTable> written, long newLogStart) {
    manifests.change(
        manifest -> {
          Map<Long, Integer> added = new HashMap<>();
          for (SsTable table : written) {
            int tableId = table.statistics().tableId();
            if (!dropped.test(tableId)) {
              added.put(table.fileId(), tableId);
            }
          }
          return manifest.flushed(added, newLogStart, fileIds.next());
        },
        () -> {
          CompletableFuture<Void> done = memtables.flushedOldest();
          for (SsTable table : written) {
            if (manifests.current().files().containsKey(table.fileId())) {
              tables.add(table);
              compactor.check(table.statistics().tableId());
            } else {
              tables.delete(table);
            }
          }
          log.release(newLogStart);
          flushing = false;
          freezeIfFull();
          flushNext();
          done.complete(null);
        });
  }
}
