// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.node.simulated.SimulatedLoop;
import io.ringtail.node.simulated.World;
import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.map.InitialMap;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.protocol.ring.Epoch;
import io.ringtail.protocol.ring.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
  private final World world = new World(1);
  private final ClusterMap map =
      InitialMap.of(List.of(new Endpoint("127.0.0.1", 1), new Endpoint("127.0.0.1", 2)), 4);
  private final NodeId self = map.nodes().get(0).id();
  private final NodeId other = map.nodes().get(1).id();
  private final Map<NodeId, @Nullable Response> replies = new HashMap<>();
  private final List<Boolean> told = new ArrayList<>();
  private final List<Epoch> epochs = new ArrayList<>();
  private final Heartbeat heartbeat =
      new Heartbeat(
          self,
          () -> map,
          (peer, request, timeoutMillis, answer) ->
              world.after(1_000_000, () -> answer.accept(replies.get(peer.id()))),
          new SimulatedLoop(world, 1_000),
          epochs::add);

  @Test
  void nodeIsUpFromItsFirstAnswerAndDownAfterFourMissed() {
    heartbeat.listen((node, up) -> told.add(up));
    heartbeat.start();
    world.pass(600);
    assertThat(heartbeat.isUp(self)).isTrue();
    assertThat(heartbeat.isUp(other)).isFalse();
    assertThat(told).isEmpty();
    replies.put(other, new Response.Pong(new Epoch(7)));
    world.pass(500);
    assertThat(heartbeat.isUp(other)).isTrue();
    assertThat(epochs).contains(new Epoch(7));
    replies.remove(other);
    world.pass(3 * Heartbeat.PERIOD_MILLIS);
    assertThat(heartbeat.isUp(other)).isTrue();
    world.pass(Heartbeat.PERIOD_MILLIS + 10);
    assertThat(heartbeat.isUp(other)).isFalse();
    assertThat(told).containsExactly(true, false);
  }

  @Test
  void nodeThatRefusesIsNotUp() {
    replies.put(other, new Response.Refused(Reason.NOT_A_MEMBER, "empty folder", 0, Epoch.FIRST));
    heartbeat.start();
    world.pass(5_000);
    assertThat(heartbeat.isUp(other)).isFalse();
  }

  @Test
  void stoppedHeartbeatAsksNobody() {
    replies.put(other, new Response.Pong(Epoch.FIRST));
    heartbeat.start();
    heartbeat.stop();
    world.pass(100);
    int before = epochs.size();
    world.pass(10_000);
    assertThat(epochs).hasSize(before);
  }
}
