// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random traffic under all faults at once. The model is TCP's promise: what arrives is how what was
 * sent begins, and all of it when the network is well again and the connection has not ended.
 */
class RandomTrafficTest {
  private static final int STEPS = 300;
  private static final int CHECK_EVERY = 10;

  /** What a run came to. */
  private record Outcome(long hash, long deliveries, int survivors, int broken) {}

  /** One run. */
  private static final class Traffic {
    final World world;
    final SplittableRandom random;
    final List<Peer> clients = new ArrayList<>();

    Traffic(long seed) {
      world = new World(seed);
      random = new SplittableRandom(~seed);
      world.listen(peer -> {});
    }

    Outcome run() {
      for (int step = 0; step < STEPS; step++) {
        step();
        world.run(random.nextInt(60));
        if (step % CHECK_EVERY == 0) {
          check();
        }
      }
      world.network.heal();
      world.server.up();
      world.run(30_000);
      for (Peer peer : all()) {
        peer.send(new byte[] {1});
      }
      world.run(30_000);
      check();
      return end();
    }

    private void step() {
      int what = random.nextInt(100);
      List<Peer> all = all();
      if (all.isEmpty() || what < 8) {
        clients.add(world.connect());
      } else if (what < 70) {
        all.get(random.nextInt(all.size())).send(world.bytes(length()));
      } else if (what < 72) {
        Peer peer = all.get(random.nextInt(all.size()));
        if (peer.isOpen()) {
          peer.close();
        }
      } else if (what < 80) {
        world.network.conditions(weather());
      } else if (what < 84) {
        world.network.block(world.client, world.server);
      } else if (what < 88) {
        world.network.block(world.server, world.client);
      } else if (what < 94) {
        world.network.heal();
      } else if (what < 96) {
        world.serverLoop.pauseUntil(world.time.nanos() + 500_000_000);
      } else if (what < 97) {
        world.network.reset(world.client, world.server);
      } else if (what < 98) {
        world.killServer(random.nextBoolean());
        world.run(random.nextInt(4_000));
        world.restartServer();
      } else {
        world.run(random.nextInt(10_000));
      }
    }

    private int length() {
      return switch (random.nextInt(10)) {
        case 0 -> 0;
        case 1 -> random.nextInt(1 << 20);
        default -> random.nextInt(3_000);
      };
    }

    private Conditions weather() {
      return Conditions.FAIR
          .delay(chance(0.3), 20_000_000)
          .packets(chance(0.1), chance(0.2), chance(0.2))
          .bandwidth(random.nextInt(3) == 0 ? 1 << 20 : 0)
          .connections(chance(0.01), chance(0.2), chance(0.2));
    }

    private double chance(double most) {
      return random.nextBoolean() ? 0 : random.nextDouble() * most;
    }

    private List<Peer> all() {
      List<Peer> all = new ArrayList<>(clients);
      all.addAll(world.accepted);
      all.removeIf(peer -> !peer.opened);
      return all;
    }

    private void check() {
      for (Peer client : clients) {
        Peer server = client.opened ? other(client) : null;
        if (server != null) {
          assertPrefix(server.got.toByteArray(), client.sent.toByteArray());
          assertPrefix(client.got.toByteArray(), server.sent.toByteArray());
        }
      }
      assertThat(world.network.bytesUnderWay())
          .isBetween(0L, 2L * (256 << 10) * Math.max(1, world.network.connections()));
    }

    private @Nullable Peer other(Peer client) {
      Conversation conversation = ((SimulatedLink) client.link).conversation();
      for (Peer server : world.accepted) {
        if (((SimulatedLink) server.link).conversation() == conversation) {
          return server;
        }
      }
      return null;
    }

    private Outcome end() {
      int survivors = 0;
      int broken = 0;
      for (Peer client : clients) {
        Peer server = client.opened ? other(client) : null;
        if (client.isOpen() && server != null) {
          assertThat(server.isOpen()).isTrue();
          assertThat(server.got.toByteArray()).isEqualTo(client.sent.toByteArray());
          assertThat(client.got.toByteArray()).isEqualTo(server.sent.toByteArray());
          survivors++;
          client.close();
        } else {
          broken++;
        }
      }
      world.run(1_000);
      assertThat(world.network.connections()).isZero();
      assertThat(world.network.bytesUnderWay()).isZero();
      assertThat(world.network.buffersLive()).isZero();
      assertThat(world.client.buffersLive() + world.server.buffersLive()).isZero();
      assertThat(world.client.links() + world.server.links()).isZero();
      assertThat(world.time.pending()).isZero();
      return new Outcome(world.time.eventHash(), world.network.deliveries(), survivors, broken);
    }
  }

  private static void assertPrefix(byte[] got, byte[] sent) {
    assertThat(got.length).isLessThanOrEqualTo(sent.length);
    assertThat(Arrays.equals(got, 0, got.length, sent, 0, got.length)).isTrue();
  }

  @Test
  void whatArrivesIsHowWhatWasSentBegins() {
    long seed = Long.getLong("ringtail.seed", 20_260_101);
    System.out.println("-Dringtail.seed=" + seed);
    Set<NetworkFault> seen = EnumSet.noneOf(NetworkFault.class);
    int survivors = 0;
    int broken = 0;
    for (int run = 0; run < 12; run++) {
      Traffic traffic = new Traffic(seed + run);
      Outcome outcome = traffic.run();
      seen.addAll(traffic.world.faults.keySet());
      survivors += outcome.survivors();
      broken += outcome.broken();
    }
    assertThat(seen).containsExactlyInAnyOrder(NetworkFault.values());
    assertThat(survivors).isPositive();
    assertThat(broken).isPositive();
  }

  @Test
  void theSameSeedIsTheSameRun() {
    for (long seed = 0; seed < 2; seed++) {
      Outcome first = new Traffic(seed).run();
      assertThat(new Traffic(seed).run()).isEqualTo(first);
      assertThat(new Traffic(seed + 100).run().hash()).isNotEqualTo(first.hash());
    }
  }
}
