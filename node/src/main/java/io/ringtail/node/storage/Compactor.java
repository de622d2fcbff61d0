// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.ringtail.node.disk.DiskFullException;
import io.ringtail.node.storage.compaction.Compaction;
import io.ringtail.node.storage.compaction.CompactionBudget;
import io.ringtail.node.storage.compaction.Pick;
import io.ringtail.node.storage.sstable.DamagedException;
import io.ringtail.node.storage.sstable.SsTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the files of a shard's tables few, by the strategies that their owners chose: decides what
 * is done, lets jobs do it, and puts what they wrote in the place of what they read. Confined to
 * the loop.
 */
public final class Compactor {
  private static final Logger LOG = LoggerFactory.getLogger(Compactor.class);

  /** How often all tables are looked at: time alone lets data expire and windows end. */
  private static final long CHECK_SECONDS = 60;

  /** What a compaction changes. */
  record Stores(ManifestStore manifests, TableSet tables, SuspectSet suspects) {}

  private final Flusher.Place place;
  private final Background background;
  private final StorageFailure failure;
  private final ManifestStore manifests;
  private final TableSet tables;
  private final SuspectSet suspects;
  private final LongSupplier fileIds;
  private final CompactionPlans plans;
  private final CompactionHistory history = new CompactionHistory();
  private final CompactionChoice choice;
  private final CompactionPauses pauses = new CompactionPauses();
  private final RunningCompactions running = new RunningCompactions();
  private final MajorCompactions majors = new MajorCompactions();

  /** Tables that are to be looked at. */
  private final LinkedHashSet<Integer> waiting = new LinkedHashSet<>();

  private final CompactionRoom room;
  private final AtomicBoolean stopped = new AtomicBoolean();
  private boolean ticking;

  private CompactionBudget budget = CompactionBudget.unlimited();

  Compactor(
      Flusher.Place place,
      Background background,
      StorageFailure failure,
      Stores stores,
      LongSupplier fileIds,
      CompactionPlans plans) {
    this.place = place;
    this.background = background;
    this.failure = failure;
    this.manifests = stores.manifests();
    this.tables = stores.tables();
    this.suspects = stores.suspects();
    this.fileIds = fileIds;
    this.plans = plans;
    this.room = new CompactionRoom(place, this::lookAgain);
    this.choice = new CompactionChoice(place, manifests, tables, plans);
  }

  /** From now on compactions keep to a budget, which other shards may share. */
  public void limit(CompactionBudget shared) {
    budget = shared;
    next();
  }

  /** Stops compactions of all tables where they are, and begins none, until they are resumed. */
  public void pauseAll() {
    pauses.pauseAll();
  }

  /** Stops compactions of a table where they are, and begins none, until they are resumed. */
  public void pause(int tableId) {
    pauses.pause(tableId);
  }

  /** Lets compactions of all tables go on, but of those that are paused by themselves. */
  public void resumeAll() {
    pauses.resumeAll();
    wakeAndCheckAll();
  }

  /** Lets compactions of a table go on. */
  public void resume(int tableId) {
    pauses.resume(tableId);
    wakeAndCheckAll();
  }

  /** Whether compactions of a table are paused, by itself or with all others. */
  public boolean isPaused(int tableId) {
    return pauses.isPaused(tableId);
  }

  /** Whether the disk is full, so that some compactions wait for room. */
  public boolean isRoomScarce() {
    return room.isScarce();
  }

  private void wakeAndCheckAll() {
    running.wake();
    checkAll();
  }

  /** What is done, to be done, and has been done. */
  public CompactionStatus status() {
    int pendingJobs = 0;
    long pendingBytes = 0;
    for (int tableId : tables.tableIds()) {
      for (Pick pick : choice.pending(tableId, running.picks(tableId))) {
        pendingJobs++;
        pendingBytes += pick.bytes();
      }
    }
    return new CompactionStatus(
        pauses.areAllPaused(),
        pauses.tables(),
        running.progress(),
        pendingJobs,
        pendingBytes,
        room.isScarce(),
        history.all(),
        budget.waits(),
        budget.waitedNanos(),
        budget.bytesPerSecond());
  }

  /** Looks at all tables now and from time to time. */
  void checkAll() {
    waiting.addAll(tables.tableIds());
    if (!ticking && !stopped.get()) {
      ticking = true;
      var _ = place.loop().schedule(this::tick, CHECK_SECONDS, SECONDS);
    }
    next();
  }

  private void tick() {
    ticking = false;
    lookAgain();
  }

  private void lookAgain() {
    if (!stopped.get() && !failure.failed()) {
      checkAll();
    }
  }

  /** Looks whether a table's files should be compacted, now that there are others of them. */
  void check(int tableId) {
    waiting.add(tableId);
    next();
  }

  /** Merges all files that a table has now, after what is running; completes on the loop. */
  CompletableFuture<Void> compactAll(int tableId) {
    CompletableFuture<Void> done = majors.want(tableId);
    check(tableId);
    return done;
  }

  /** Gives up what is running, and begins nothing any more. */
  void stop() {
    stopped.set(true);
    majors.stop();
    running.wake();
  }

  private void next() {
    // Where room is scarce, two jobs would take it from each other.
    while (running.count() < (room.isScarce() ? 1 : budget.jobsMax())
        && !waiting.isEmpty()
        && !stopped.get()
        && !failure.failed()) {
      int tableId = room.isScarce() ? takeLeast() : waiting.removeFirst();
      if (majors.isWanted(tableId)) {
        startMajor(tableId);
      } else if (!pauses.isPaused(tableId)) {
        Pick pick = pick(tableId);
        if (pick != null) {
          waiting.add(tableId); // there may be more to be done, with other files
          start(tableId, pick, List.of());
        }
      }
    }
    if (running.count() == 0) {
      room.nothingRuns();
    }
  }

