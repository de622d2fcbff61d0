// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import io.ringtail.node.disk.Disk;
import io.ringtail.node.snapshot.SnapshotFile;
import io.ringtail.node.storage.cache.BlockCache;
import io.ringtail.node.storage.log.CommitLog;
import io.ringtail.node.storage.log.LogCounts;
import io.ringtail.node.storage.log.LogFormat;
import io.ringtail.node.storage.log.LogListener;
import io.ringtail.node.storage.log.LogThreads;
import io.ringtail.node.storage.memtable.ChunkPool;
import io.ringtail.protocol.codec.PartitionScanner;
import io.ringtail.protocol.frame.MalformedException;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.ScanPosition;
import io.ringtail.protocol.ring.Token;
import io.ringtail.protocol.row.Mutation;
import io.ringtail.protocol.schema.TableOptions;
import io.ringtail.protocol.time.Clock;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The data of one shard: what its commit log, memtables and tables know together. Confined to the
 * shard's loop, except {@link #open}, which blocks and is called before the loop uses it.
 */
public final class ShardStorage {
  private static final String SUSPECT =
      "acknowledged writes to this vnode may be lost here; it has to be rebuilt";

  private final FlushPressure pressure;
  private final StorageFailure failure;
  private final Background background;
  private final ManifestStore manifests;
  private final SuspectSet suspects;
  private final TableSet tables;
  private final ChosenOptions chosen;
  private final Memtables memtables;
  private final CommitLog log;
  private final RecentWrites recent = new RecentWrites();
  private final FileIds fileIds;
  private final FlushQueue flushes;
  private final Compactor compactor;
  private final BlockCache cache;
  private final PartitionReader partitions;
  private final ScanReader scans;
  private final SnapshotLinks links;
  private final Set<Integer> dropped;
  private final long greatestTimestamp;
  private final PartitionScanner scanner = new PartitionScanner();

