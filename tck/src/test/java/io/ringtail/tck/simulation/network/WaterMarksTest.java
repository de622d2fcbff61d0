// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WaterMarksTest {
  private static final int PIECE_BYTES = 64 << 10;
  private static final int REQUESTS = 100;

  @Test
  void aClientIsWritableUntilTooMuchWaitsForASlowServer() {
    World world = World.listening(1);
    Peer client = world.connected();
    Peer server = world.accepted.getFirst();
    world.serverLoop.pauseUntil(world.time.nanos() + 1_000_000_000);
    int pieces = 0;
    while (client.link.isWritable()) {
      client.send(world.bytes(PIECE_BYTES));
      world.run(1);
      pieces++;
    }
    assertThat(pieces * PIECE_BYTES).isBetween(16 << 20, (16 << 20) + 512 * 1_024);
    assertThat(world.network.bytesUnderWay()).isEqualTo(256 << 10);
    server.onReceived =
        (peer, bytes) -> {
          if (client.link.isWritable()) {
            assertThat(client.sent.size() - peer.got.size()).isLessThan((8 << 20) + 512 * 1_024);
          } else {
            assertThat(client.sent.size() - peer.got.size()).isGreaterThan(8 << 20);
          }
        };
    world.run(2_000);
    assertThat(client.link.isWritable()).isTrue();
    assertThat(server.got.toByteArray()).isEqualTo(client.sent.toByteArray());
    client.close();
    world.run(10);
    SimulatedNetworkTest.assertClean(world);
  }

  @Test
  void aServerReadsNothingWhileItsAnswersAreNotRead() {
    World world = World.listening(2);
    Peer client = world.connected();
    Peer server = world.accepted.getFirst();
    server.onReceived =
        (peer, bytes) -> {
          for (int read = 0; read < bytes.readableBytes(); read++) {
            peer.write(new byte[PIECE_BYTES]);
          }
        };
    // A client that sends much in one turn, and then reads nothing for a second.
    for (int sent = 0; sent < REQUESTS; sent++) {
      client.send(new byte[1]);
    }
    world.clientLoop.execute(() -> world.clientLoop.busy(1_000_000_000));
    world.run(500);
    // Above the mark by what one read of joined requests asks for, at most.
    assertThat(server.sent.size()).isBetween(1 << 20, (1 << 20) + (256 << 10) + 8 * PIECE_BYTES);
    assertThat(server.got.size()).isLessThan(REQUESTS);
    assertThat(server.link.isWritable()).isFalse();
    world.run(2_000);
    assertThat(server.got.size()).isEqualTo(REQUESTS);
    assertThat(server.link.isWritable()).isTrue();
    assertThat(client.got.size()).isEqualTo(REQUESTS * PIECE_BYTES);
  }
}
