// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.node.config.SyncMode;
import io.ringtail.node.disk.DiskFile;
import io.ringtail.node.snapshot.SnapshotFile;
import io.ringtail.node.snapshot.SnapshotFolders;
import io.ringtail.node.snapshot.SnapshotManifest;
import io.ringtail.node.snapshot.SnapshotTable;
import io.ringtail.node.storage.ReadOutcome;
import io.ringtail.node.storage.ShardStorage;
import io.ringtail.node.storage.StorageListener;
import io.ringtail.node.storage.StorageOptions;
import io.ringtail.node.storage.StorageThreads;
import io.ringtail.node.storage.TableUsage;
import io.ringtail.node.storage.WriteOutcome;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.Mutation;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import io.ringtail.tck.simulation.time.SimulatedClock;
import io.ringtail.tck.simulation.time.SimulatedThread;
import io.ringtail.tck.simulation.time.SimulatedTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A process with one shard that holds two tables, one of which it lets go of. */
final class TwoTables implements StorageListener {
  private static final int TABLE = 7;
  private static final int OTHER = 8;
  private static final int KEYS = 12;
  private static final String FOLDER = "shard";

  private final SimulatedDisk disk;
  private final SimulatedTime time = new SimulatedTime();
  private final List<SimulatedThread> threads = new ArrayList<>();
  private final SplittableRandom random;
  private final SimulatedThread loop;
  private final SimulatedThread io;
  private final ShardStorage storage;
  private long committed;
  private boolean letGone;
  private @Nullable Throwable end;

  TwoTables(SimulatedDisk disk, SplittableRandom random) {
    this(disk, random, FOLDER);
  }

  private TwoTables(SimulatedDisk disk, SplittableRandom random, String folder) {
    this.disk = disk;
    this.random = random;
    this.loop = thread("loop");
    this.io = thread("io");
    this.storage =
        ShardStorage.open(
            disk,
            folder,
            new StorageThreads(loop, io, thread("sync"), thread("compactions")),
            new SimulatedClock(time),
            new StorageOptions(SyncMode.GROUP, 1_000, 1 << 16, 1 << 20, 1 << 16),
            this);
  }

  private SimulatedThread thread(String name) {
    SimulatedThread thread =
        new SimulatedThread(time, random.split(), name, thrown -> ended(thrown));
    threads.add(thread);
    return thread;
  }

  private void ended(Throwable thrown) {
    if (end == null) {
      end = thrown;
    }
    threads.forEach(SimulatedThread::kill);
  }

  @Override
  public void committed(long position) {
    committed = position;
  }

  @Override
  public void failed(String reason, Throwable cause) {
    ended(cause);
  }

  boolean lives() {
    return end == null;
  }

  private void run() {
    long until = time.nanos() + 5_000_000_000L;
    while (lives() && time.nanos() < until && time.step()) {
      // One event after the other, until the process has ended.
    }
  }

  /** Both tables get their rows, durably: half of them in files, half in the log alone. */
  void load() {
    loop.execute(() -> {
      writeRows(0, KEYS / 2);
      storage.flush();
      storage.commitTurn();
    });
    run();
    long[] position = {0};
    loop.execute(() -> {
      position[0] = writeRows(KEYS / 2, KEYS);
      storage.commitTurn();
    });
    run();
    assertThat(end).isNull();
    assertThat(committed).isGreaterThanOrEqualTo(position[0]);
  }

  private long writeRows(int from, int to) {
    long position = 0;
    for (int key = from; key < to; key++) {
      for (int table : new int[] {TABLE, OTHER}) {
        WriteOutcome outcome =
            storage.write(List.of(new Mutation(table, key(key), PartitionCodec.encode(row(key)))));
        position = ((WriteOutcome.Written) outcome).position();
      }
    }
    return position;
  }

