// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.shard;

import static io.ringtail.protocol.message.Reason.DAMAGED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.node.config.SyncMode;
import io.ringtail.node.disk.MemoryDisk;
import io.ringtail.node.embedded.RawClient;
import io.ringtail.node.simulated.SimulatedLoop;
import io.ringtail.node.simulated.World;
import io.ringtail.node.storage.ShardStorage;
import io.ringtail.node.storage.StorageOptions;
import io.ringtail.node.storage.StorageThreads;
import io.ringtail.protocol.frame.FrameHeader;
import io.ringtail.protocol.map.ChangeId;
import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.map.InitialMap;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.protocol.ring.Epoch;
import io.ringtail.protocol.ring.NodeId;
import io.ringtail.protocol.ring.Token;
import io.ringtail.protocol.ring.Vnode;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.schema.Column;
import io.ringtail.protocol.schema.Schema;
import io.ringtail.protocol.schema.Table;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.schema.TableOptions;
import io.ringtail.protocol.time.HybridClock;
import io.ringtail.protocol.time.Timestamp;
import io.ringtail.protocol.type.ScalarType;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ShardTest {
  private static final byte[] KEY = "key".getBytes(UTF_8);

  private final World world = new World(1);
  private final MemoryDisk disk = new MemoryDisk();
  private final SimulatedLoop loop = new SimulatedLoop(world, 1_000);

  /** Slow, so that what waits for a sync can be seen to wait. */
  private final SimulatedLoop sync = new SimulatedLoop(world, 50_000_000);

  private final List<Long> epochsSeen = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private final ClusterMap first = InitialMap.of(List.of(new Endpoint("127.0.0.1", 7_001)), 4);
  private final NodeId self = first.nodes().getFirst().id();
  private final Serving serving = new Serving(new ServedMap(withTables(1), self));
  private final Answers answers = new Answers(loop);

  @Test
  void writeInGroupIsAnsweredWhenItIsOnDisk() {
    Shard shard = shard(SyncMode.GROUP, 100);
    write(shard, 1, "v");
    world.pass(20);
    assertThat(answers.byStream).isEmpty();
    world.pass(200);
    assertThat(answers.byStream.get(1)).isInstanceOf(Response.WriteDone.class);
  }

  @Test
  void readDoesNotTellInGroupWhatACrashCouldTakeAway() {
    Shard shard = shard(SyncMode.GROUP, 100);
    write(shard, 1, "v");
    read(shard, 2, KEY);
    read(shard, 3, "another key".getBytes(UTF_8));
    world.pass(20);
    assertThat(answers.byStream).doesNotContainKeys(1, 2);
    world.pass(200);
    assertThat(RawClient.value(answers.byStream.get(2))).isEqualTo("v".getBytes(UTF_8));
    assertThat(answers.byStream.keySet()).containsSubsequence(1, 2);
  }

  @Test
  void writeInPeriodicIsAnsweredAtTheTurnsEnd() {
    Shard shard = shard(SyncMode.PERIODIC, 100);
    write(shard, 1, "v");
    assertThat(answers.byStream).isEmpty();
    world.pass(1);
    assertThat(answers.byStream.get(1)).isInstanceOf(Response.WriteDone.class);
  }

  @Test
  void failedSyncAcknowledgesNothingAndIsTold() {
    Shard shard = shard(SyncMode.GROUP, 100);
    disk.failForces();
    write(shard, 1, "v");
    world.pass(1_000);
    assertThat(answers.byStream).isEmpty();
    assertThat(failures).singleElement().asString().startsWith("shard 0: ");
  }

  @Test
  void readerWhoseClockIsFarAheadIsRefused() {
    Shard shard = shard(SyncMode.PERIODIC, 100);
    long inAnHour = world.wallMillis() + 3_600_000;
    shard.handle(
        header(1, 1, 0),
        new Request.Read(
            1, List.of(KEY), ByteRange.ALL, null, Request.Read.ROWS_ALL, false, inAnHour, false),
        answers);
    assertRefused(1, Reason.CLOCK_SKEW);
  }

  @Test
  void moreThanMayWaitIsRefusedAsOverloaded() {
    Shard shard = shard(SyncMode.GROUP, 10);
    for (int stream = 1; stream <= 15; stream++) {
      write(shard, stream, "v" + stream);
    }
    world.pass(1_000);
    assertThat(answers.byStream.values())
        .filteredOn(Response.WriteDone.class::isInstance)
        .hasSize(10);
    assertThat(answers.byStream.values())
        .filteredOn(each -> each instanceof Response.Refused r && r.reason() == Reason.OVERLOADED)
        .hasSize(5)
        .allMatch(each -> ((Response.Refused) each).retryAfterMillis() > 0);
  }

  @Test
  void writesAreAnsweredLateThenRefusedWhileTheDiskFlushesSlowly() {
    SimulatedLoop slow = new SimulatedLoop(world, 300_000_000);
    Shard shard =
        shard(100, slow, new StorageOptions(SyncMode.PERIODIC, 1_000, 1 << 20, 1 << 16, 1 << 16));
    String value = "v".repeat(990);
    world.pass(3_000);
    int stream = 1;
    for (; answers.byStream.size() == stream - 1 && stream < 500; stream++) {
      writeTo(shard, stream, stream, value);
      world.pass(1);
    }
    assertThat(answers.byStream).doesNotContainKey(stream - 1);
    world.pass(20);
    assertThat(answers.byStream.get(stream - 1)).isInstanceOf(Response.WriteDone.class);
    for (; !(answers.byStream.get(stream - 1) instanceof Response.Refused) && stream < 500; ) {
      writeTo(shard, stream, stream, value);
      world.pass(1);
      stream++;
    }
    assertThat(answers.byStream.get(stream - 1))
        .isInstanceOfSatisfying(
            Response.Refused.class,
            refused -> assertThat(refused.detail()).contains("wait to be flushed"));
    world.pass(20_000);
    writeTo(shard, stream, stream, value);
    world.pass(1);
    assertThat(answers.byStream.get(stream)).isInstanceOf(Response.WriteDone.class);
  }

  @Test
  void readThatIsTakenBackWhileItWaitsForTheDiskReadsNothing() {
    Shard shard = withKeyOnSlowDisk();
    long before = disk.reads();
    read(shard, 2, KEY);
    world.pass(10);
    assertThat(answers.byStream).doesNotContainKey(2);
    shard.cancel(answers, 2);
    assertRefused(2, Reason.CANCELLED);
    world.pass(5_000);
    assertThat(disk.reads()).isEqualTo(before);
    read(shard, 3, KEY);
    world.pass(5_000);
    assertThat(RawClient.value(answers.byStream.get(3))).isEqualTo("v".getBytes(UTF_8));
    assertThat(disk.reads()).isGreaterThan(before);
  }

  @Test
  void readIsTakenBackForNobodyElse() {
    Shard shard = withKeyOnSlowDisk();
    read(shard, 2, KEY);
    read(shard, 3, KEY);
    shard.cancel(answers, 2);
    shard.cancel(new Answers(loop), 3);
    shard.cancel(answers, 4);
    world.pass(5_000);
    assertRefused(2, Reason.CANCELLED);
    assertThat(RawClient.value(answers.byStream.get(3))).isEqualTo("v".getBytes(UTF_8));
  }

  @Test
  void whatIsTakenBackOnceItIsAnsweredIsNotAnsweredAgain() {
    Shard shard = withKeyOnSlowDisk();
    read(shard, 2, KEY);
    world.pass(5_000);
    shard.cancel(answers, 2);
    read(shard, 3, KEY);
    shard.cancel(answers, 3);
    assertThat(answers.byStream.get(2)).isInstanceOf(Response.ReadDone.class);
    assertThat(answers.byStream.get(3)).as("in memory").isInstanceOf(Response.ReadDone.class);
  }

  @Test
  void readWhoseTimePassesWhileItWaitsForTheDiskReadsNothing() {
    Shard shard = withKeyOnSlowDisk();
    long before = disk.reads();
    shard.handle(header(2, 2, 100_000), RawClient.readAt(world.wallMillis(), 1, KEY), answers);
    world.pass(5_000);
    assertRefused(2, Reason.EXPIRED);
    assertThat(disk.reads()).isEqualTo(before);
  }

  /** A shard whose disk takes 300 ms to read a block, and on it the key with the value v. */
  private Shard withKeyOnSlowDisk() {
    Shard first = shard(SyncMode.GROUP, 100);
    write(first, 1, "v");
    first.storage().flush();
    world.pass(500);
    Shard restarted =
        shard(
            100,
            new SimulatedLoop(world, 300_000_000),
            new StorageOptions(SyncMode.GROUP, 1_000, 1 << 16, 1 << 20, 1 << 16));
    world.pass(5_000);
    return restarted;
  }

  @Test
  void requestOfANewerMapWaitsForIt() {
    Shard shard = shard(SyncMode.PERIODIC, 100);
    shard.handle(header(1, 3, 1_000_000), RawClient.readAt(world.wallMillis(), 2, KEY), answers);
    world.pass(50);
    assertThat(answers.byStream).isEmpty();
    assertThat(epochsSeen).contains(3L);
    serving.map(new ServedMap(withTables(2), self));
    shard.mapChanged();
    assertThat(answers.byStream.get(1)).isInstanceOf(Response.ReadDone.class);
  }

  @Test
  void requestOfANewerMapThatDoesNotComeExpires() {
    Shard shard = shard(SyncMode.PERIODIC, 100);
    shard.handle(header(1, 99, 100_000), RawClient.readAt(world.wallMillis(), 1, KEY), answers);
    world.pass(90);
    assertThat(answers.byStream).isEmpty();
    world.pass(60);
    assertRefused(1, Reason.EXPIRED);
  }

  @Test
  void changeOfOneTableMakesNoOtherStale() {
    Shard shard = shard(SyncMode.PERIODIC, 100);
    serving.map(new ServedMap(withTables(2), self));
    shard.handle(header(1, 2, 0), RawClient.readAt(world.wallMillis(), 1, KEY), answers);
    shard.handle(header(2, 2, 0), RawClient.readAt(world.wallMillis(), 2, KEY), answers);
    assertThat(answers.byStream.get(1)).isInstanceOf(Response.ReadDone.class);
    assertRefused(2, Reason.STALE_MAP);
  }

  @Test
  void vnodesOfOthersAreNotAnsweredFor() {
    Shard shard = shard(SyncMode.PERIODIC, 100);
    serving.map(new ServedMap(withTables(1), new NodeId(new UUID(9, 9))));
    read(shard, 1, KEY);
    write(shard, 2, "v");
    assertRefused(1, Reason.NOT_OWNER);
    assertRefused(2, Reason.NOT_OWNER);
  }

  @Test
  void nothingIsAnsweredUnlessTheNodeIsAMember() {
    Shard shard = shard(SyncMode.PERIODIC, 100);
    int stream = 0;
    for (NodeState state : NodeState.values()) {
      serving.state(state, "because");
      read(shard, ++stream, KEY);
      switch (state) {
        case MEMBER ->
            assertThat(answers.byStream.get(stream)).isInstanceOf(Response.ReadDone.class);
        case JOINING, NOT_A_MEMBER -> assertRefused(stream, Reason.NOT_A_MEMBER);
        case STOPPING -> assertRefused(stream, Reason.STOPPING);
      }
    }
  }

  @Test
  void suspectVnodeAnswersUnknownTakesWritesAndIsTold() {
    Shard shard = shard(SyncMode.GROUP, 100);
    for (int stream = 1; stream <= 3; stream++) {
      write(shard, stream, "v" + stream);
      world.pass(200);
    }
    assertThat(shard.warnings()).isEmpty();
    // In the payload of the first record.
    disk.flip("shard-0/log-00000001", 16 + 20, 1);
    Shard restarted = shard(SyncMode.GROUP, 100);
    int vnode = Vnode.indexOf(Token.hash(KEY), 4);
    read(restarted, 11, KEY);
    digest(restarted, 12);
    assertUnknown(11);
    assertUnknown(12);
    for (int each = 0; each < 16; each++) {
      restarted.handle(
          header(20 + each, 2, 0),
          new Request.Scan(1, new int[] {each}, null, null, 10, 1_000, world.wallMillis()),
          answers);
      if (each == vnode) {
        assertUnknown(20 + each);
      } else {
        assertThat(answers.byStream.get(20 + each)).isInstanceOf(Response.ScanDone.class);
      }
    }
    write(restarted, 13, "later");
    world.pass(200);
    assertThat(answers.byStream.get(13)).isInstanceOf(Response.WriteDone.class);
    read(restarted, 14, KEY);
    assertUnknown(14);
    assertThat(restarted.warnings())
        .singleElement()
        .asString()
        .startsWith("shard 0: 1 of 16 vnodes are suspect");
  }

  private void digest(Shard shard, int stream) {
    shard.handle(
        header(stream, 2, 0),
        new Request.Read(
            1,
            List.of(KEY),
            ByteRange.ALL,
            null,
            Request.Read.ROWS_ALL,
            false,
            world.wallMillis(),
            true),
        answers);
  }

  private void assertUnknown(int stream) {
    assertThat(answers.byStream.get(stream))
        .isInstanceOfSatisfying(
            Response.Unknown.class, unknown -> assertThat(unknown.reason()).isEqualTo(DAMAGED));
  }

  @Test
  void droppedTableIsForgotten() {
    Shard shard = shard(SyncMode.PERIODIC, 100);
    write(shard, 1, "v");
    world.pass(10);
    serving.map(new ServedMap(withTables(0), self));
    shard.dropTable(1);
    read(shard, 2, KEY);
    assertRefused(2, Reason.UNKNOWN_TABLE);
  }

  private Shard shard(SyncMode mode, int inflightMax) {
    return shard(
        inflightMax,
        new SimulatedLoop(world, 1_000),
        new StorageOptions(mode, 1_000, 1 << 16, 1 << 20, 1 << 16));
  }

  private Shard shard(int inflightMax, SimulatedLoop io, StorageOptions options) {
    Shard shard =
        new Shard(
            new Shard.Surroundings(
                0,
                1,
                loop,
                world,
                new HybridClock(world, 500),
                serving,
                new ShardLimits(inflightMax, 1_000),
                NoPeers.coordinator(loop, world),
                epochsSeen::add,
                (reason, cause) -> failures.add(reason)));
    shard.attach(
        ShardStorage.open(
            disk,
            "shard-0",
            new StorageThreads(loop, io, sync, new SimulatedLoop(world, 1_000)),
            world,
            options,
            shard));
    world.pass(500);
    serving.state(NodeState.MEMBER, "");
    return shard;
  }

  private void write(Shard shard, int stream, String value) {
    long now = Timestamp.ofMillis(world.wallMillis()) + stream;
    shard.handle(
        header(stream, 2, 0), RawClient.writeAt(now, 1, KEY, 1, value.getBytes(UTF_8)), answers);
  }

  private void writeTo(Shard shard, int stream, int key, String value) {
    long now = Timestamp.ofMillis(world.wallMillis()) + stream;
    byte[] bytes = ("key " + key).getBytes(UTF_8);
    shard.handle(
        header(stream, 2, 0), RawClient.writeAt(now, 1, bytes, 1, value.getBytes(UTF_8)), answers);
  }

  private void read(Shard shard, int stream, byte[] key) {
    Request.Read read = RawClient.readAt(world.wallMillis(), 1, key);
    shard.handle(header(stream, 2, 0), read, answers);
  }

  private void assertRefused(int stream, Reason reason) {
    assertThat(answers.byStream.get(stream))
        .isInstanceOfSatisfying(
            Response.Refused.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
  }

  private static FrameHeader header(int stream, long epoch, int timeLeftMicros) {
    return new FrameHeader(3, stream, epoch, 0, timeLeftMicros, 1, stream);
  }

  /** The map in which tables 1 to so many were made, one in each epoch from the second on. */
  private ClusterMap withTables(int count) {
    List<Table> tables = new ArrayList<>();
    for (int id = 1; id <= count; id++) {
      tables.add(
          new Table(
              id,
              new TableName("default", "t" + id),
              new Epoch(id + 1L),
              List.of(
                  Column.partition(0, "k", ScalarType.VARCHAR),
                  Column.regular(1, "v", ScalarType.VARBINARY)),
              TableOptions.DEFAULT));
    }
    return new ClusterMap(
        first.clusterId(),
        new Epoch(count == 0 ? 2 : count + 1L),
        ChangeId.NONE,
        first.vnodeBits(),
        first.nodes(),
        first.voters(),
        first.placements(),
        Schema.of(first.schema().keyspacesInOrder(), tables, 10));
  }
}
