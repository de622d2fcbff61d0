// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.listener;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.node.embedded.EmbeddedCluster;
import io.ringtail.node.embedded.RawClient;
import io.ringtail.protocol.codec.Opcode;
import io.ringtail.protocol.frame.FrameFormat;
import io.ringtail.protocol.message.Event;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.protocol.ring.Epoch;
import io.ringtail.protocol.ring.Token;
import io.ringtail.protocol.ring.Vnode;
import io.ringtail.protocol.row.Mutation;
import io.ringtail.protocol.schema.ColumnKind;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.protocol.schema.SchemaChange.ColumnDefinition;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.schema.TableOptions;
import io.ringtail.protocol.time.Timestamp;
import io.ringtail.protocol.type.ScalarType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ListenerIT {
  private static final int SHARDS = 2;
  private static final int TABLE = 1;
  private static EmbeddedCluster cluster;
  private static Endpoint node;

  @BeforeAll
  static void start() throws Exception {
    cluster =
        EmbeddedCluster.builder("listener")
            .nodes(1)
            .shards(SHARDS)
            .set("node.handshake_timeout_millis", "300")
            .set("node.connections_max", "20")
            .set("node.value_bytes_max", "1000")
            .start();
    node = cluster.contactPoints().getFirst();
    try (RawSocket socket = connect(0)) {
      socket.send(RawSocket.frame(1, 1, create("t")));
      assertThat(socket.message()).isInstanceOf(Response.SchemaDone.class);
    }
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void welcomeTellsWhatTheClientHasToKnow() throws IOException {
    try (RawSocket socket = new RawSocket(node)) {
      socket.send(RawSocket.frame(9, 0, RawSocket.hello(SHARDS + 1)));
      RawSocket.Frame frame = socket.receive();
      assertThat(frame).isNotNull();
      assertThat(frame.header().streamId()).isEqualTo(9);
      Response.Welcome welcome = (Response.Welcome) frame.message();
      assertThat(welcome.shards()).isEqualTo(SHARDS);
      assertThat(welcome.shard()).isEqualTo(1);
      assertThat(welcome.frameBytesMax()).isEqualTo(FrameFormat.FRAME_BYTES_MAX);
      assertThat(welcome.nodeId()).isEqualTo(cluster.node(0).id());
    }
  }

  @Test
  void whatComesBehindTheHelloIsKeptAcrossTheMove() throws IOException {
    for (int round = 0; round < 50; round++) {
      try (RawSocket socket = new RawSocket(node)) {
        byte[] hello = RawSocket.frame(1, 0, RawSocket.hello(round));
        byte[] pings = hello;
        for (int i = 2; i < 20; i++) {
          pings = concat(pings, RawSocket.frame(i, 1, new Request.Ping()));
        }
        int cut = 1 + round * (pings.length - 2) / 50;
        socket.send(Arrays.copyOfRange(pings, 0, cut));
        socket.send(Arrays.copyOfRange(pings, cut, pings.length));
        assertThat(socket.message()).isInstanceOf(Response.Welcome.class);
        List<Integer> streams = new ArrayList<>();
        for (int i = 2; i < 20; i++) {
          RawSocket.Frame frame = socket.receive();
          assertThat(frame).isNotNull();
          assertThat(frame.message()).isInstanceOf(Response.Pong.class);
          streams.add(frame.header().streamId());
        }
        assertThat(streams).doesNotHaveDuplicates();
      }
    }
  }

  @Test
  void nothingButAHelloIsTakenFirst() throws IOException {
    assertClosedAfter(RawSocket.frame(1, 1, new Request.Ping()));
    assertClosedAfter(RawSocket.frame(1, 1, create("sneaked")));
    assertClosedAfter("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(UTF_8));
    assertClosedAfter(new byte[] {0x7F, -1, -1, -1});
    assertThat(cluster.node(0).map().schema().table(new TableName("default", "sneaked"))).isEmpty();
  }

  @Test
  void helloLongerThanItMayBeIsCutOff() throws IOException {
    assertClosedAfter(
        RawSocket.frame(
            1,
            0,
            new Request.Hello(
                1, 1, 0, Set.of(), "x".repeat(FrameFormat.HANDSHAKE_BYTES_MAX), "1", null)));
  }

  @Test
  void silentConnectionIsCutOff() throws IOException {
    try (RawSocket socket = new RawSocket(node)) {
      socket.send(new byte[] {0, 0});
      assertThat(socket.receive()).isNull();
    }
  }

  @Test
  void otherVersionsAndAuthenticationAreRefusedWithTheReason() throws IOException {
    try (RawSocket socket = new RawSocket(node)) {
      socket.send(RawSocket.frame(1, 0, new Request.Hello(7, 9, 0, Set.of(), "future", "1", null)));
      assertRefused(socket, Reason.UNSUPPORTED, "versions 7 to 9");
      assertThat(socket.receive()).isNull();
    }
    try (RawSocket socket = new RawSocket(node)) {
      socket.send(RawSocket.frame(1, Opcode.AUTH, new byte[10]));
      assertRefused(socket, Reason.UNSUPPORTED, "no authentication yet");
      assertThat(socket.receive()).isNull();
    }
  }

  @Test
  void malformedFrameEndsItsConnectionAndNoOther() throws IOException {
    byte[] ping = RawSocket.frame(3, 1, new Request.Ping());
    try (RawSocket bystander = connect(0)) {
      for (int offset = 0; offset < ping.length; offset += 3) {
        byte[] bad = ping.clone();
        bad[offset] ^= 0x40;
        if (offset < 4) {
          bad[0] = 0x7F;
        }
        try (RawSocket socket = connect(offset)) {
          socket.send(bad);
          assertThat(socket.receive()).as("bad byte at %d", offset).isNull();
        }
      }
      for (byte[] bad :
          List.of(
              RawSocket.frame(3, Opcode.READ, new byte[] {1, 2, 3}),
              RawSocket.frame(0, 1, new Request.Ping()),
              RawSocket.frame(3, 1, RawSocket.hello(0)),
              RawSocket.frame(3, 1, new Response.WriteDone()),
              RawSocket.frame(3, 1, new Event.MapChanged(cluster.node(0).map())))) {
        try (RawSocket socket = connect(0)) {
          socket.send(bad);
          assertThat(socket.receive()).isNull();
        }
      }
      bystander.send(ping);
      assertThat(bystander.message()).isInstanceOf(Response.Pong.class);
    }
  }

  @Test
  void unknownOpcodeIsRefusedAndTheConnectionGoesOn() throws IOException {
    try (RawSocket socket = connect(0)) {
      socket.send(RawSocket.frame(5, 0x3E, new byte[20]));
      assertRefused(socket, Reason.UNSUPPORTED, "opcode 62");
      socket.send(RawSocket.frame(6, 1, new Request.Ping()));
      assertThat(socket.message()).isInstanceOf(Response.Pong.class);
    }
  }

  @Test
  void cancellingWhatIsAnsweredOrWasNeverAskedIsNotAnswered() throws IOException {
    try (RawSocket socket = connect(0)) {
      byte[] key = keyOfShard(0);
      socket.send(RawSocket.frame(6, 2, new Request.Cancel()));
      socket.send(RawSocket.frame(6, 2, RawClient.read(TABLE, key)));
      assertThat(socket.message()).isInstanceOf(Response.ReadDone.class);
      socket.send(RawSocket.frame(6, 2, new Request.Cancel()));
      socket.send(RawSocket.frame(7, 2, new Request.Ping()));
      assertThat(socket.message()).isInstanceOf(Response.Pong.class);
    }
  }

  @Test
  void requestForAnotherShardIsHandedOver() throws IOException {
    byte[] key = keyOfShard(1);
    for (int shard = 0; shard < SHARDS; shard++) {
      try (RawSocket socket = connect(shard)) {
        byte[] value = ("from " + shard).getBytes(UTF_8);
        socket.send(RawSocket.frame(1, 2, write(key, value)));
        assertThat(socket.message()).isInstanceOf(Response.WriteDone.class);
        socket.send(RawSocket.frame(2, 2, RawClient.read(TABLE, key)));
        assertThat(RawClient.value((Response) socket.message())).isEqualTo(value);
      }
    }
  }

  @Test
  void allMutationsAreCheckedBeforeAnyIsApplied() throws IOException {
    byte[] key = keyOfShard(0);
    Mutation good = write(key, new byte[10]).mutations().getFirst();
    long now = Timestamp.ofMillis(System.currentTimeMillis());
    Mutation large = RawClient.mutation(now, TABLE, key, 1, new byte[1_001]);
    Mutation noColumn = RawClient.mutation(now, TABLE, key, 7, new byte[1]);
    Mutation keyColumn = RawClient.mutation(now, TABLE, key, 0, new byte[1]);
    Mutation noTable = RawClient.mutation(now, 99, key, 1, new byte[1]);
    Mutation ahead =
        RawClient.mutation(
            Timestamp.ofMillis(System.currentTimeMillis() + 60_000), TABLE, key, 1, new byte[1]);
    Mutation otherShard = RawClient.mutation(now, TABLE, keyOfShard(1), 1, new byte[1]);
    Mutation garbage = new Mutation(TABLE, key, new byte[] {77, 1, 2});
    Mutation noKey = RawClient.mutation(now, TABLE, new byte[0], 1, new byte[1]);
    try (RawSocket socket = connect(0)) {
      refuses(socket, good, large, Reason.INVALID, "value of 1001 bytes");
      refuses(socket, good, noColumn, Reason.INVALID, "no column to write with id 7");
      refuses(socket, good, keyColumn, Reason.INVALID, "no column to write with id 0");
      refuses(socket, good, noTable, Reason.UNKNOWN_TABLE, "no table with id 99");
      refuses(socket, good, ahead, Reason.CLOCK_SKEW, "ahead of this node's clock");
      refuses(socket, good, otherShard, Reason.INVALID, "several shards");
      refuses(socket, good, garbage, Reason.INVALID, "not canonical");
      refuses(socket, good, noKey, Reason.INVALID, "key of 0 bytes");
      socket.send(RawSocket.frame(8, 2, RawClient.read(TABLE, key)));
      Response.ReadDone read = (Response.ReadDone) socket.message();
      assertThat(read.partitions().getFirst().content()).isEqualTo(new byte[] {0});
    }
  }

  @Test
  void requestOfAnOlderEpochThanItsTableIsStale() throws IOException {
    try (RawSocket socket = connect(0)) {
      socket.send(RawSocket.frame(1, 1, RawClient.read(TABLE, keyOfShard(0))));
      Response.Refused refused = (Response.Refused) socket.message();
      assertThat(refused.reason()).isEqualTo(Reason.STALE_MAP);
      assertThat(refused.epoch().number()).isGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void requestOfAnEpochThatNobodyHasEndsInTime() throws IOException {
    try (RawSocket socket = connect(0)) {
      socket.send(RawSocket.frame(1, 1_000_000, RawClient.read(TABLE, keyOfShard(0))));
      assertRefused(socket, Reason.EXPIRED, "did not reach this node in time");
    }
  }

  @Test
  void watcherIsToldOfANewMap() throws IOException {
    try (RawSocket watcher = connect(1);
        RawSocket changer = connect(0)) {
      watcher.send(RawSocket.frame(1, 1, new Request.WatchMap()));
      assertThat(watcher.message()).isInstanceOf(Response.WatchDone.class);
      changer.send(RawSocket.frame(1, 1, create("watched")));
      Response.SchemaDone done = (Response.SchemaDone) changer.message();
      RawSocket.Frame frame = watcher.receive();
      assertThat(frame).isNotNull();
      assertThat(frame.header().streamId()).isZero();
      Epoch told = ((Event.MapChanged) frame.message()).map().epoch();
      assertThat(told).isEqualTo(done.map().epoch());
    }
  }

  @Test
  void connectionsBeyondTheBoundAreTurnedAway() throws IOException {
    List<RawSocket> sockets = new ArrayList<>();
    try {
      int welcomed = 0;
      for (int i = 0; i < 30; i++) {
        RawSocket socket = new RawSocket(node);
        sockets.add(socket);
        socket.send(RawSocket.frame(1, 0, RawSocket.hello(0)));
        welcomed += socket.receive() == null ? 0 : 1;
      }
      assertThat(welcomed).isBetween(10, 20);
    } finally {
      for (RawSocket socket : sockets) {
        socket.close();
      }
      awaitRoom();
    }
  }

  /** Connections are counted until the node has seen their end: the next test is to have room. */
  private static void awaitRoom() throws IOException {
    List<RawSocket> sockets = new ArrayList<>();
    for (int i = 0; i < 15; i++) {
      sockets.add(connect(0));
    }
    for (RawSocket socket : sockets) {
      socket.close();
    }
  }

  private static RawSocket connect(int shard) throws IOException {
    for (int tries = 0; tries < 1_000; tries++) {
      RawSocket socket = new RawSocket(node);
      socket.send(RawSocket.frame(1, 0, RawSocket.hello(shard)));
      if (socket.receive() != null) {
        return socket;
      }
      // The connections of the test before are still being counted.
      socket.close();
    }
    throw new AssertionError("no connection is taken");
  }

  private static void assertClosedAfter(byte[] bytes) throws IOException {
    try (RawSocket socket = new RawSocket(node)) {
      socket.send(bytes);
      assertThat(socket.receive()).isNull();
    }
  }

  private static void assertRefused(RawSocket socket, Reason reason, String detail)
      throws IOException {
    Response.Refused refused = (Response.Refused) socket.message();
    assertThat(refused.reason()).isEqualTo(reason);
    assertThat(refused.detail()).contains(detail);
  }

  private static void refuses(
      RawSocket socket, Mutation good, Mutation bad, Reason reason, String detail)
      throws IOException {
    socket.send(RawSocket.frame(7, 2, new Request.Write(List.of(good, bad))));
    assertRefused(socket, reason, detail);
  }

  private static Request.Write write(byte[] key, byte[] value) {
    return RawClient.writeAt(Timestamp.ofMillis(System.currentTimeMillis()), TABLE, key, 1, value);
  }

  private static byte[] keyOfShard(int shard) {
    for (int i = 0; ; i++) {
      byte[] key = ("key of shard " + shard + " " + i).getBytes(UTF_8);
      if (Vnode.shard(Vnode.indexOf(Token.hash(key), Vnode.BITS_DEFAULT), SHARDS) == shard) {
        return key;
      }
    }
  }

  private static Request.ChangeSchema create(String table) {
    return new Request.ChangeSchema(
        new SchemaChange.CreateTable(
            new TableName("default", table),
            List.of(
                new ColumnDefinition("k", ScalarType.VARCHAR, ColumnKind.PARTITION, false),
                new ColumnDefinition("v", ScalarType.VARBINARY, ColumnKind.REGULAR, false)),
            TableOptions.DEFAULT,
            false));
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
