// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.engine.store;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.ringtail.node.config.SyncMode;
import io.ringtail.node.disk.FileDisk;
import io.ringtail.node.storage.ShardStorage;
import io.ringtail.node.storage.StorageListener;
import io.ringtail.node.storage.StorageOptions;
import io.ringtail.node.storage.StorageThreads;
import io.ringtail.node.storage.TableUsage;
import io.ringtail.protocol.schema.CompactionStrategy;
import io.ringtail.protocol.schema.TableOptions;
import io.ringtail.protocol.time.SystemClock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The storage of one shard of Ringtail on a real disk, with the event loop and the threads that a
 * node gives it. The caller's thread hands work to the loop and waits.
 */
final class RingtailStore implements EngineStore, StorageListener {
  private static final String FOLDER = "shard-0";

  // As a node has them.
  private static final int IO_THREADS = 4;
  private static final long SYNC_PERIOD_MILLIS = 200;
  private static final int SEGMENT_BYTES = 16 << 20;

  /** Longer than any step of a benchmark: a merge of 30 million records takes minutes. */
  private static final long STEP_SECONDS_MAX = 3_600;

  private static final long SETTLE_MILLIS = 5;
  private static final long STOP_SECONDS_MAX = 20;

  private final FileDisk files;
  private final CountingDisk disk;
  private final EventLoopGroup group;
  private final EventLoop loop;
  private final TrackedExecutor io = new TrackedExecutor("storage-io", IO_THREADS);
  private final TrackedExecutor sync = new TrackedExecutor("storage-sync", 1);
  private final TrackedExecutor compactions = new TrackedExecutor("storage-compactions", 1);
  private final RingtailRecords records;
  private final ShardStorage storage;

  /** Who is told of commits; confined to the loop. */
  private @Nullable InFlightPuts committing;

  private volatile @Nullable Throwable failure;

  private RingtailStore(FileDisk files, StoreSettings settings) {
    this.files = files;
    this.disk = new CountingDisk(files);
    this.group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    this.loop = group.next();
    this.records = new RingtailRecords(new EngineRecords(settings.valueBytes()));
    this.storage =
        ShardStorage.open(
            disk,
            FOLDER,
            new StorageThreads(loop, io, sync, compactions),
            SystemClock.INSTANCE,
            new StorageOptions(
                settings.log() == StoreSettings.Log.GROUP ? SyncMode.GROUP : SyncMode.PERIODIC,
                SYNC_PERIOD_MILLIS,
                SEGMENT_BYTES,
                settings.memtableBytes(),
                settings.cacheBytes()),
            this);
  }

  static RingtailStore open(Path folder, StoreSettings settings) throws IOException {
    RingtailStore store = new RingtailStore(FileDisk.open(folder), settings);
    TableOptions options = TableOptions.DEFAULT.withCompaction(strategy(settings));
    store.await(() -> {
      store.storage.useOptions(tableId -> options);
      return CompletableFuture.completedFuture(null);
    });
    return store;
  }

  private static CompactionStrategy strategy(StoreSettings settings) {
    return switch (settings.compaction()) {
      case TIERED -> CompactionStrategy.DEFAULT;
      case LEVELED ->
          new CompactionStrategy.Leveled(
              Math.max(CompactionStrategy.Leveled.FILE_BYTES_MIN, settings.memtableBytes()));
      // More tables than a benchmark writes.
      case OFF -> new CompactionStrategy.SizeTiered(CompactionStrategy.SizeTiered.FILES_MIN_MAX);
    };
  }

  ShardStorage storage() {
    return storage;
  }

  RingtailRecords records() {
    return records;
  }

  EventLoop loop() {
    return loop;
  }

  @Override
  public void put(long first, long count, int batch) {
    await(() -> new Puts(this, first, count, batch).start());
  }

  @Override
  public void putInFlight(long first, long count, int inFlight) {
    await(() -> {
      InFlightPuts puts = new InFlightPuts(this, first, count, inFlight);
      committing = puts;
      return puts.start();
    });
    await(() -> {
      committing = null;
      return CompletableFuture.completedFuture(null);
    });
  }

  @Override
  public void get(RecordChooser chooser, int count, boolean present) {
    await(() -> new Gets(this, chooser, count, present).start());
  }

  @Override
  public long scan() {
    return await(() -> new FullScan(this).start());
  }

  @Override
  public void flush() {
    await(storage::flush);
  }

  @Override
  public void compactAll() {
    await(() -> storage.compactAll(RingtailRecords.TABLE));
  }

  @Override
  public void settle() {
    await(() -> {
      CompletableFuture<Void> idle = new CompletableFuture<>();
      settle(idle, false);
      return idle;
    });
  }

  /**
   * A task in the background hands its result to the loop before it counts as ended, so what the
   * result brings about has begun when a later task of the loop finds the executors idle: twice.
   */
  private void settle(CompletableFuture<Void> idle, boolean again) {
    boolean quiet = io.isIdle() && compactions.isIdle();
    if (quiet && again) {
      idle.complete(null);
    } else {
      loop.schedule(() -> settle(idle, quiet), SETTLE_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public StoreFacts facts() {
    List<TableUsage> usages = await(() -> CompletableFuture.completedFuture(storage.usage()));
    long tables = 0;
    long bytes = 0;
    for (TableUsage usage : usages) {
      tables += usage.sstables();
      bytes += usage.sstableBytes();
    }
    return new StoreFacts(
        tables,
        bytes,
        disk.logBytes(),
        disk.zeroBytes(),
        disk.otherBytes(),
        disk.logSyncs(),
        StoreFacts.UNKNOWN,
        StoreFacts.UNKNOWN);
  }

  @Override
  public void committed(long position) {
    InFlightPuts waiting = committing;
    if (waiting != null) {
      waiting.committed(position);
    }
  }

  @Override
  public void failed(String reason, Throwable cause) {
    failure = new IllegalStateException(reason, cause);
  }

  @Override
  public void close() {
    await(storage::close);
    List<TrackedExecutor> executors = new ArrayList<>(List.of(io, sync, compactions));
    executors.forEach(TrackedExecutor::shutdown);
    group.shutdownGracefully(0, STOP_SECONDS_MAX, TimeUnit.SECONDS).syncUninterruptibly();
    try {
      files.close();
    } catch (IOException cause) {
      throw new IllegalStateException("the folder's lock cannot be given back", cause);
    }
  }

  /** Runs work on the loop and waits for what it promises. */
  private <T extends @Nullable Object> T await(Supplier<CompletableFuture<T>> work) {
    CompletableFuture<T> done = new CompletableFuture<>();
    loop.execute(() -> {
      try {
        work.get()
            .whenComplete((result, thrown) -> {
              if (thrown == null) {
                done.complete(result);
              } else {
                done.completeExceptionally(thrown);
              }
            });
      } catch (RuntimeException thrown) {
        done.completeExceptionally(thrown);
      }
    });
    try {
      return await(done);
    } catch (ExecutionException thrown) {
      if (thrown.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(thrown.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupted);
    }
  }

  /** Waits, and looks now and then whether storage has failed meanwhile. */
  private <T extends @Nullable Object> T await(CompletableFuture<T> done)
      throws ExecutionException, InterruptedException {
    for (long second = 0; second < STEP_SECONDS_MAX; second++) {
      try {
        return done.get(1, TimeUnit.SECONDS);
      } catch (TimeoutException notYet) {
        Throwable broken = failure;
        if (broken != null) {
          throw new IllegalStateException(broken);
        }
      }
    }
    throw new IllegalStateException("no end after " + STEP_SECONDS_MAX + " seconds");
  }
}