  private static PartitionData row(int key) {
    Cell cell = new Cell(1, new Version(key + 1, 9, 0), new byte[100 + key], Expiry.NEVER);
    return new PartitionData(
        null, List.of(), List.of(new Row(Row.NO_CLUSTERING, null, null, List.of(cell))));
  }

  private static byte[] key(int number) {
    return ByteBuffer.allocate(4).putInt(number).array();
  }

  /** Does what a node does with a table that is in its map no more. */
  void letGo(String name) {
    SnapshotFolders folders = new SnapshotFolders(disk);
    loop.execute(() ->
        storage
            .snapshot(name, id -> id == TABLE)
            .thenAccept(files -> io.execute(() -> completeAndDrop(folders, name, files))));
    run();
  }

  private void completeAndDrop(SnapshotFolders folders, String name, List<SnapshotFile> files) {
    try {
      folders.complete(new SnapshotManifest(name, 1, List.of(SnapshotTable.unknown(TABLE)), files));
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    }
    loop.execute(this::dropNow);
  }

  void drop() {
    loop.execute(this::dropNow);
    run();
  }

  private void dropNow() {
    storage.dropTable(TABLE);
    letGone = true;
  }

  boolean dropped() {
    return lives() && letGone;
  }

  boolean hasTable() {
    return usage(TABLE) != null;
  }

  private @Nullable TableUsage usage(int table) {
    return storage.usage().stream()
        .filter(each -> each.tableId() == table)
        .findFirst()
        .orElse(null);
  }

  int filesOfOther() {
    TableUsage usage = usage(OTHER);
    return usage == null ? 0 : usage.sstables();
  }

  void checkOther(String what) {
    check(OTHER, what);
  }

  void checkTable(String what) {
    check(TABLE, what);
  }

  private void check(int table, String what) {
    for (int key = 0; key < KEYS; key++) {
      int asked = key;
      List<ReadOutcome> outcomes = new ArrayList<>();
      loop.execute(() -> read(table, asked, outcomes));
      run();
      assertThat(outcomes).as(what).hasSize(1);
      assertThat(outcomes.getFirst()).as(what).isInstanceOf(ReadOutcome.Answer.class);
      byte[] content = ((ReadOutcome.Answer) outcomes.getFirst()).content();
      assertThat(PartitionCodec.decode(content)).as(what).isEqualTo(row(key));
    }
  }

  private void read(int table, int key, List<ReadOutcome> outcomes) {
    Request.Read request =
        new Request.Read(
            table, List.of(), ByteRange.ALL, null, Request.Read.ROWS_ALL, false, 1, false);
    ReadOutcome outcome = storage.read(request, key(key));
    if (outcome instanceof ReadOutcome.Pending pending) {
      pending.waiting().whenDone(outcomes::add);
    } else {
      outcomes.add(outcome);
    }
  }

  /**
   * Its files are as its manifest says, and a shard that gets them in place of its own reads all.
   */
  void checkSnapshot(SnapshotManifest snapshot) throws IOException {
    String kept = "snapshots/" + snapshot.name() + "/" + FOLDER;
    assertThat(snapshot.files()).isNotEmpty();
    for (SnapshotFile file : snapshot.files()) {
      assertThat(file.folder()).isEqualTo(FOLDER);
      assertThat(file.tableId()).isEqualTo(TABLE);
      assertThat(disk.bytes(kept + "/" + file.name())).hasSize((int) file.sizeBytes());
    }
    String restored = "restored";
    disk.createFolders(restored);
    for (String name : disk.list(kept)) {
      try (DiskFile copy = disk.openForWrite(restored + "/" + name)) {
        copy.write(ByteBuffer.wrap(disk.bytes(kept + "/" + name)), 0);
        copy.force();
      }
    }
    new TwoTables(disk, random, restored).checkTable("restored");
    for (String name : disk.list(restored)) {
      disk.delete(restored + "/" + name);
    }
    disk.delete(restored);
  }
}
