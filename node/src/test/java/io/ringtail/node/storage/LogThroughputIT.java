// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.node.config.SyncMode;
import io.ringtail.node.disk.FileDisk;
import io.ringtail.node.storage.log.CommitLog;
import io.ringtail.node.storage.log.LogCounts;
import io.ringtail.node.storage.log.LogListener;
import io.ringtail.node.storage.log.LogReplay;
import io.ringtail.node.storage.log.LogThreads;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.Mutation;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import io.ringtail.protocol.time.SystemClock;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How the log shares fsyncs, and how fast it is replayed, on the real disk. What depends on the
 * machine is printed, not asserted.
 */
class LogThroughputIT {
  private static final int WRITERS = 1_024;
  private static final int WRITES = 200_000;
  private static final int SEGMENT_BYTES = 16 << 20;

  /** Of the log that is replayed: {@code -Dringtail.log.bytes}, for a measurement some 10^8. */
  private static final long REPLAY_BYTES = Long.getLong("ringtail.log.bytes", 64 << 20);

  private final ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();
  private final ExecutorService io = Executors.newSingleThreadExecutor();
  private final ExecutorService sync = Executors.newSingleThreadExecutor();

  @AfterEach
  void end() {
    loop.shutdownNow();
    io.shutdown();
    sync.shutdown();
  }

  /** Writers that each wait for their commit before they write again. */
  private static final class Writers implements StorageListener {
    final CompletableFuture<Void> done = new CompletableFuture<>();
    private final ScheduledExecutorService loop;
    private final long[] waiting = new long[WRITERS];
    private ShardStorage storage;
    private int waitingHead;
    private int waitingCount;
    private int begun;
    private int ended;
    private boolean turn;

    Writers(ScheduledExecutorService loop) {
      this.loop = loop;
    }

    void begin(ShardStorage opened) {
      storage = opened;
      for (int i = 0; i < WRITERS; i++) {
        loop.execute(this::write);
      }
    }

    private void write() {
      if (begun >= WRITES) {
        return;
      }
      WriteOutcome outcome = storage.write(List.of(mutation(begun)));
      if (outcome instanceof WriteOutcome.Written written) {
        begun++;
        waiting[(waitingHead + waitingCount++) % WRITERS] = written.position();
      } else {
        loop.execute(this::write);
      }
      if (!turn) {
        turn = true;
        loop.execute(this::endTurn);
      }
    }

    private void endTurn() {
      turn = false;
      storage.commitTurn();
    }

    @Override
    public void committed(long position) {
      while (waitingCount > 0 && waiting[waitingHead] <= position) {
        waitingHead = (waitingHead + 1) % WRITERS;
        waitingCount--;
        ended++;
        loop.execute(this::write);
      }
      if (ended == WRITES) {
        done.complete(null);
      }
    }

    @Override
    public void failed(String reason, Throwable cause) {
      done.completeExceptionally(cause);
    }
  }

  private static byte[] key(int number) {
    return ByteBuffer.allocate(16).putLong(number * 0x9E3779B97F4A7C15L).putLong(number).array();
  }

  private static Mutation mutation(int number) {
    Cell cell = new Cell(1, new Version(number + 1L, 9, 0), new byte[100], Expiry.NEVER);
    Row row = new Row(Row.NO_CLUSTERING, null, null, List.of(cell));
    PartitionData data = new PartitionData(null, List.of(), List.of(row));
    return new Mutation(7, key(number), PartitionCodec.encode(data));
  }

  @Test
  void manyWritersShareAnFsync(@TempDir Path folder) throws Exception {
    try (FileDisk disk = FileDisk.open(folder)) {
      Writers writers = new Writers(loop);
      ShardStorage storage =
          ShardStorage.open(
              disk,
              "shard",
              new StorageThreads(loop, io, sync, io),
              SystemClock.INSTANCE,
              new StorageOptions(SyncMode.GROUP, 1_000, SEGMENT_BYTES, 256 << 20, 1 << 20),
              writers);
      writers.begin(storage);
      writers.done.join();
      LogCounts counts = CompletableFuture.supplyAsync(storage::logCounts, loop).join();
      CompletableFuture.supplyAsync(storage::close, loop).join().join();
      System.out.printf(
          "%d writers: %d records, %d bytes, %d fsyncs: %d writes for each fsync%n",
          WRITERS,
          counts.records(),
          counts.bytes(),
          counts.fsyncs(),
          counts.records() / counts.fsyncs());
      assertThat(counts.records()).isEqualTo(WRITES);
      assertThat(counts.records() / counts.fsyncs()).isGreaterThanOrEqualTo(64);
    }
  }

  private long writeLog(FileDisk disk) throws IOException {
    disk.createFolders("log");
    LogListener listener =
        new LogListener() {
          @Override
          public void committed(long position) {
            // Nobody waits.
          }

          @Override
          public void failed(String reason, Throwable cause) {
            throw new AssertionError(reason, cause);
          }
        };
    CommitLog log =
        CommitLog.open(
            new CommitLog.Settings(disk, "log", SyncMode.GROUP, 1_000, SEGMENT_BYTES, ""),
            new LogReplay.Segments(List.of(), List.of()),
            new LogThreads(loop, io, sync),
            listener);
    long[] records = {0};
    // 16 bytes of key and 100 of content, which are not looked at here.
    byte[] content = new byte[100];
    int recordBytes = CommitLog.recordBytesMax(key(0), content);
    while (records[0] * recordBytes < REPLAY_BYTES) {
      CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < 1_000 && log.reserve(recordBytes); i++) {
                  byte[] key = key((int) records[0]++);
                  log.append(7, ByteBuffer.wrap(key).getLong(), key, content);
                }
                log.writeTurn();
              },
              loop)
          .join();
    }
    CompletableFuture<Void> closed = new CompletableFuture<>();
    loop.execute(() -> log.close(() -> closed.complete(null)));
    closed.join();
    return records[0];
  }

  @Test
  void aLogIsReplayedWhole(@TempDir Path folder) throws Exception {
    try (FileDisk disk = FileDisk.open(folder)) {
      long records = writeLog(disk);
      for (int round = 0; round < 3; round++) {
        long[] found = {0};
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long cpuBefore = threads.getCurrentThreadCpuTime();
        long before = System.nanoTime();
        new LogReplay(disk, "log")
            .replay(
                0,
                false,
                (tableId, key, content) -> found[0] += key.length == 16 ? 1 : 0,
                (slices, details) -> {
                  throw new AssertionError(details);
                });
        long nanos = System.nanoTime() - before;
        long cpuNanos = threads.getCurrentThreadCpuTime() - cpuBefore;
        System.out.printf(
            "replay of %d MB: %d MB/s, %d MB for each CPU second%n",
            REPLAY_BYTES >> 20,
            REPLAY_BYTES * 1_000 / Math.max(1, nanos),
            REPLAY_BYTES * 1_000 / Math.max(1, cpuNanos));
        assertThat(found[0]).isEqualTo(records);
      }
    }
  }
}