  private ShardStorage(
      StorageOpening opening,
      ChunkPool memory,
      CommitLog log,
      Flusher.Place place,
      StorageThreads threads,
      StorageOptions options,
      StorageFailure failure) {
    this.pressure = FlushPressure.of(options);
    this.failure = failure;
    this.log = log;
    this.chosen = place.options();
    this.background = new Background(threads, failure);
    this.manifests =
        new ManifestStore(
            place.disk(), place.folder(), background, threads.loop(), failure, opening.manifest());
    this.suspects =
        new SuspectSet(
            new SuspectFile(place.disk(), place.folder()),
            opening.suspects(),
            background,
            threads.loop(),
            failure);
    this.tables = new TableSet(place.disk(), background, failure);
    opening.tables().forEach(tables::add);
    this.memtables = new Memtables(opening.replayed(), memory);
    this.dropped = new HashSet<>(opening.manifest().dropped().keySet());
    this.fileIds = new FileIds(opening.nextFileId());
    Compactor.Stores stores = new Compactor.Stores(manifests, tables, suspects);
    this.compactor =
        new Compactor(
            place,
            background,
            failure,
            stores,
            fileIds::take,
            new CompactionPlans(place, tables, memtables::timestampMin));
    this.flushes =
        new FlushQueue(
            new FlushQueue.Unflushed(memtables, log, pressure),
            new Flusher(place, background, failure),
            stores,
            compactor,
            fileIds,
            tableId -> dropped.contains(HiddenTables.owner(tableId)));
    this.cache = new BlockCache(options.cacheBytes());
    BlockLoader loader = new BlockLoader(background, tables, suspects, cache);
    Commits commits = new Commits(log, recent);
    this.partitions = new PartitionReader(memtables, tables, cache, loader, commits);
    this.scans = new ScanReader(memtables, tables, cache, loader, commits);
    this.links = new SnapshotLinks(place, background, tables, suspects, manifests);
    this.greatestTimestamp = opening.greatestTimestamp();
  }

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
    // As much as a generation has is kept for the next one.
    ChunkPool memory = new ChunkPool(options.memtableBytes());
    StorageOpening opening =
        StorageOpening.of(disk, folder, memory, !options.logArchive().isEmpty());
    StorageFailure failure = new StorageFailure(listener);
    CommitLog log;
    try {
      log =
          CommitLog.open(
              new CommitLog.Settings(
                  disk,
                  folder,
                  options.syncMode(),
                  options.syncPeriodMillis(),
                  options.segmentBytes(),
                  options.logArchive()),
              opening.segments(),
              new LogThreads(threads.loop(), threads.io(), threads.sync()),
              logListener(listener, failure));
    } catch (IOException cause) {
      throw new StorageException(
          "cannot begin a log in " + folder + ": " + cause.getMessage(), cause);
    }
    Flusher.Place place =
        new Flusher.Place(disk, folder, clock, threads.loop(), new ChosenOptions());
    return new ShardStorage(opening, memory, log, place, threads, options, failure);
  }

  private static LogListener logListener(StorageListener listener, StorageFailure failure) {
    return new LogListener() {
      @Override
      public void committed(long position) {
        listener.committed(position);
      }

      @Override
      public void failed(String reason, Throwable cause) {
        failure.fail(reason, cause);
      }
    };
  }

  /** The greatest timestamp in log and tables when they were opened; 0 when there is none. */
  public long greatestTimestamp() {
    return greatestTimestamp;
  }

  /**
   * Applies mutations to the memtables at once, and adds them to the log's buffer. All of them are
   * taken, or none.
   */
  public WriteOutcome write(List<Mutation> mutations) {
    return write(mutations, null);
  }

  /**
   * As {@link #write(List)}; the log gets the mutations, and the memtable more.
   *
   * @param whole goes into the memtable for the last mutation's content: all that its partition
   *     holds then, in that mutation's version, which costs no merge; null for the mutation itself
   */
  public WriteOutcome write(List<Mutation> mutations, byte @Nullable [] whole) {
    long recordsBytes = 0;
    for (int i = 0; i < mutations.size(); i++) {
      Mutation mutation = mutations.get(i);
      if (dropped.contains(HiddenTables.owner(mutation.tableId()))) {
        return new WriteOutcome.Refused(
            Reason.UNKNOWN_TABLE, "table " + mutation.tableId() + " was dropped");
      }
      try {
        scanner.scan(mutation.content());
      } catch (MalformedException malformed) {
        return new WriteOutcome.Refused(Reason.INVALID, String.valueOf(malformed.getMessage()));
      }
      if (mutation.key().length > LogFormat.KEY_BYTES_MAX) {
        return new WriteOutcome.Refused(
            Reason.INVALID,
            "a key of " + mutation.key().length + " bytes, at most " + LogFormat.KEY_BYTES_MAX);
      }
      recordsBytes += CommitLog.recordBytesMax(mutation.key(), mutation.content());
    }
    WriteOutcome refused = refusal(recordsBytes);
    return refused != null ? refused : apply(mutations, whole);
  }

  /** Most bytes that the mutations of a write may have together, with those of their keys. */
  public int writeBytesMax() {
    return log.recordsBytesMax();
  }

  /** Why a write cannot be taken now; null when the log has room for it. */
  private @Nullable WriteOutcome refusal(long recordsBytes) {
    if (failure.failed()) {
      return new WriteOutcome.Refused(Reason.STOPPING, "storage has failed");
    }
    if (recordsBytes > log.recordsBytesMax()) {
      return new WriteOutcome.Refused(
          Reason.INVALID,
          "writes of " + recordsBytes + " bytes at once, at most " + log.recordsBytesMax());
    }
    if (memtables.isFlushing() && pressure.refuses(memtables.usedBytes(), log.segments())) {
      return new WriteOutcome.Refused(
          Reason.OVERLOADED, "as many memtables wait to be flushed as may");
    }
    if (!log.reserve(recordsBytes)) {
      if (log.diskFull() && !memtables.isFlushing() && !memtables.active().isEmpty()) {
        flushes.freeze(); // sets segments free, which the log then uses again
      }
      return log.diskFull()
          ? new WriteOutcome.Refused(
              Reason.DISK_FULL,
              log.archiveProblem() == null
                  ? "no room on the disk for the log"
                  : "no room for the log: " + log.archiveProblem())
          : new WriteOutcome.Refused(Reason.OVERLOADED, "the log's next segment is being made");
    }
    return null;
  }

  private WriteOutcome apply(List<Mutation> mutations, byte @Nullable [] whole) {
    long position = 0;
    for (int i = 0; i < mutations.size(); i++) {
      Mutation mutation = mutations.get(i);
      byte[] instead = i == mutations.size() - 1 ? whole : null;
      Mutation merged =
          instead == null ? mutation : new Mutation(mutation.tableId(), mutation.key(), instead);
      long token = Token.hash(mutation.key());
      if (instead != null || mutations.size() > 1) {
        scanner.scan(merged.content()); // what it was left with is the last one's
      }
      position = log.append(mutation.tableId(), token, mutation.key(), mutation.content());
      memtables.active().merge(merged, token, scanner);
      recent.add(mutation.tableId(), token, position);
    }
    long delayNanos =
        memtables.isFlushing() ? pressure.delayNanos(memtables.usedBytes(), log.segments()) : 0;
    return new WriteOutcome.Written(position, delayNanos);
  }

  /**
   * Called once at the end of each turn of the loop in which something was written: hands the log's
   * buffer to the operating system.
   */
  public void commitTurn() {
    log.writeTurn();
    flushes.freezeIfFull();
  }

  /** The position of the log up to which everything is committed. */
  public long committed() {
    return log.committed();
  }

  /**
   * Reads the request's slice of one of its partitions, from memory if it can. The request's {@code
   * keys} and {@code digest} are not looked at.
   */
  public ReadOutcome read(Request.Read request, byte[] key) {
    if (!suspects.current().isEmpty() && suspects.current().hasToken(Token.hash(key))) {
      return new ReadOutcome.Damaged(SUSPECT);
    }
    return partitions.read(request, key);
  }

  /**
   * Reads partitions in token order, from memory if it can.
   *
   * @param vnodeBits bits of the vnode number in this cluster
   */
  public ScanOutcome scan(Request.Scan request, int vnodeBits) {
    return scan(request, vnodeBits, null);
  }

  /**
   * Reads partitions in token order up to a position, from memory if it can.
   *
   * @param vnodeBits bits of the vnode number in this cluster
   * @param end a partition that lies behind it is not read; null where only the page ends
   */
  public ScanOutcome scan(Request.Scan request, int vnodeBits, @Nullable ScanPosition end) {
    for (int vnode : request.vnodes()) {
      if (isSuspect(vnode, vnodeBits)) {
        return new ScanOutcome.Damaged(SUSPECT);
      }
    }
    return scans.scan(request, vnodeBits, end);
  }

  /**
   * Whether acknowledged writes of a vnode may be lost here: then it takes writes, and answers no
   * reads of what may be concerned.
   *
   * @param vnodeBits bits of the vnode number in this cluster
   */
  public boolean isSuspect(int vnode, int vnodeBits) {
    return suspects.current().hasVnode(vnode, vnodeBits);
  }

  /**
   * Everything that other replicas know of a vnode, of all tables, is durable here, too: its reads
   * are answered again. Completes on the loop when that is durable. For repair and streaming; a
   * table with a damaged block that is still there makes the vnode suspect again when it is read.
   *
   * @param vnodeBits bits of the vnode number in this cluster
   */
  public CompletableFuture<Void> rebuilt(int vnode, int vnodeBits) {
    return suspects.rebuilt(Suspects.ofVnode(vnode, vnodeBits));
  }

  /** What it does, has to do, and takes. */
  public StorageStatus status() {
    return new StorageStatus(
        compactor.status(),
        memtables.flushesWaiting(),
        log.segments(),
        log.counts(),
        cache.counts(),
        suspects.current().count());
  }

  /** What the log has written since the storage was opened. */
  public LogCounts logCounts() {
    return log.counts();
  }

  /** Why segments of the log cannot be archived now; null when they can, or need not be. */
  public @Nullable String archiveProblem() {
    return log.archiveProblem();
  }

  /** Whether a table, which may be a hidden one, has ever been written to, as far as is known. */
  public boolean holds(int tableId) {
    return memtables.holds(tableId) || !tables.of(tableId).isEmpty();
  }

  /**
   * The timestamp below which deletions of a table may have been forgotten here; of all others that
   * ever reached this node it still knows.
   */
  public long purgedBelow(int tableId) {
    return manifests.current().purged().getOrDefault(tableId, 0L);
  }

  /** No ballot with a greater counter was promised here, unless that is kept in a table. */
  public long promisedUpTo() {
    return manifests.current().promisedUpTo();
  }

  /** Lets ballots up to a counter be promised from then on, and forgotten by the next start. */
  public void promiseUpTo(long counter, Runnable done) {
    manifests.change(manifest -> manifest.promising(counter), done);
  }

  /** Forgets a table and all of its data, durably, in the background. Idempotent. */
  public void dropTable(int tableId) {
    if (!dropped.add(tableId)) {
      return;
    }
    int hidden = HiddenTables.beside(tableId);
    memtables.drop(tableId);
    memtables.drop(hidden);
    long position = log.position();
    manifests.change(
        manifest -> manifest.dropped(tableId, position),
        () -> {
          tables.of(tableId).forEach(tables::retire);
          tables.of(hidden).forEach(tables::retire);
        });
    compactor.resume(tableId); // what is halted has to end, so that its files can go
  }

  /**
   * Keeps the files that tables have once the memtables are written, under second names in a
   * snapshot's folder; completes on the loop when these are durable, or with why they are not.
   *
   * @param tableIds which tables of the schema
   */
  public CompletableFuture<List<SnapshotFile>> snapshot(String name, IntPredicate tableIds) {
    return flush()
        .thenCompose(nothing ->
            links.link(name, id -> tableIds.test(HiddenTables.owner(id)), fileIds.next()));
  }

  /** Writes all memtables to tables; completes on the loop when that is durable. */
  public CompletableFuture<Void> flush() {
    return flushes.flush();
  }

  /**
   * What the owners of tables chose, by id of the table; to be called whenever that has changed.
   * {@link TableOptions#DEFAULT} counts for all tables until then.
   */
  public void useOptions(IntFunction<TableOptions> optionsOf) {
    chosen.use(id ->
        HiddenTables.isHidden(id)
            ? HiddenTables.options(optionsOf.apply(HiddenTables.owner(id)))
            : optionsOf.apply(id));
    compactor.checkAll();
  }

  /** What keeps the files few: to be asked for its state, to be paused, and limited. */
  public Compactor compactor() {
    return compactor;
  }

  /**
   * Writes the memtables to tables, and merges all files of a table; completes on the loop when
   * that is durable, with a {@link StorageException} where it could not be done.
   */
  public CompletableFuture<Void> compactAll(int tableId) {
    return flush()
        .thenCompose(nothing ->
            CompletableFuture.allOf(
                compactor.compactAll(tableId), compactor.compactAll(HiddenTables.beside(tableId))));
  }

  /** What each table of the schema takes, with what is hidden beside it, ascending by id. */
  public List<TableUsage> usage() {
    return TableUsage.of(memtables, tables, dropped);
  }

  /**
   * Commits what was written, waits for background work, and closes all files. Completes on the
   * loop; nothing may be called any more.
   */
  public CompletableFuture<Void> close() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    flushes.stop();
    compactor.stop();
    manifests.stop();
    suspects.stop();
    log.writeTurn();
    background.whenIdle(() -> log.close(() -> closeTables(done)));
    return done;
  }

  private void closeTables(CompletableFuture<Void> done) {
    memtables.close();
    cache.close();
    try {
      tables.close();
    } catch (IOException cause) {
      failure.fail("cannot close tables", cause);
    }
    done.complete(null);
  }
}
