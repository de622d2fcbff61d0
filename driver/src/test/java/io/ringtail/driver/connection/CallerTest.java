// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.driver.scripted.ScriptedCluster;
import io.ringtail.driver.scripted.SimulatedLoop;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.ClusterId;
import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.protocol.time.HybridClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CallerTest {
  private final SimulatedLoop loop = new SimulatedLoop();
  private final SplittableRandom random = new SplittableRandom(1);
  private final ScriptedCluster cluster = new ScriptedCluster(loop, random, 2, 1);
  private final Endpoint first = cluster.endpoints().get(0);
  private final List<String> heard = new ArrayList<>();
  private final Caller caller = caller(Handshake.WITH_ANYBODY);

  private Caller caller(Handshake handshake) {
    Turn turn = new Turn(loop, loop, new HybridClock(loop, 500));
    return new Caller(
        new Surroundings(
            cluster,
            loop,
            turn,
            loop,
            random,
            new Identity("test", "1", null),
            random.nextLong(),
            () -> 0L),
        handshake);
  }

  private void ping(Caller with, Endpoint endpoint) {
    with.call(
        endpoint,
        new Request.Ping(),
        1_000_000,
        new Caller.Callback() {
          @Override
          public void answered(Response response) {
            heard.add(response.getClass().getSimpleName());
          }

          @Override
          public void failed(String why, boolean maybeDone) {
            heard.add(maybeDone + " " + why);
          }
        });
  }

  @Test
  void callsOverOneLastingConnection() {
    ping(caller, first);
    ping(caller, first);
    loop.runFor(100);
    ping(caller, first);
    loop.runFor(100);
    assertThat(heard).containsExactly("Pong", "Pong", "Pong");
    assertThat(cluster.connections()).isOne();
    assertThat(caller.isConnected(first)).isTrue();
    caller.retain(Set.of());
    loop.runFor(100);
    assertThat(cluster.connections()).isZero();
  }

  @Test
  void failsSoonWhereNobodyListensAndFindsWhoComesBack() {
    cluster.stop(0);
    ping(caller, first);
    loop.runFor(50);
    assertThat(heard).hasSize(1);
    assertThat(heard.get(0)).startsWith("false node0:7400 cannot be reached: refused");
    loop.runFor(10_000);
    cluster.restart(0);
    ping(caller, first);
    loop.runFor(50);
    assertThat(heard).hasSize(2).last().isEqualTo("Pong");
  }

  @Test
  void aLostConnectionLeavesTheCallInDoubt() {
    cluster.script((node, request) ->
        request instanceof Request.Ping
            ? new ScriptedCluster.Fate.Break(true)
            : ScriptedCluster.ANSWER);
    ping(caller, first);
    loop.runFor(50);
    assertThat(heard).hasSize(1);
    assertThat(heard.get(0)).startsWith("true the connection to node0:7400 ended");
  }

  @Test
  void whoseCallEndsWithTheCallerMayCallAgain() {
    cluster.script((node, request) ->
        request instanceof Request.Ping ? ScriptedCluster.DROP : ScriptedCluster.ANSWER);
    Endpoint second = cluster.endpoints().get(1);
    for (Endpoint endpoint : List.of(first, second)) {
      caller.call(
          endpoint,
          new Request.Ping(),
          1_000_000,
          new Caller.Callback() {
            @Override
            public void answered(Response response) {
              heard.add(response.getClass().getSimpleName());
            }

            @Override
            public void failed(String why, boolean maybeDone) {
              heard.add("ended");
              ping(caller, endpoint);
            }
          });
    }
    loop.runFor(100);
    caller.close();
    loop.runFor(100);
    assertThat(heard).hasSize(4).startsWith("ended", "ended");
    assertThat(heard.subList(2, 4)).allMatch(why -> why.startsWith("false node"));
    assertThat(cluster.connections()).isZero();
  }

  @Test
  void aLateAnswerIsNotTakenForAnother() {
    cluster.script((node, request) ->
        request instanceof Request.Ping ? ScriptedCluster.HOLD : ScriptedCluster.ANSWER);
    ping(caller, first);
    loop.runFor(1_100);
    assertThat(heard).containsExactly("true no answer from node0:7400 in time");
    cluster.script((node, request) -> ScriptedCluster.ANSWER);
    ping(caller, first);
    cluster.release();
    loop.runFor(50);
    assertThat(heard).hasSize(2).last().isEqualTo("Pong");
  }

  @Test
  void anotherClusterIsNotTakenForThisOne() {
    Caller strict = caller(new Handshake(new ClusterId(new UUID(1, 2)), null));
    ping(strict, first);
    loop.runFor(100);
    assertThat(heard).hasSize(1);
    assertThat(heard.get(0)).contains("the node belongs to cluster");
  }

  @Test
  void aNodeThatShutsUpIsGivenUp() {
    ping(caller, first);
    loop.runFor(100);
    cluster.freeze(0, true);
    loop.runFor(3_000);
    assertThat(caller.isConnected(first)).isFalse();
    cluster.freeze(0, false);
    loop.runFor(10_000);
    assertThat(caller.isConnected(first)).isTrue();
  }
}