  private @Nullable Pick pick(int tableId) {
    List<Pick> others = running.picks(tableId);
    return room.isScarce()
        ? choice.least(tableId, others, room.bytesMax())
        : choice.next(tableId, others);
  }

  /** Takes the table that waits whose next job takes the least room. */
  private int takeLeast() {
    int least = waiting.getFirst();
    long leastBytes = Long.MAX_VALUE;
    for (int tableId : waiting) {
      Pick pick = pauses.isPaused(tableId) ? null : pick(tableId);
      if (pick != null && pick.roomBytes() < leastBytes) {
        least = tableId;
        leastBytes = pick.roomBytes();
      }
    }
    waiting.remove(least);
    return least;
  }

  private void startMajor(int tableId) {
    if (!running.picks(tableId).isEmpty()) {
      return; // its end brings this up again
    }
    List<CompletableFuture<Void>> waiters = majors.begin(tableId);
    Pick all = choice.all(tableId);
    if (all == null) {
      waiters.forEach(waiter -> waiter.complete(null));
    } else {
      start(tableId, all, waiters);
    }
  }

  private void start(int tableId, Pick pick, List<CompletableFuture<Void>> waiters) {
    Set<Long> ids = pick.fileIds();
    List<SsTable> sources = new ArrayList<>(tables.of(tableId));
    sources.removeIf(table -> !ids.contains(table.fileId()));
    if (pick.action() != Pick.Action.MERGE) {
      RunningCompactions.Running done =
          new RunningCompactions.Running(tableId, pick, null, CompactionPlans.purgedBelow(pick));
      running.add(done);
      replace(done, sources, List.of(), waiters);
      return;
    }
    List<SsTable> outside = plans.outside(tableId, sources);
    sources.forEach(tables::retain);
    outside.forEach(tables::retain);
    CompactionJob.Surroundings around =
        new CompactionJob.Surroundings(
            place, background, budget, fileIds, () -> pauses.isPaused(tableId), stopped::get);
    CompactionJob job =
        new CompactionJob(
            tableId,
            pick,
            sources,
            around,
            ended -> {
              sources.forEach(tables::release);
              outside.forEach(tables::release);
              ended(ended, waiters);
            });
    int partsMax = Math.max(1, budget.jobsMax() - running.count());
    List<Compaction.Plan> parts = plans.of(tableId, pick, sources, outside, partsMax);
    long purgedBelow = parts.stream().mapToLong(part -> part.purge().olderThan()).max().orElse(0);
    running.add(new RunningCompactions.Running(tableId, pick, job, purgedBelow));
    job.start(parts);
  }

  private void ended(CompactionJob job, List<CompletableFuture<Void>> waiters) {
    history.add(job.done());
    RunningCompactions.Running done = running.of(job);
    Exception cause = job.failure();
    if (cause == null) {
      if (job.sources().size() == 1) {
        choice.mergedAlone(job.written());
      }
      replace(done, job.sources(), job.written(), waiters);
      return;
    }
    job.written().forEach(tables::delete);
    running.remove(done);
    MajorCompactions.fail(
        waiters, new StorageException("cannot compact table " + job.tableId(), cause));
    if (cause instanceof DamagedException found) {
      if (damaged(job, found)) {
        check(job.tableId());
      }
    } else if (cause instanceof DiskFullException) {
      room.foundNone(job.pick().roomBytes());
      waiting.add(job.tableId());
    } else if (!stopped.get()) {
      failure.fail("cannot compact tables in " + place.folder(), cause);
    }
    next();
  }

  /** Leaves a damaged file alone from now on; false when it is none of those that were read. */
  private boolean damaged(CompactionJob job, DamagedException found) {
    boolean isSource = false;
    for (SsTable table : job.sources()) {
      if (table.path().equals(found.path()) && choice.leaveAlone(table)) {
        isSource = true;
        LOG.error("a file is not compacted any more: {}", found.getMessage());
        suspects.found(found, job.sources());
      }
    }
    return isSource;
  }

  /** Puts files in the place of those that they were made of, unless the table was dropped. */
  private void replace(
      RunningCompactions.Running done,
      List<SsTable> sources,
      List<SsTable> written,
      List<CompletableFuture<Void>> waiters) {
    Pick pick = done.pick();
    Set<Long> removed = new TreeSet<>(pick.fileIds());
    Map<Long, Manifest.File> added = new HashMap<>();
    Manifest.File file = new Manifest.File(done.tableId(), pick.level());
    written.forEach(table -> added.put(table.fileId(), file));
    if (pick.action() == Pick.Action.MOVE) {
      removed.forEach(fileId -> added.put(fileId, file));
    }
    long nextFileId = written.stream().mapToLong(SsTable::fileId).max().orElse(0) + 1;
    boolean[] dropped = {false};
    manifests.change(
        manifest -> {
          dropped[0] = !manifest.files().keySet().containsAll(removed);
          return dropped[0]
              ? manifest
              : manifest
                  .replaced(removed, added, nextFileId)
                  .purged(done.tableId(), done.purgedBelow());
        },
        () -> {
          running.remove(done);
          room.found(pick.roomBytes());
          if (dropped[0]) {
            written.forEach(tables::delete);
          } else if (pick.action() != Pick.Action.MOVE) {
            tables.replace(sources, written);
            choice.removed(removed);
            if (pick.action() == Pick.Action.DROP) {
              history.addForgotten(done.tableId(), place.clock().wallMillis(), sources);
            }
          }
          waiters.forEach(waiter -> waiter.complete(null));
          check(done.tableId());
        });
  }
}
