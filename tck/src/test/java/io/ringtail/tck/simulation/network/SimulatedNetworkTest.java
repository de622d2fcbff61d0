// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.ringtail.node.listener.ServerLink;
import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.tck.simulation.time.SimulatedThread;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class SimulatedNetworkTest {
  @Test
  void bytesComeAfterTheLatencyAndInBothDirections() {
    World world = World.listening(1);
    Peer client = world.connected();
    Peer server = world.accepted.getFirst();
    server.onReceived = (peer, bytes) -> peer.write(new byte[] {7});
    long sentNanos = world.time.nanos();
    client.send(new byte[] {1, 2, 3});
    world.run(5);
    assertThat(server.got.toByteArray()).containsExactly(1, 2, 3);
    assertThat(client.got.toByteArray()).hasSizeBetween(1, 2).contains(7);
    assertThat(server.receivedNanos - sentNanos).isBetween(50_000L, 400_000L);
    assertThat(client.receivedNanos - server.receivedNanos).isBetween(50_000L, 400_000L);
  }

  @Test
  void whatIsNotFlushedIsNotSent() {
    World world = World.listening(2);
    Peer client = world.connected();
    ByteBuf bytes = client.link.allocator().buffer().writeInt(5);
    world.clientLoop.execute(() -> client.link.write(bytes));
    world.run(100);
    assertThat(world.accepted.getFirst().got.size()).isZero();
    world.clientLoop.execute(client.link::flush);
    world.run(100);
    assertThat(world.accepted.getFirst().got.size()).isEqualTo(4);
    assertThat(bytes.refCnt()).isZero();
  }

  @Test
  void nobodyListens() {
    World world = new World(3);
    Peer refused = world.connect();
    world.run(10);
    assertThat(refused.opened).isFalse();
    assertThat(refused.cause).isInstanceOf(IOException.class).hasMessageContaining("refused");
    assertThat(refused.closedNanos).isBetween(100_000L, 600_000L);
  }

  @Test
  void nobodyHasTheName() {
    World world = new World(4);
    Peer lost = new Peer(world.time, world.clientLoop);
    world
        .network
        .transport(world.client)
        .connect(new Endpoint("nobody", 1), world.clientLoop, lost);
    world.run(1);
    assertThat(lost.cause).hasMessageContaining("nobody");
  }

  @Test
  void aPortIsTakenOnceAndFreeWhenListeningEnds() throws Exception {
    World world = new World(5);
    AutoCloseable listening = world.listen(peer -> {});
    assertThatThrownBy(() -> world.listen(peer -> {})).hasRootCauseInstanceOf(IOException.class);
    Peer stays = world.connected();
    listening.close();
    Peer refused = world.connect();
    world.run(10);
    assertThat(refused.cause).hasMessageContaining("refused");
    assertThat(stays.isOpen()).isTrue();
    world.listen(peer -> {}).close();
  }

  @Test
  void bothSidesHearOfAnEndOnPurpose() {
    World world = World.listening(6);
    Peer client = world.connected();
    Peer server = world.accepted.getFirst();
    server.send(world.bytes(100_000));
    world.run(0);
    world.serverLoop.execute(() -> {
      server.write(world.bytes(50_000));
      server.link.close();
      assertThat(server.closings).as("told later").isZero();
    });
    world.run(10);
    assertThat(server.closings).isOne();
    assertThat(server.cause).isNull();
    assertThat(client.closings).isOne();
    assertThat(client.cause).isNull();
    assertThat(client.got.toByteArray()).isEqualTo(server.sent.toByteArray());
    assertThat(world.network.connections()).isZero();
    assertClean(world);
  }

  @Test
  void whatComesToAClosedEndIsAnsweredByAReset() {
    World world = World.listening(7);
    Peer client = world.connected();
    Peer server = world.accepted.getFirst();
    // The end is under way while the client writes.
    world.network.conditions(
        world.server, world.client, Conditions.FAIR.latency(5_000_000, 5_000_000));
    server.close();
    client.send(world.bytes(10));
    world.run(20);
    assertThat(client.closings).isOne();
    assertThat(server.got.size()).isZero();
    assertClean(world);
  }

  @Test
  void aWriteAfterTheEndIsReleased() {
    World world = World.listening(8);
    Peer client = world.connected();
    client.close();
    world.run(10);
    ByteBuf bytes = client.link.allocator().buffer().writeInt(5);
    world.clientLoop.execute(() -> {
      client.link.write(bytes);
      client.link.flush();
      client.link.close();
    });
    world.run(10);
    assertThat(bytes.refCnt()).isZero();
    assertThat(client.closings).isOne();
    assertClean(world);
  }

  @Test
  void aLinkMovesWithWhatIsToCome() {
    World world = new World(9);
    SimulatedThread shard = world.thread("shard");
    StringBuilder order = new StringBuilder();
    world.listen(peer ->
        peer.onReceived =
            (moved, bytes) -> {
              if (moved.loop == shard) {
                order.append("received ");
                return;
              }
              ((ServerLink) moved.link)
                  .moveTo(
                      shard,
                      () -> {
                        assertThat(shard.isCurrent()).isTrue();
                        order.append("moved ");
                      });
              moved.loop = shard;
            });
    Peer client = world.connect();
    world.run(2);
    client.send(world.bytes(1));
    client.send(world.bytes(70_000));
    client.send(world.bytes(10));
    world.run(20);
    Peer server = world.accepted.getFirst();
    assertThat(server.got.toByteArray()).isEqualTo(client.sent.toByteArray());
    assertThat(order.toString()).startsWith("moved received ").doesNotMatch(".+moved.*");
    server.send(world.bytes(3));
    client.close();
    world.run(20);
    assertThat(server.closings).isOne();
    assertClean(world);
  }

  @Test
  void aLinkMovesToTheLoopThatItIsOn() {
    World world = new World(10);
    world.listen(peer ->
        peer.onReceived =
            (moved, bytes) -> {
              if (moved.receipts == 1) {
                ((ServerLink) moved.link).moveTo(moved.loop, () -> moved.write(new byte[1]));
              }
            });
    Peer client = world.connected();
    client.send(world.bytes(1));
    client.send(world.bytes(1));
    world.run(10);
    assertThat(world.accepted.getFirst().got.size()).isEqualTo(2);
    assertThat(client.got.size()).isOne();
  }

  @Test
  void aLinkIsUsedOnItsLoopOnly() {
    World world = World.listening(11);
    Peer client = world.connected();
    world.serverLoop.execute(client.link::flush);
    assertThatThrownBy(() -> world.run(10)).hasRootCauseInstanceOf(IllegalStateException.class);
  }

  static void assertClean(World world) {
    assertThat(world.network.bytesUnderWay()).isZero();
    assertThat(world.network.buffersLive()).isZero();
    assertThat(world.client.buffersLive()).isZero();
    assertThat(world.server.buffersLive()).isZero();
  }
}
