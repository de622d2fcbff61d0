// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NetworkFaultTest {
  private static final long MILLI = 1_000_000;

  @Test
  void aDelayedSegmentComesLate() {
    World world = World.listening(1);
    Peer client = world.connected();
    world.network.conditions(
        world.client, world.server, Conditions.FAIR.delay(1, 0).latency(30 * MILLI, 31 * MILLI));
    assertThat(millisOfAMessage(world, client)).isBetween(30.0, 63.0);
    assertThat(world.faults(NetworkFault.DELAY)).isPositive();
  }

  @Test
  void aLostSegmentComesWhenItIsSentAgainAndHoldsUpTheNext() {
    World world = World.listening(2);
    Peer client = world.connected();
    world.network.conditions(world.client, world.server, Conditions.FAIR.packets(0.3, 0, 0));
    double slowest = 0;
    for (int round = 0; round < 50; round++) {
      double took = millisOfAMessage(world, client);
      assertThat(took % 200).as("multiples of 200 ms, and a latency").isLessThan(2);
      slowest = Math.max(slowest, took);
    }
    assertThat(slowest).isGreaterThan(590);
    assertThat(world.faults(NetworkFault.LOSS)).isBetween(5, 40);
    assertThat(world.accepted.getFirst().got.toByteArray()).isEqualTo(client.sent.toByteArray());
  }

  @Test
  void whatIsLostAgainAndAgainBreaksTheConnectionForItsSender() {
    World world = World.listening(3);
    Peer client = world.connected();
    Peer server = world.accepted.getFirst();
    world.network.conditions(world.client, world.server, Conditions.FAIR.packets(1, 0, 0));
    long begin = world.time.nanos();
    client.send(world.bytes(100));
    world.run(14_900);
    assertThat(client.isOpen()).isTrue();
    world.run(200);
    assertThat(client.cause).hasMessageContaining("timed out");
    assertThat((client.closedNanos - begin) / MILLI).isBetween(15_000L, 15_001L);
    assertThat(server.isOpen()).as("nobody told the server").isTrue();
    world.network.heal();
    server.send(world.bytes(100));
    world.run(10);
    assertThat(server.cause).hasMessageContaining("reset");
    assertThat(world.network.connections()).isZero();
    SimulatedNetworkTest.assertClean(world);
  }

  @Test
  void duplicatesCostNothingAndAnotherOrderLittle() {
    World world = World.listening(4);
    Peer client = world.connected();
    world.network.conditions(Conditions.FAIR.packets(0, 1, 0));
    assertThat(millisOfAMessage(world, client)).isLessThan(0.6);
    assertThat(world.faults(NetworkFault.DUPLICATION)).isPositive();
    world.network.conditions(Conditions.FAIR.packets(0, 0, 1));
    for (int round = 0; round < 20; round++) {
      assertThat(millisOfAMessage(world, client)).isBetween(0.05, 3.0);
    }
    assertThat(world.faults(NetworkFault.REORDERING)).isGreaterThanOrEqualTo(20);
    assertThat(world.accepted.getFirst().got.toByteArray()).isEqualTo(client.sent.toByteArray());
  }

  @Test
  void aSlowLinkTakesTheTimeOfItsBytes() {
    World world = World.listening(5);
    Peer client = world.connected();
    world.network.conditions(world.client, world.server, Conditions.FAIR.bandwidth(1 << 20));
    long begin = world.time.nanos();
    client.send(world.bytes(2 << 20));
    world.run(3_000);
    Peer server = world.accepted.getFirst();
    assertThat(server.got.toByteArray()).isEqualTo(client.sent.toByteArray());
    assertThat((server.receivedNanos - begin) / MILLI).isBetween(2_000L, 2_100L);
    assertThat(world.faults(NetworkFault.SLOW_LINK)).isPositive();
  }

  @Test
  void aResetEndsBothSidesBeforeOrAfterTheRequestOrItsAnswer() {
    int lost = 0;
    int answerLost = 0;
    int answered = 0;
    for (int seed = 0; seed < 200; seed++) {
      World world = World.listening(seed);
      Peer client = world.connected();
      Peer server = world.accepted.getFirst();
      server.onReceived = (peer, bytes) -> peer.write(new byte[1]);
      world.network.conditions(world.client, world.server, Conditions.FAIR.connections(1, 0, 0));
      client.send(new byte[1]);
      world.run(10);
      assertThat(client.cause).isInstanceOf(IOException.class);
      assertThat(server.cause).isInstanceOf(IOException.class);
      assertThat(world.faults(NetworkFault.RESET)).isOne();
      lost += server.got.size() == 0 ? 1 : 0;
      answerLost += server.got.size() == 1 && client.got.size() == 0 ? 1 : 0;
      answered += client.got.size();
      SimulatedNetworkTest.assertClean(world);
    }
    assertThat(lost).isGreaterThan(10);
    assertThat(answerLost).isGreaterThan(10);
    assertThat(answered).isGreaterThan(10);
  }

  @Test
  void allConnectionsOfAPairAreReset() {
    World world = World.listening(6);
    Peer first = world.connected();
    Peer second = world.connected();
    world.network.reset(world.server, world.client);
    world.run(1);
    assertThat(List.of(first.closings, second.closings)).containsExactly(1, 1);
    assertThat(world.faults(NetworkFault.RESET)).isEqualTo(2);
    assertThat(world.network.connections()).isZero();
  }

  @Test
  void aConnectIsSwallowedOrRefused() {
    World world = World.listening(7);
    world.network.conditions(Conditions.FAIR.connections(0, 1, 0));
    Peer swallowed = world.connect();
    world.run(4_999);
    assertThat(swallowed.closings).isZero();
    world.run(2);
    assertThat(swallowed.cause).hasMessageContaining("timed out");
    world.network.conditions(Conditions.FAIR.connections(0, 0, 1));
    Peer refused = world.connect();
    world.run(2);
    assertThat(refused.cause).hasMessageContaining("refused");
    assertThat(world.faults(NetworkFault.BLOCKED_CONNECT)).isOne();
    assertThat(world.faults(NetworkFault.REFUSED_CONNECT)).isOne();
  }

  @Test
  void whatIsBlockedWaitsAndComesSoonAfterHealing() {
    World world = World.listening(8);
    Peer client = world.connected();
    Peer server = world.accepted.getFirst();
    world.network.block(world.client, world.server);
    client.send(world.bytes(10));
    world.run(3_000);
    client.send(world.bytes(100_000));
    server.send(world.bytes(10));
    world.run(3_000);
    assertThat(server.got.size()).isZero();
    assertThat(client.got.size()).as("the other direction").isEqualTo(10);
    assertThat(world.faults(NetworkFault.PARTITION)).isPositive();
    world.network.unblock(world.client, world.server);
    world.run(401);
    assertThat(server.got.toByteArray()).isEqualTo(client.sent.toByteArray());
    assertThat(client.isOpen() && server.isOpen()).isTrue();
  }

  @Test
  void whatIsBlockedForTooLongEndsBothSenders() {
    World world = World.listening(9);
    Peer client = world.connected();
    Peer server = world.accepted.getFirst();
    Peer idle = world.connected();
    world.network.block(world.client, world.server);
    world.network.block(world.server, world.client);
    client.send(world.bytes(10));
    server.send(world.bytes(10));
    world.run(15_100);
    assertThat(client.cause).hasMessageContaining("timed out");
    assertThat(server.cause).hasMessageContaining("timed out");
    assertThat(idle.isOpen()).isTrue();
    assertThat(world.network.connections()).isOne();
    SimulatedNetworkTest.assertClean(world);
  }

  @Test
  void nobodyConnectsThroughAPartition() {
    World world = World.listening(10);
    world.network.block(world.server, world.client);
    Peer late = world.connect();
    world.run(5_001);
    assertThat(late.cause).hasMessageContaining("timed out");
    assertThat(late.closedNanos).isBetween(5_000 * MILLI, 5_001 * MILLI);
    Peer second = world.connect();
    world.run(1_500);
    world.network.unblock(world.server, world.client);
    world.run(2_000);
    assertThat(second.isOpen()).as("asked again after 3 s").isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void partitionsTearAndHeal(Partition.Shape shape) {
    for (int seed = 0; seed < 50; seed++) {
      World world = new World(seed);
      List<Host> hosts =
          List.of(
              world.network.host("a"),
              world.network.host("b"),
              world.network.host("c"),
              world.network.host("d"),
              world.network.host("e"));
      Partition partition = Partition.tear(world.network, shape, hosts, new SplittableRandom(seed));
      checkShape(world.network, shape, hosts);
      assertThat(partition.toString()).startsWith(shape.name()).contains("-/>");
      assertThat(changesIn(world, hosts, 10_000) > 2).isEqualTo(shape == Partition.Shape.FLAPPING);
      partition.heal();
      partition.heal();
      assertThat(blocked(world.network, hosts)).isZero();
      assertThat(changesIn(world, hosts, 10_000)).isZero();
      assertThat(world.time.pending()).isZero();
    }
  }

  @Test
  void aPartitionThatWasHealedWithAllElseDoesNotHealALaterOne() {
    World world = new World(11);
    List<Host> hosts = List.of(world.client, world.server);
    Partition first =
        Partition.tear(world.network, Partition.Shape.HALVES, hosts, new SplittableRandom(1));
    world.network.heal();
    Partition.tear(world.network, Partition.Shape.HALVES, hosts, new SplittableRandom(1));
    first.heal();
    assertThat(blocked(world.network, hosts)).isEqualTo(2);
  }

  private static void checkShape(
      SimulatedNetwork network, Partition.Shape shape, List<Host> hosts) {
    int blocked = blocked(network, hosts);
    switch (shape) {
      case HALVES, FLAPPING -> assertThat(blocked).isIn(8, 12);
      case ONE_WAY -> {
        assertThat(blocked).isIn(4, 6);
        for (Host one : hosts) {
          for (Host other : hosts) {
            assertThat(network.isBlocked(one, other) && network.isBlocked(other, one)).isFalse();
          }
        }
      }
      case ISOLATED -> assertThat(blocked).isEqualTo(8);
      case BRIDGE -> {
        assertThat(blocked).isIn(6, 8);
        assertThat(hosts)
            .anyMatch(bridge -> hosts.stream().noneMatch(it -> network.isBlocked(bridge, it)));
      }
    }
  }

  private static int blocked(SimulatedNetwork network, List<Host> hosts) {
    int blocked = 0;
    for (Host one : hosts) {
      for (Host other : hosts) {
        blocked += network.isBlocked(one, other) ? 1 : 0;
      }
    }
    return blocked;
  }

  private static int changesIn(World world, List<Host> hosts, int millis) {
    int changes = 0;
    int before = blocked(world.network, hosts);
    for (int run = 0; run < millis / 50; run++) {
      world.run(50);
      int now = blocked(world.network, hosts);
      changes += now == before ? 0 : 1;
      before = now;
    }
    return changes;
  }

  private static double millisOfAMessage(World world, Peer client) {
    long begin = world.time.nanos();
    Peer server = world.accepted.getFirst();
    int before = server.got.size();
    client.send(world.bytes(1));
    while (server.got.size() == before) {
      world.time.step();
    }
    return (server.receivedNanos - begin) / 1e6;
  }
}
