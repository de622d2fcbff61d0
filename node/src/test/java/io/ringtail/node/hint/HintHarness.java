// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.hint;

import io.ringtail.node.config.SyncMode;
import io.ringtail.node.disk.Disk;
import io.ringtail.node.disk.MemoryDisk;
import io.ringtail.node.simulated.SimulatedLoop;
import io.ringtail.node.simulated.World;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.ring.NodeId;
import io.ringtail.protocol.row.Mutation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executor;

/** A store of hints on a disk in memory, in simulated time, whose process can die. */
final class HintHarness implements HintListener {
  static final String FOLDER = "hints";
  static final NodeId ADA = node(1);
  static final NodeId BOB = node(2);

  /** A task of the I/O executor takes up to so long, so that they overtake each other. */
  private static final int IO_NANOS_MAX = 2_000_000;

  private static final long TASK_NANOS = 1_000;
  private static final long SYNC_NANOS = 1_000_000;

  final World world;
  final MemoryDisk disk = new MemoryDisk();
  final List<String> failures = new ArrayList<>();
  final List<Reason> refusals = new ArrayList<>();

  /** Told what the store tells; a test may put its own there before the store is used. */
  HintListener listener = this;

  HintStore.Settings settings;
  HintStore store;
  SimulatedLoop loop;
  long committed;
  long refusedFrom = Long.MAX_VALUE;

  HintHarness(long seed, SyncMode mode, int segmentBytes) {
    this(
        seed,
        new HintStore.Settings(
            new MemoryDisk(), FOLDER, mode, 1_000, segmentBytes, 1 << 30, 3_600_000));
  }

  HintHarness(long seed, HintStore.Settings settings) {
    this.world = new World(seed);
    this.settings = on(disk, settings);
    this.loop = new SimulatedLoop(world, TASK_NANOS);
    this.store = open();
  }

  private static HintStore.Settings on(Disk disk, HintStore.Settings other) {
    return new HintStore.Settings(
        disk,
        other.folder(),
        other.mode(),
        other.syncPeriodMillis(),
        other.segmentBytes(),
        other.bytesMax(),
        other.ageMillisMax());
  }

  static NodeId node(int number) {
    return new NodeId(new UUID(0x1122_3344_5566_7788L, number));
  }

  private HintStore open() {
    committed = 0;
    SimulatedLoop process = new SimulatedLoop(world, TASK_NANOS);
    loop = process;
    Executor io =
        task -> world.after(world.random().nextInt(IO_NANOS_MAX), () -> run(process, task));
    Executor sync = task -> world.after(SYNC_NANOS, () -> run(process, task));
    try {
      return HintStore.open(settings, new HintThreads(process, io, sync), told());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private HintListener told() {
    return new HintListener() {
      @Override
      public void committed(long position) {
        listener.committed(position);
      }

      @Override
      public void refused(long from, long to, Reason reason, String detail) {
        listener.refused(from, to, reason, detail);
      }

      @Override
      public void failed(String reason, Throwable cause) {
        listener.failed(reason, cause);
      }
    };
  }

  private static void run(SimulatedLoop process, Runnable task) {
    if (!process.isDead()) {
      task.run();
    }
  }

  /** Opens the store anew, with other settings on the same disk. */
  void reopenWith(HintStore.Settings others) {
    close();
    settings = on(disk, others);
    store = open();
  }

  void reopen() {
    reopenWith(settings);
  }

  void close() {
    boolean[] closed = {false};
    store.close(() -> closed[0] = true);
    world.until(10_000, () -> closed[0]);
    loop.die();
  }

  /** The process is killed, and the system goes on. */
  void kill() {
    loop.die();
    store = open();
  }

  /** The power fails. */
  void crash(MemoryDisk.Remains remains) {
    loop.die();
    disk.crash(remains, world.random());
    store = open();
  }

  /** Appends one hint, whose key and content tell its number. */
  HintOutcome append(NodeId target, int number, int contentBytes) {
    return store.append(target, world.wallMillis(), List.of(mutation(number, contentBytes)));
  }

  /** Appends one hint that must be kept, and commits it. */
  long keep(NodeId target, int number, int contentBytes) {
    HintOutcome outcome = append(target, number, contentBytes);
    if (outcome instanceof HintOutcome.Kept kept) {
      commit();
      return kept.position();
    }
    throw new AssertionError("not kept: " + outcome);
  }

  void commit() {
    store.commitTurn();
    world.pass(20);
  }

  static Mutation mutation(int number, int contentBytes) {
    byte[] key = ByteBuffer.allocate(4).putInt(number).array();
    byte[] content = new byte[contentBytes];
    for (int i = 0; i < contentBytes; i++) {
      content[i] = (byte) (number * 31 + i);
    }
    return new Mutation(7, key, content);
  }

  static int number(Mutation mutation) {
    return ByteBuffer.wrap(mutation.key()).getInt();
  }

  /** All hints for a target as the store would deliver them, whether they are committed or not. */
  List<Integer> numbers(NodeId target) {
    List<Integer> numbers = new ArrayList<>();
    for (String path : paths(target)) {
      int id = HintFormat.segmentIdOf(path.substring(path.lastIndexOf('/') + 1));
      int end = disk.bytes(path).length;
      HintReader reader = new HintReader(disk, new HintSegment(target, id, path), end);
      try {
        int from = HintFormat.SEGMENT_HEADER_BYTES;
        while (from < end) {
          HintReader.Chunk chunk = reader.read(from);
          chunk.hints().forEach(hint -> numbers.add(number(hint.mutation())));
          from = chunk.next();
        }
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
    return numbers;
  }

  List<String> paths(NodeId target) {
    String folder = FOLDER + "/" + target;
    return disk.list(folder).stream().map(name -> folder + "/" + name).toList();
  }

  @Override
  public void committed(long position) {
    committed = position;
  }

  @Override
  public void refused(long from, long to, Reason reason, String detail) {
    refusals.add(reason);
    refusedFrom = from;
  }

  @Override
  public void failed(String reason, Throwable cause) {
    failures.add(reason);
  }
}
