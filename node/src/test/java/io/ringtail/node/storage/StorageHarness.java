// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import io.ringtail.node.config.SyncMode;
import io.ringtail.node.disk.MemoryDisk;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.Mutation;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** One shard's storage on a disk in memory, driven by a test. */
final class StorageHarness implements Clock, StorageListener {
  static final int TABLE = 7;

  final MemoryDisk disk;
  final Random random;
  final TestThreads threads = new TestThreads();
  final List<String> failures = new ArrayList<>();
  StorageOptions options;
  ShardStorage storage;
  long nowMillis = 1;
  long committed;

  StorageHarness(long seed, SyncMode mode, int segmentBytes, long memtableBytes) {
    this(
        new MemoryDisk(),
        seed,
        new StorageOptions(mode, 1_000, segmentBytes, memtableBytes, 1 << 16));
  }

  StorageHarness(MemoryDisk disk, long seed, StorageOptions options) {
    this.disk = disk;
    this.random = new Random(seed);
    this.options = options;
    this.storage = open();
  }

  /** Opens the storage anew, with an archive for its log. */
  void archiveTo(String folder) {
    options =
        new StorageOptions(
            options.syncMode(),
            options.syncPeriodMillis(),
            options.segmentBytes(),
            options.memtableBytes(),
            options.cacheBytes(),
            folder);
    reopen();
  }

  private ShardStorage open() {
    committed = 0;
    return ShardStorage.open(disk, "shard", threads.storageThreads(), this, options, this);
  }

  /** Closes the storage and opens it again. */
  void reopen() {
    var closed = storage.close();
    threads.settle(random);
    if (!closed.isDone()) {
      throw new AssertionError("storage does not close");
    }
    storage = open();
  }

  /** Closes the storage and opens it again with other options. */
  void reopenWith(StorageOptions others) {
    options = others;
    reopen();
  }

  /** Number of the log's files. */
  int logFiles() {
    return (int) disk.list("shard").stream().filter(name -> name.startsWith("log-")).count();
  }

  /** The process is killed, the system goes on, and the storage is opened again. */
  void kill() {
    threads.crash();
    storage = open();
  }

  /** The power fails, nothing is left that was not forced, and the storage is opened again. */
  void crashToWhatWasForced() {
    threads.crash();
    disk.crash(() -> 0L);
    storage = open();
  }

  /** The power fails, and the storage is opened again. */
  void crash() {
    threads.crash();
    disk.crash(random);
    storage = open();
  }

  WriteOutcome write(int table, byte[] key, PartitionData data) {
    return storage.write(List.of(new Mutation(table, key, PartitionCodec.encode(data))));
  }

  static Request.Read readAll(int table, long nowMillis) {
    return read(table, ByteRange.ALL, Request.Read.ROWS_ALL, false, nowMillis);
  }

  static Request.Read read(
      int table, ByteRange slice, int rowLimit, boolean reverse, long nowMillis) {
    return new Request.Read(table, List.of(), slice, null, rowLimit, reverse, nowMillis, false);
  }

  /** Reads, and runs what has to be run for it. */
  ReadOutcome read(Request.Read request, byte[] key) {
    ReadOutcome outcome = storage.read(request, key);
    if (outcome instanceof ReadOutcome.Pending pending) {
      List<ReadOutcome> done = new ArrayList<>();
      pending.waiting().whenDone(done::add);
      for (int i = 0; done.isEmpty() && i < 100_000; i++) {
        threads.step(random);
      }
      return done.getFirst();
    }
    return outcome;
  }

  PartitionData data(int table, byte[] key) {
    return data(read(readAll(table, nowMillis), key));
  }

  static PartitionData data(ReadOutcome outcome) {
    if (outcome instanceof ReadOutcome.Answer answer) {
      return PartitionCodec.decode(answer.content());
    }
    throw new AssertionError("no answer: " + outcome);
  }

  ScanOutcome scan(Request.Scan request) {
    ScanOutcome outcome = storage.scan(request, 4);
    if (outcome instanceof ScanOutcome.Pending pending) {
      List<ScanOutcome> done = new ArrayList<>();
      pending.waiting().whenDone(done::add);
      for (int i = 0; done.isEmpty() && i < 100_000; i++) {
        threads.step(random);
      }
      return done.getFirst();
    }
    return outcome;
  }

  void flush() {
    var done = storage.flush();
    storage.commitTurn();
    threads.settle(random);
    if (!done.isDone()) {
      throw new AssertionError("storage does not flush: " + failures);
    }
  }

  @Override
  public void committed(long position) {
    committed = position;
  }

  @Override
  public void failed(String reason, Throwable cause) {
    failures.add(reason);
  }

  @Override
  public long wallMillis() {
    return nowMillis;
  }

  @Override
  public long nanos() {
    return nowMillis * 1_000_000;
  }

  /** For tests that look for a file of a kind. */
  @Nullable String fileEndingWith(String suffix) {
    return disk.list("shard").stream()
        .filter(name -> name.endsWith(suffix))
        .findFirst()
        .orElse(null);
  }

  /** Seed of a random test: given, or by the clock; printed. */
  static long seed(String test) {
    long seed = Long.getLong("ringtail.seed", System.nanoTime());
    System.out.println(test + ": -Dringtail.seed=" + seed);
    return seed;
  }
}
