// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.disk;

import io.ringtail.node.config.SyncMode;
import io.ringtail.node.storage.ReadOutcome;
import io.ringtail.node.storage.ShardStorage;
import io.ringtail.node.storage.StorageListener;
import io.ringtail.node.storage.StorageOptions;
import io.ringtail.node.storage.StorageThreads;
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
import io.ringtail.protocol.schema.TableOptions;
import io.ringtail.protocol.time.Clock;
import io.ringtail.tck.simulation.time.SimulatedClock;
import io.ringtail.tck.simulation.time.SimulatedThread;
import io.ringtail.tck.simulation.time.SimulatedTime;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A process with the storage of one shard, on a simulated disk and threads. */
final class StorageProcess implements StorageListener {
  private static final int TABLE = 7;
  private static final int SEGMENT_BYTES = 1 << 12;
  private static final int MEMTABLE_BYTES = 1 << 11;

  /** One write that waits for its commit. */
  private record Waiting(long position, int key, long timestamp) {}

  private final SimulatedTime time = new SimulatedTime();
  private final List<SimulatedThread> threads = new ArrayList<>();
  private final SplittableRandom random;
  private final Deque<Waiting> waiting = new ArrayDeque<>();

  /** The greatest acknowledged timestamp of each key; outlives the process. */
  private final long[] acknowledged;

  private final SimulatedThread loop;
  private final ShardStorage storage;

  /** What ended the process; null while it lives. */
  @Nullable Throwable end;

  /** Opens the storage, which may throw what the disk throws. */
  StorageProcess(SimulatedDisk disk, SplittableRandom random, long[] acknowledged) {
    this(disk, random, acknowledged, TableOptions.DEFAULT);
  }

  /** Opens the storage of tables whose owners chose something. */
  StorageProcess(
      SimulatedDisk disk, SplittableRandom random, long[] acknowledged, TableOptions options) {
    this.random = random;
    this.acknowledged = acknowledged;
    this.loop = thread("loop");
    Clock clock = new SimulatedClock(time);
    this.storage =
        ShardStorage.open(
            disk,
            "shard",
            new StorageThreads(loop, thread("io"), thread("sync"), thread("compactions")),
            clock,
            new StorageOptions(SyncMode.GROUP, 1_000, SEGMENT_BYTES, MEMTABLE_BYTES, 1 << 14),
            this);
    loop.execute(() -> storage.useOptions(tableId -> options));
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
    while (!waiting.isEmpty() && waiting.getFirst().position() <= position) {
      Waiting write = waiting.removeFirst();
      acknowledged[write.key()] = Math.max(acknowledged[write.key()], write.timestamp());
    }
  }

  @Override
  public void failed(String reason, Throwable cause) {
    ended(cause);
  }

  boolean lives() {
    return end == null;
  }

  private static byte[] key(int number) {
    return ByteBuffer.allocate(4).putInt(number).array();
  }

  /** One turn of the loop with some writes of ever greater timestamps. */
  void writeTurn(int writes, long firstTimestamp) {
    loop.execute(() -> {
      for (int i = 0; i < writes; i++) {
        write(random.nextInt(acknowledged.length), firstTimestamp + i);
      }
      storage.commitTurn();
    });
    run(300_000);
  }

  private void write(int key, long timestamp) {
    byte[] value = new byte[random.nextInt(400)];
    Cell cell = new Cell(1, new Version(timestamp, 9, 0), value, Expiry.NEVER);
    Row row = new Row(Row.NO_CLUSTERING, null, null, List.of(cell));
    PartitionData data = new PartitionData(null, List.of(), List.of(row));
    WriteOutcome outcome =
        storage.write(List.of(new Mutation(TABLE, key(key), PartitionCodec.encode(data))));
    if (outcome instanceof WriteOutcome.Written written) {
      waiting.addLast(new Waiting(written.position(), key, timestamp));
    }
  }

  /** Lets time pass. */
  void run(long nanos) {
    long until = time.nanos() + nanos;
    while (lives() && time.nanos() < until && time.step()) {
      // One event after the other, until the process has ended.
    }
  }

  /** Whether all that was acknowledged can be read; empty when it can. */
  List<String> missing() {
    List<String> missing = new ArrayList<>();
    for (int key = 0; key < acknowledged.length; key++) {
      int asked = key;
      List<ReadOutcome> outcomes = new ArrayList<>();
      loop.execute(() -> read(asked, outcomes));
      run(1_000_000_000);
      if (!lives()) {
        return missing;
      }
      long found = timestamp(outcomes.getFirst());
      if (found < acknowledged[key]) {
        missing.add("key " + key + ": " + acknowledged[key] + " was acknowledged, found " + found);
      }
    }
    return missing;
  }

  private void read(int key, List<ReadOutcome> outcomes) {
    Request.Read request =
        new Request.Read(
            TABLE, List.of(), ByteRange.ALL, null, Request.Read.ROWS_ALL, false, 1, false);
    ReadOutcome outcome = storage.read(request, key(key));
    if (outcome instanceof ReadOutcome.Pending pending) {
      pending.waiting().whenDone(outcomes::add);
    } else {
      outcomes.add(outcome);
    }
  }

  private static long timestamp(ReadOutcome outcome) {
    if (outcome instanceof ReadOutcome.Answer answer) {
      PartitionData data = PartitionCodec.decode(answer.content());
      return data.rows().isEmpty()
          ? 0
          : data.rows().getFirst().cells().getFirst().version().timestamp();
    }
    throw new AssertionError("no answer: " + outcome);
  }
}
