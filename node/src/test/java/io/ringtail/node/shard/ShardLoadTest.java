// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.node.simulated.SimulatedLoop;
import io.ringtail.node.simulated.World;
import io.ringtail.protocol.codec.Opcode;
import io.ringtail.protocol.frame.FrameHeader;
import io.ringtail.protocol.frame.Rank;
import io.ringtail.protocol.map.InitialMap;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Endpoint;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ShardLoadTest {
  private static final int TURN_MILLIS = 50;
  private static final int MILLI_MICROS = 1_000;

  private final World world = new World(1);
  private final int[] commits = {0};

  /** A turn's end comes so long after its beginning. */
  private final Turn turn =
      new Turn(new SimulatedLoop(world, TURN_MILLIS * 1_000_000L), world, () -> commits[0]++);

  private final Admission admission = new Admission();
  private final ShardLoad load = new ShardLoad(3, serving(), turn, admission);

  private static Serving serving() {
    var map = InitialMap.of(List.of(new Endpoint("127.0.0.1", 7_001)), 4);
    return new Serving(new ServedMap(map, map.nodes().getFirst().id()));
  }

  private @Nullable Reason objection(int opcode, int rank, int leftMillis, int ageMillis) {
    FrameHeader header = new FrameHeader(opcode, rank, 1, 1, 0, leftMillis * MILLI_MICROS, 0, 1, 1);
    Response.Refused refused = load.objection(header, ageMillis * 1_000_000L);
    return refused == null ? null : refused.reason();
  }

  @Test
  void whatCameDuringTheLastTurnMayHaveWaitedForIt() {
    turn.received();
    assertThat(turn.waitedNanos()).isZero();
    world.pass(TURN_MILLIS);
    turn.received();
    assertThat(turn.waitedNanos()).isEqualTo(TURN_MILLIS * 1_000_000L);
    world.pass(TURN_MILLIS - 10);
    turn.received();
    assertThat(turn.waitedNanos()).isEqualTo((2 * TURN_MILLIS - 10) * 1_000_000L);
  }

  @Test
  void restIsNoWait() {
    turn.received();
    world.pass(TURN_MILLIS + 20);
    turn.received();
    assertThat(turn.waitedNanos()).isEqualTo((TURN_MILLIS - 20) * 1_000_000L);
    world.pass(5 * TURN_MILLIS);
    turn.received();
    assertThat(turn.waitedNanos()).isZero();
  }

  @Test
  void longTurnSendsWhatItHas() {
    turn.received();
    int[] flushes = {0};
    turn.dirty(() -> flushes[0]++);
    world.pass(11);
    assertThat(flushes[0]).isZero();
    turn.received();
    assertThat(flushes[0]).isEqualTo(1);
    assertThat(commits[0]).isEqualTo(1);
    world.pass(TURN_MILLIS);
    assertThat(commits[0]).as("at its end").isEqualTo(2);
    assertThat(flushes[0]).as("nothing was written since").isEqualTo(1);
  }

  @Test
  void whatHasWaitedForItsWholeTimeIsNotBegun() {
    turn.received();
    world.pass(TURN_MILLIS);
    turn.received();
    assertThat(objection(Opcode.READ, 9, TURN_MILLIS - 10, 0)).isEqualTo(Reason.OVERLOADED);
    assertThat(objection(Opcode.WRITE, 9, TURN_MILLIS, 0)).isEqualTo(Reason.OVERLOADED);
    assertThat(objection(Opcode.READ, 9, TURN_MILLIS + 10, 0)).isNull();
    assertThat(objection(Opcode.READ, 9, TURN_MILLIS + 10, TURN_MILLIS + 20))
        .isEqualTo(Reason.OVERLOADED);
    assertThat(objection(Opcode.READ, 9, 0, 0)).as("it says nothing").isNull();
    assertThat(objection(Opcode.COMMIT, 0, 1, 0)).as("it is decided").isNull();
    assertThat(objection(Opcode.PING, 0, 1, 0)).isNull();
  }

  @Test
  void whatIsUnderWayIsTakenInAnyOverload() {
    for (int i = 0; i < 20; i++) {
      world.pass(100);
      turn.received();
      objection(Opcode.READ, Rank.FIRST, 0, 1_000);
    }
    assertThat(load.ranksRefused()).isEqualTo(Rank.LAST - 1);
    assertThat(load.waitMicros()).isEqualTo(1_000 * MILLI_MICROS);
    assertThat(objection(Opcode.READ, 2, 2_000, 0)).isEqualTo(Reason.OVERLOADED);
    assertThat(objection(Opcode.PROPOSE, Rank.FIRST, 2_000, 0)).isNull();
    FrameHeader header = new FrameHeader(Opcode.READ, 200, 1, 1, 0, 0, 0, 1, 1);
    assertThat(load.objection(header, 0))
        .isEqualTo(
            new Response.Refused(
                Reason.OVERLOADED,
                "shard 3 has more to do than it can",
                1_000,
                serving().objection().epoch()));
  }
}
