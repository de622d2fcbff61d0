// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.engine.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.RocksObject;
import org.rocksdb.TickerType;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * RocksDB, called in its fastest way from Java: arrays in, a reused buffer out. Confined to the
 * caller's thread, except for puts in flight, which need a thread each.
 */
final class RocksStore implements EngineStore {
  /** Little is called on these threads. */
  private static final long STACK_BYTES = 256 << 10;

  private static final long SETTLE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long SETTLE_MINUTES_MAX = 60;

  /**
   * Looks after which what is said to be pending is not believed any more: with as many sorted runs
   * as make it due, universal compaction stays "pending" though it has found nothing to merge.
   */
  private static final int IDLE_LOOKS = 100;

  /** What has to be zero when nothing is flushed or compacted, or waits to be flushed. */
  private static final List<String> RUNNING =
      List.of(
          "rocksdb.num-running-flushes",
          "rocksdb.mem-table-flush-pending",
          "rocksdb.num-running-compactions");

  /** The same of compactions that wait, where they are not left to the caller. */
  private static final String COMPACTION_PENDING = "rocksdb.compaction-pending";

  private final EngineRecords records;
  private final RocksSettings options;
  private final RocksDB db;
  private final Deque<RocksObject> closing = new ArrayDeque<>();
  private final WriteOptions writes;
  private final ReadOptions reads;
  private final byte[] buffer;

  /** Whether it compacts by itself. */
  private final boolean compacts;

  private RocksStore(RocksDB db, RocksSettings options, StoreSettings settings) {
    this.db = db;
    this.options = options;
    this.records = new EngineRecords(settings.valueBytes());
    this.buffer = new byte[settings.valueBytes() + 1];
    this.writes = new WriteOptions().setSync(settings.log() == StoreSettings.Log.GROUP);
    this.reads = new ReadOptions();
    this.compacts = settings.compaction() != StoreSettings.Compaction.OFF;
    closing.push(writes);
    closing.push(reads);
  }

  static RocksStore open(Path folder, StoreSettings settings) throws IOException {
    Files.createDirectories(folder);
    RocksDB.loadLibrary();
    RocksSettings options = RocksSettings.of(settings);
    try {
      return new RocksStore(RocksDB.open(options.options(), folder.toString()), options, settings);
    } catch (RocksDBException cause) {
      options.close();
      throw new IOException("RocksDB cannot open " + folder + ": " + cause.getMessage(), cause);
    }
  }

  @Override
  public void put(long first, long count, int batch) {
    try {
      if (batch == 1) {
        for (long record = first; record < first + count; record++) {
          db.put(writes, records.key(record), records.value(record));
        }
        return;
      }
      try (WriteBatch turn = new WriteBatch()) {
        for (long record = first; record < first + count; record++) {
          turn.put(records.key(record), records.value(record));
          if (turn.count() == batch) {
            db.write(writes, turn);
            turn.clear();
          }
        }
        db.write(writes, turn);
      }
    } catch (RocksDBException cause) {
      throw broken(cause);
    }
  }

  @Override
  public void putInFlight(long first, long count, int inFlight) {
    AtomicLong next = new AtomicLong(first);
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    List<Thread> threads = new ArrayList<>(inFlight);
    for (int i = 0; i < inFlight; i++) {
      Thread thread =
          new Thread(null, () -> putUntil(next, first + count, failure), "put-" + i, STACK_BYTES);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", interrupted);
      }
    }
    Throwable cause = failure.get();
    if (cause != null) {
      throw broken(cause);
    }
  }

  private void putUntil(AtomicLong next, long end, AtomicReference<@Nullable Throwable> failure) {
    try {
      for (long record = next.getAndIncrement(); record < end; record = next.getAndIncrement()) {
        db.put(writes, records.key(record), records.value(record));
      }
    } catch (RocksDBException cause) {
      failure.set(cause);
    }
  }

  @Override
  public void get(RecordChooser chooser, int count, boolean present) {
    try {
      for (int i = 0; i < count; i++) {
        long record = chooser.next();
        int length = db.get(reads, records.key(record), buffer);
        boolean right =
            present ? records.isValue(record, buffer, 0, length) : length == RocksDB.NOT_FOUND;
        if (!right) {
          throw new WrongAnswerException(
              "RocksDB answers record " + record + " with " + length + " bytes");
        }
      }
    } catch (RocksDBException cause) {
      throw broken(cause);
    }
  }

  @Override
  public long scan() {
    long rows = 0;
    byte[] key = new byte[EngineRecords.KEY_BYTES];
    byte[] value = new byte[records.valueBytes()];
    ByteBuffer keys = ByteBuffer.allocateDirect(key.length);
    ByteBuffer values = ByteBuffer.allocateDirect(value.length);
    try (RocksIterator iterator = db.newIterator(reads)) {
      for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
        keys.clear();
        values.clear();
        int keyLength = iterator.key(keys);
        int valueLength = iterator.value(values);
        if (keyLength == key.length && valueLength == value.length) {
          keys.get(0, key);
          values.get(0, value);
        }
        long record = records.record(key);
        if (record < 0 || !records.isValue(record, value, 0, valueLength)) {
          throw new WrongAnswerException("RocksDB scans a row that was never put: " + record);
        }
        rows++;
      }
      iterator.status();
    } catch (RocksDBException cause) {
      throw broken(cause);
    }
    return rows;
  }

  @Override
  public void flush() {
    try (FlushOptions wait = new FlushOptions().setWaitForFlush(true)) {
      db.flush(wait);
    } catch (RocksDBException cause) {
      throw broken(cause);
    }
  }

  @Override
  public void settle() {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(SETTLE_MINUTES_MAX);
    int quiet = 0;
    while (quiet < 2 || (quiet < IDLE_LOOKS && compacts && property(COMPACTION_PENDING) != 0)) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("no end after " + SETTLE_MINUTES_MAX + " minutes");
      }
      quiet = RUNNING.stream().allMatch(name -> property(name) == 0) ? quiet + 1 : 0;
      LockSupport.parkNanos(SETTLE_NANOS);
    }
  }

  @Override
  public void compactAll() {
    flush();
    try (CompactRangeOptions all =
        new CompactRangeOptions()
            .setBottommostLevelCompaction(
                CompactRangeOptions.BottommostLevelCompaction.kForceOptimized)) {
      db.compactRange(db.getDefaultColumnFamily(), null, null, all);
    } catch (RocksDBException cause) {
      throw broken(cause);
    }
  }

  @Override
  public StoreFacts facts() {
    return new StoreFacts(
        db.getLiveFilesMetaData().size(),
        property("rocksdb.total-sst-files-size"),
        options.count(TickerType.WAL_FILE_BYTES),
        0,
        options.count(TickerType.FLUSH_WRITE_BYTES) + options.count(TickerType.COMPACT_WRITE_BYTES),
        options.count(TickerType.WAL_FILE_SYNCED),
        property("rocksdb.cur-size-all-mem-tables"),
        property("rocksdb.estimate-table-readers-mem"));
  }

  private long property(String name) {
    try {
      return db.getLongProperty(name);
    } catch (RocksDBException cause) {
      throw broken(cause);
    }
  }

  private static IllegalStateException broken(Throwable cause) {
    return new IllegalStateException("RocksDB: " + cause.getMessage(), cause);
  }

  @Override
  public void close() {
    db.close();
    closing.forEach(RocksObject::close);
    options.close();
  }
}
