// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import io.ringtail.node.disk.DiskFullException;
import io.ringtail.node.storage.compaction.CompactionBudget;
import io.ringtail.node.storage.compaction.Expired;
import io.ringtail.node.storage.compaction.FileFacts;
import io.ringtail.node.storage.compaction.Pick;
import io.ringtail.node.storage.compaction.Strategy;
import io.ringtail.node.storage.sstable.DamagedException;
import io.ringtail.node.storage.sstable.SsTable;
import io.ringtail.protocol.schema.TableOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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

  /** A file is merged alone when so much of it may be deletions that can leave. */
  private static final double DROPPABLE_SHARE_MIN = 0.2;

  /** Jobs that are looked ahead for when the work is told that is to be done. */
  private static final int PENDING_MAX = 64;

  /** What a compaction changes. */
  record Stores(ManifestStore manifests, TableSet tables, SuspectSet suspects) {}

  /** What is being done with files of a table. */
  private record Running(int tableId, Pick pick, @Nullable CompactionJob job) {}

  private final Flusher.Place place;
  private final Background background;
  private final StorageFailure failure;
  private final ManifestStore manifests;
  private final TableSet tables;
  private final SuspectSet suspects;
  private final LongSupplier fileIds;
  private final CompactionPlans plans;
  private final CompactionHistory history = new CompactionHistory();
  private final LinkedHashSet<Integer> waiting = new LinkedHashSet<>();
  private final List<Running> running = new ArrayList<>();

  /** Files that are left alone, since a block of theirs is damaged. */
  private final Set<Long> damaged = new HashSet<>();

  /** Files that were merged alone, or came of that: it would be of no more use. */
  private final Set<Long> mergedAlone = new HashSet<>();

  /** Who waits until all files of a table of the schema are merged. */
  private final Map<Integer, List<CompletableFuture<Void>>> majors = new TreeMap<>();

  private final Set<Integer> paused = new HashSet<>();
  private final AtomicBoolean stopped = new AtomicBoolean();
  private boolean allPaused;
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
  }

  /** From now on compactions keep to a budget, which other shards may share. */
  public void limit(CompactionBudget shared) {
    budget = shared;
    next();
  }

  /** Stops compactions of all tables where they are, and begins none, until they are resumed. */
  public void pauseAll() {
    allPaused = true;
  }

  /** Stops compactions of a table where they are, and begins none, until they are resumed. */
  public void pause(int tableId) {
    paused.add(tableId);
  }

  /** Lets compactions of all tables go on, but of those that are paused by themselves. */
  public void resumeAll() {
    allPaused = false;
    wakeAndCheckAll();
  }

  /** Lets compactions of a table go on. */
  public void resume(int tableId) {
    paused.remove(tableId);
    wakeAndCheckAll();
  }

  private void wakeAndCheckAll() {
    wake();
    checkAll();
  }

  private void wake() {
    for (Running each : List.copyOf(running)) {
      if (each.job() != null) {
        each.job().wake();
      }
    }
  }

  private boolean isPaused(int tableId) {
    return allPaused || paused.contains(tableId);
  }

  /** What is done, to be done, and has been done. */
  public CompactionStatus status() {
    List<CompactionStatus.Running> jobs = new ArrayList<>();
    for (Running each : running) {
      if (each.job() != null) {
        jobs.add(each.job().running());
      }
    }
    int pendingJobs = 0;
    long pendingBytes = 0;
    for (int tableId : tables.tableIds()) {
      List<Pick> picks = picks(tableId);
      int runningJobs = picks.size();
      Pick pick = choose(tableId, picks);
      while (pick != null && picks.size() < runningJobs + PENDING_MAX) {
        pendingJobs++;
        pendingBytes += pick.bytes();
        picks.add(pick);
        pick = choose(tableId, picks);
      }
    }
    return new CompactionStatus(
        jobs,
        pendingJobs,
        pendingBytes,
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
      var _ = place.loop().schedule(this::tick, CHECK_SECONDS, TimeUnit.SECONDS);
    }
    next();
  }

  private void tick() {
    ticking = false;
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
    wake();
  }

  private static void fail(List<CompletableFuture<Void>> waiters, Exception cause) {
    waiters.forEach(waiter -> waiter.completeExceptionally(cause));
  }

  private void next() {
    while (running.size() < budget.jobsMax()
        && !waiting.isEmpty()
        && !stopped.get()
        && !failure.failed()) {
      int tableId = waiting.removeFirst();
      if (majors.containsKey(tableId)) {
        startMajor(tableId);
      } else if (!isPaused(tableId)) {
        Pick pick = choose(tableId, picks(tableId));
        if (pick != null) {
          waiting.add(tableId); // there may be more to be done, with other files
          start(tableId, pick, List.of());
        }
      }
    }
  }

  private void startMajor(int tableId) {
    if (!picks(tableId).isEmpty()) {
      return; // its end brings this up again
    }
    List<CompletableFuture<Void>> waiters = majors.remove(tableId);
    List<FileFacts> files = facts(tableId, false);
    if (waiters == null || files.isEmpty()) {
      List<CompletableFuture<Void>> none = waiters == null ? List.of() : waiters;
      none.forEach(waiter -> waiter.complete(null));
    } else {
      start(tableId, strategy(tableId).all(files), waiters);
    }
  }

  private Strategy strategy(int tableId) {
    return Strategy.of(place.options().of(tableId).compaction());
  }

  /** What is being done with files of a table. */
  private List<Pick> picks(int tableId) {
    List<Pick> picks = new ArrayList<>();
    for (Running each : running) {
      if (each.tableId() == tableId) {
        picks.add(each.pick());
      }
    }
    return picks;
  }

  private List<FileFacts> facts(int tableId, boolean withDamaged) {
    long droppableMillis = plans.droppableMillis(tableId);
    List<FileFacts> facts = new ArrayList<>();
    for (SsTable table : tables.of(tableId)) {
      Manifest.File file = manifests.current().files().get(table.fileId());
      if (withDamaged || !damaged.contains(table.fileId())) {
        facts.add(FileFacts.of(table, file == null ? 0 : file.level(), droppableMillis));
      }
    }
    return facts;
  }

  private @Nullable Pick choose(int tableId, List<Pick> picks) {
    TableOptions options = place.options().of(tableId);
    long nowMillis = place.clock().wallMillis();
    Pick pick =
        Expired.next(
            facts(tableId, true),
            picks,
            options.tombstoneGc(),
            nowMillis,
            plans.expiredMillis(),
            plans.memtableTimestampMin(tableId));
    if (pick != null) {
      return pick;
    }
    List<FileFacts> files = facts(tableId, false);
    pick = Strategy.of(options.compaction()).next(files, picks, nowMillis);
    return pick == null ? alone(files, picks) : pick;
  }

  /** The file that holds most that can leave, merged by itself, in its level. */
  private @Nullable Pick alone(List<FileFacts> files, List<Pick> picks) {
    FileFacts best = null;
    for (FileFacts file : Strategy.free(files, picks)) {
      if (file.droppableShare() >= DROPPABLE_SHARE_MIN
          && !mergedAlone.contains(file.fileId())
          && (best == null || file.droppableShare() > best.droppableShare())) {
        best = file;
      }
    }
    return best == null
        ? null
        : new Pick(Pick.Action.MERGE, List.of(best), best.level(), Pick.ONE_FILE);
  }

  private void start(int tableId, Pick pick, List<CompletableFuture<Void>> waiters) {
    Set<Long> ids = pick.fileIds();
    List<SsTable> sources = new ArrayList<>(tables.of(tableId));
    sources.removeIf(table -> !ids.contains(table.fileId()));
    if (pick.action() != Pick.Action.MERGE) {
      Running done = new Running(tableId, pick, null);
      running.add(done);
      replace(done, sources, List.of(), waiters);
      return;
    }
    List<SsTable> outside = plans.outside(tableId, sources);
    sources.forEach(tables::retain);
    outside.forEach(tables::retain);
    CompactionJob.Surroundings around =
        new CompactionJob.Surroundings(
            place, background, budget, fileIds, () -> isPaused(tableId), stopped::get);
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
    running.add(new Running(tableId, pick, job));
    int partsMax = Math.max(1, budget.jobsMax() - running.size() + 1);
    job.start(plans.of(tableId, pick, sources, outside, partsMax));
  }

  private void ended(CompactionJob job, List<CompletableFuture<Void>> waiters) {
    history.add(job.done());
    Running done = null;
    for (Running each : running) {
      done = each.job() == job ? each : done;
    }
    if (done == null) {
      throw new IllegalStateException("a compaction ended that did not run");
    }
    Exception cause = job.failure();
    if (cause == null) {
      if (job.sources().size() == 1) {
        job.written().forEach(table -> mergedAlone.add(table.fileId()));
      }
      replace(done, job.sources(), job.written(), waiters);
      return;
    }
    job.written().forEach(tables::delete);
    running.remove(done);
    fail(waiters, new StorageException("cannot compact table " + job.tableId(), cause));
    if (cause instanceof DamagedException found) {
      if (damaged(job, found)) {
        check(job.tableId());
      }
    } else if (!stopped.get() && !(cause instanceof DiskFullException)) {
      failure.fail("cannot compact tables in " + place.folder(), cause);
    }
    next();
  }

  /** Leaves a damaged file alone from now on; false when it is none of those that were read. */
  private boolean damaged(CompactionJob job, DamagedException found) {
    boolean isSource = false;
    for (SsTable table : job.sources()) {
      if (table.path().equals(found.path()) && damaged.add(table.fileId())) {
        isSource = true;
        LOG.error("a file is not compacted any more: {}", found.getMessage());
        suspects.found(found, job.sources());
      }
    }
    return isSource;
  }

  /** Puts files in the place of those that they were made of, unless the table was dropped. */
  private void replace(
      Running done,
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
          return dropped[0] ? manifest : manifest.replaced(removed, added, nextFileId);
        },
        () -> {
          running.remove(done);
          if (dropped[0]) {
            written.forEach(tables::delete);
          } else if (pick.action() != Pick.Action.MOVE) {
            tables.replace(sources, written);
            removed.forEach(mergedAlone::remove);
            removed.forEach(damaged::remove);
          }
          waiters.forEach(waiter -> waiter.complete(null));
          check(done.tableId());
        });
  }
}
