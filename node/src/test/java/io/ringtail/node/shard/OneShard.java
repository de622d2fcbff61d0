// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.shard;

import io.ringtail.node.config.SyncMode;
import io.ringtail.node.disk.MemoryDisk;
import io.ringtail.node.simulated.SimulatedLoop;
import io.ringtail.node.simulated.World;
import io.ringtail.node.storage.ShardStorage;
import io.ringtail.node.storage.StorageOptions;
import io.ringtail.node.storage.StorageThreads;
import io.ringtail.protocol.consensus.Promise;
import io.ringtail.protocol.consensus.Proposal;
import io.ringtail.protocol.frame.FrameHeader;
import io.ringtail.protocol.map.ChangeId;
import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.map.InitialMap;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.protocol.ring.Epoch;
import io.ringtail.protocol.ring.NodeId;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.schema.Column;
import io.ringtail.protocol.schema.Schema;
import io.ringtail.protocol.schema.Table;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.schema.TableOptions;
import io.ringtail.protocol.time.Ballot;
import io.ringtail.protocol.time.HybridClock;
import io.ringtail.protocol.type.ScalarType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/** One shard on a disk in memory, in simulated time, that a test asks for things. */
final class OneShard {
  static final int TABLE = 1;
  static final int VNODE_BITS = 4;

  final World world;
  final MemoryDisk disk = new MemoryDisk();
  final List<String> failures = new ArrayList<>();
  final SimulatedLoop loop;
  final Answers answers;
  final Serving serving;
  private final StorageOptions options;
  private final ClusterMap first =
      InitialMap.of(List.of(new Endpoint("127.0.0.1", 7_001)), VNODE_BITS);
  private SimulatedLoop io;
  private SimulatedLoop sync;
  private SimulatedLoop storageLoop;
  private int streamId;

  /** The shard as it was started last. */
  Shard shard;

  OneShard(long seed, long cacheBytes) {
    world = new World(seed);
    loop = new SimulatedLoop(world, 1_000);
    storageLoop = loop;
    io = new SimulatedLoop(world, 1_000);
    sync = new SimulatedLoop(world, 1_000_000);
    answers = new Answers(loop);
    options = new StorageOptions(SyncMode.GROUP, 1_000, 1 << 20, 1 << 20, cacheBytes);
    serving = new Serving(new ServedMap(map(), first.nodes().getFirst().id()));
    shard = start();
  }

  NodeId self() {
    return first.nodes().getFirst().id();
  }

  private Shard start() {
    storageLoop = new SimulatedLoop(world, 1_000);
    io = new SimulatedLoop(world, 100_000);
    sync = new SimulatedLoop(world, 1_000_000);
    Shard started =
        new Shard(
            new Shard.Surroundings(
                0,
                1,
                storageLoop,
                world,
                new HybridClock(world, 500),
                serving,
                new ShardLimits(1_000, 1_000),
                NoPeers.coordinator(storageLoop, world),
                epoch -> {},
                (reason, cause) -> failures.add(reason)));
    started.attach(
        ShardStorage.open(
            disk,
            "shard-0",
            new StorageThreads(storageLoop, disordered(io), sync, new SimulatedLoop(world, 1_000)),
            world,
            options,
            started));
    world.pass(500);
    serving.state(NodeState.MEMBER, "");
    return started;
  }

  /** Reads of the disk end in another order than they began. */
  private Executor disordered(SimulatedLoop thread) {
    return task -> world.after(world.random().nextLong(300_000), () -> thread.execute(task));
  }

  /** The process dies, and starts again on what the disk has. */
  void restart() {
    storageLoop.die();
    io.die();
    sync.die();
    shard = start();
  }

  /** The power fails, nothing is left that was not forced, and the process starts again. */
  void crash() {
    crash(() -> 0L);
  }

  /** The power fails, some of what was not forced is left, and the process starts again. */
  void crash(RandomGenerator random) {
    crash(MemoryDisk.Remains.ANYTHING, random);
  }

  /** The power fails in a certain way, and the process starts again. */
  void crash(MemoryDisk.Remains remains, RandomGenerator random) {
    storageLoop.die();
    io.die();
    sync.die();
    disk.crash(remains, random);
    shard = start();
  }

  /** Asks, and returns the stream that the answer will come on. */
  int send(Request.Data request) {
    streamId++;
    shard.handle(new FrameHeader(3, streamId, 2, 0, 0, 1, streamId), request, answers);
    return streamId;
  }

  /** Asks, and lets time pass until there is an answer. */
  Response ask(Request.Data request) {
    int asked = send(request);
    world.until(10_000, () -> answers.byStream.containsKey(asked));
    return answers.byStream.get(asked);
  }

  Response prepare(byte[] key, Ballot ballot) {
    return ask(
        new Request.Prepare(TABLE, key, ballot, List.of(ByteRange.ALL), world.wallMillis(), false));
  }

  Promise promise(byte[] key, Ballot ballot) {
    if (prepare(key, ballot) instanceof Response.Prepared prepared && prepared.promise() != null) {
      return prepared.promise();
    }
    throw new AssertionError("no promise of " + ballot);
  }

  Response propose(byte[] key, Proposal proposal) {
    return ask(new Request.Propose(TABLE, key, proposal));
  }

  Response commit(byte[] key, Proposal proposal) {
    return ask(new Request.Commit(TABLE, key, proposal));
  }

  /** Writes all memtables to tables. */
  void flush() {
    var flushed = shard.storage().flush();
    shard.storage().commitTurn();
    world.until(10_000, flushed::isDone);
  }

  private ClusterMap map() {
    Table table =
        new Table(
            TABLE,
            new TableName("default", "t"),
            new Epoch(2),
            List.of(
                Column.partition(0, "k", ScalarType.VARCHAR),
                Column.clustering(1, "c", ScalarType.VARCHAR, false),
                Column.regular(2, "v", ScalarType.VARBINARY)),
            TableOptions.DEFAULT);
    return new ClusterMap(
        first.clusterId(),
        new Epoch(2),
        ChangeId.NONE,
        first.vnodeBits(),
        first.nodes(),
        first.voters(),
        first.placements(),
        Schema.of(first.schema().keyspacesInOrder(), List.of(table), 10));
  }
}
