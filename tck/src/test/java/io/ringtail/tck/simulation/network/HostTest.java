// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.driver.transport.Transport;
import io.ringtail.node.listener.ServerTransport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostTest {
  @Test
  void theKernelOfAKilledProcessSendsWhatItTookAndEndsTheConnection() {
    World world = World.listening(1);
    Peer client = world.connected();
    Peer server = world.accepted.getFirst();
    server.send(world.bytes(100));
    world.run(0);
    while (server.sent.size() == 0) {
      world.time.step();
    }
    world.killServer(true);
    Peer refused = world.connect();
    world.run(10);
    assertThat(client.got.size()).isEqualTo(100);
    assertThat(client.closings).isOne();
    assertThat(refused.cause).hasMessageContaining("refused");
    assertThat(server.closings).as("the dead hear nothing").isZero();
    assertThat(world.network.connections()).isZero();
    world.restartServer();
    assertThat(world.connected().isOpen()).isTrue();
  }

  @Test
  void aProcessThatIsKilledBeforeItReadsResetsTheConnection() {
    World world = World.listening(2);
    Peer client = world.connected();
    world.serverLoop.pauseUntil(world.time.nanos() + 1_000_000_000);
    client.send(world.bytes(100));
    world.run(10);
    world.killServer(true);
    world.run(10);
    assertThat(client.cause).hasMessageContaining("reset");
    SimulatedNetworkTest.assertClean(world);
  }

  @Test
  void nobodyHearsOfAPowerCutUntilTheHostIsUpAndBytesComeToIt() {
    World world = World.listening(3);
    Peer client = world.connected();
    Peer silent = world.connected();
    Peer server = world.accepted.getFirst();
    world.killServer(false);
    Peer dialling = world.connect();
    client.send(world.bytes(10));
    world.run(6_000);
    assertThat(dialling.cause).hasMessageContaining("timed out");
    assertThat(client.isOpen()).isTrue();
    world.restartServer();
    world.run(500);
    assertThat(client.cause).hasMessageContaining("reset");
    assertThat(silent.isOpen()).as("it sent nothing").isTrue();
    silent.send(world.bytes(10));
    world.run(10);
    assertThat(silent.cause).hasMessageContaining("reset");
    assertThat(server.got.size()).isZero();
    assertThat(world.network.connections()).isZero();
    SimulatedNetworkTest.assertClean(world);
  }

  @Test
  void aHostThatStaysOffIsGivenUp() {
    World world = World.listening(4);
    Peer client = world.connected();
    world.killServer(false);
    client.send(world.bytes(10));
    world.run(15_100);
    assertThat(client.cause).hasMessageContaining("timed out");
    assertThat(world.network.connections()).isZero();
    SimulatedNetworkTest.assertClean(world);
  }

  @Test
  void aPowerCutLosesWhatWouldHaveToBeSentAgain() {
    World world = World.listening(5);
    Peer client = world.connected();
    Peer server = world.accepted.getFirst();
    world.network.block(world.server, world.client);
    server.send(world.bytes(10));
    world.run(1_000);
    world.killServer(false);
    world.network.heal();
    world.run(1_000);
    assertThat(client.got.size()).isZero();
    assertThat(world.network.bytesUnderWay()).isZero();
  }

  @Test
  void theTransportsOfAnEarlierLifeAreOfNoUse() {
    World world = World.listening(6);
    Transport transport = world.network.transport(world.client);
    ServerTransport serverTransport = world.network.serverTransport(world.server);
    Peer ghost = new Peer(world.time, world.clientLoop);
    transport.connect(world.endpoint(), world.clientLoop, ghost);
    world.client.kill(true);
    transport.connect(world.endpoint(), world.clientLoop, ghost);
    world.server.kill(true);
    world.run(10_000);
    assertThat(ghost.opened).isFalse();
    assertThat(ghost.closings).isZero();
    assertThatThrownBy(
            () -> serverTransport.listen(world.endpoint(), world.serverLoop, link -> ghost))
        .isInstanceOf(IOException.class);
  }

  @Test
  void aProcessCanBeKilledAtEachMessage() {
    List<String> seen = new ArrayList<>();
    for (int message = 1; message <= 6; message++) {
      World world = World.listening(7);
      Peer client = world.connected();
      Peer server = world.accepted.getFirst();
      server.onReceived = (peer, bytes) -> peer.write(new byte[1]);
      client.onReceived = (peer, bytes) -> peer.write(new byte[1]);
      world.client.killAtDelivery(
          message,
          () -> {
            world.clientLoop.kill();
            world.client.kill(true);
          });
      client.send(new byte[1]);
      world.run(20);
      seen.add(client.got.size() + "/" + server.got.size());
      assertThat(server.closings).isOne();
      SimulatedNetworkTest.assertClean(world);
    }
    // Odd messages are sent by the client, even ones come to it.
    assertThat(seen).containsExactly("0/0", "0/1", "1/1", "1/2", "2/2", "2/3");
  }

  @Test
  void aProcessThatIsSparedGoesOn() {
    World world = World.listening(8);
    Peer client = world.connected();
    List<Long> ran = new ArrayList<>();
    world.client.killAtDelivery(3, () -> ran.add(world.time.nanos()));
    Peer server = world.accepted.getFirst();
    server.onReceived = (peer, bytes) -> peer.write(new byte[1]);
    for (int sent = 0; sent < 10; sent++) {
      client.send(new byte[1]);
      world.run(1);
    }
    assertThat(ran).hasSize(1);
    assertThat(client.got.size()).isEqualTo(10);
  }
}
