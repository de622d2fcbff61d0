// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import io.ringtail.node.disk.DiskFullException;
import io.ringtail.node.storage.compaction.Compaction;
import io.ringtail.node.storage.compaction.SizeTiered;
import io.ringtail.node.storage.sstable.DamagedException;
import io.ringtail.node.storage.sstable.SsTable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the number of tables small, one compaction at a time. Confined to the loop; tables are
 * merged on the executor for compactions.
 */
final class Compactor {
  private static final Logger LOG = LoggerFactory.getLogger(Compactor.class);

  /**
   * A cell becomes a tombstone when it expired so long ago by this node's clock: readers bring
   * their own time, and no clock is a day behind.
   */
  private static final long EXPIRED_AGO_MILLIS = TimeUnit.DAYS.toMillis(1);

  private final Flusher.Place place;
  private final Background background;
  private final StorageFailure failure;
  private final ManifestStore manifests;
  private final TableSet tables;
  private final LongSupplier fileIds;
  private final Queue<Integer> waiting = new ArrayDeque<>();

  /** Tables of the schema that are not compacted any more, since a block of theirs is damaged. */
  private final Set<Integer> damaged = new HashSet<>();

  /** Who waits until all files of a table of the schema are merged. */
  private final Map<Integer, List<CompletableFuture<Void>>> majors = new HashMap<>();

  private final AtomicBoolean stopped = new AtomicBoolean();
  private boolean running;

  Compactor(
      Flusher.Place place,
      Background background,
      StorageFailure failure,
      ManifestStore manifests,
      TableSet tables,
      LongSupplier fileIds) {
    this.place = place;
    this.background = background;
    this.failure = failure;
    this.manifests = manifests;
    this.tables = tables;
    this.fileIds = fileIds;
  }

  /** Looks whether a table's files should be compacted, now that there are more of them. */
  void check(int tableId) {
    if (!waiting.contains(tableId)) {
      waiting.add(tableId);
    }
    next();
  }

  /** Merges all files that a table has now, after what is running; completes on the loop. */
  CompletableFuture<Void> compactAll(int tableId) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    majors.computeIfAbsent(tableId, id -> new ArrayList<>()).add(done);
    check(tableId);
    return done;
  }

  /** Gives up what is running, and begins nothing any more. */
  void stop() {
    stopped.set(true);
    List<List<CompletableFuture<Void>>> all = List.copyOf(majors.values());
    majors.clear();
    all.forEach(waiters -> fail(waiters, new StorageException("storage is being closed")));
  }

  private static void fail(List<CompletableFuture<Void>> waiters, Exception cause) {
    waiters.forEach(waiter -> waiter.completeExceptionally(cause));
  }

  private void next() {
    while (!running && !stopped.get() && !failure.failed()) {
      Integer tableId = waiting.poll();
      if (tableId == null) {
        return;
      }
      List<CompletableFuture<Void>> waiters = majors.remove(tableId);
      List<SsTable> all = tables.of(tableId);
      if (waiters == null && !damaged.contains(tableId)) {
        compact(tableId, SizeTiered.pick(all), List.of());
      } else if (waiters != null) {
        compact(tableId, all, waiters);
      }
    }
  }

  private void compact(
      int tableId, List<SsTable> picked, List<CompletableFuture<Void>> waiters) {
    if (picked.isEmpty()) {
      waiters.forEach(waiter -> waiter.complete(null));
      return;
    }
    running = true;
    picked.forEach(tables::retain);
    long fileId = fileIds.getAsLong();
    Compaction compaction = new Compaction(place.disk(), place.folder(), stopped::get);
    background.compact(
        () -> compaction.run(picked, fileId, place.clock().wallMillis() - EXPIRED_AGO_MILLIS),
        (merged, cause) -> {
          picked.forEach(tables::release);
          if (merged != null) {
            replace(tableId, picked, merged, waiters);
            return;
          }
          running = false;
          failed(tableId, waiters, causeOf(cause));
          next();
        });
  }

  private void failed(int tableId, List<CompletableFuture<Void>> waiters, Exception cause) {
    fail(waiters, new StorageException("cannot compact table " + tableId, cause));
    if (cause instanceof DamagedException) {
      damaged.add(tableId);
      LOG.error("table {} is not compacted any more: {}", tableId, cause.getMessage());
    } else if (!stopped.get() && !(cause instanceof DiskFullException)) {
      failure.fail("cannot compact tables in " + place.folder(), cause);
    }
  }

  private static Exception causeOf(@Nullable Exception cause) {
    return cause == null ? new IllegalStateException("no result and no failure") : cause;
  }

  /** Puts the merged table in the place of those that it was made of, unless they were dropped. */
  private void replace(
      int tableId, List<SsTable> picked, SsTable merged, List<CompletableFuture<Void>> waiters) {
    Set<Long> removed = picked.stream().map(SsTable::fileId).collect(Collectors.toSet());
    boolean[] dropped = {false};
    manifests.change(
        manifest -> {
          dropped[0] = !manifest.files().keySet().containsAll(removed);
          return dropped[0]
              ? manifest
              : manifest.compacted(removed, merged.fileId(), merged.statistics().tableId());
        },
        () -> {
          running = false;
          if (dropped[0]) {
            tables.delete(merged);
          } else {
            tables.add(merged);
            picked.forEach(tables::retire);
            check(tableId);
          }
          waiters.forEach(waiter -> waiter.complete(null));
          next();
        });
  }
}
