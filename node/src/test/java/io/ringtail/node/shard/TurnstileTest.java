// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.shard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.node.simulated.SimulatedLoop;
import io.ringtail.node.simulated.World;
import io.ringtail.protocol.frame.FrameHeader;
import io.ringtail.protocol.message.Response;
import org.junit.jupiter.api.Test;

class TurnstileTest {
  private static final byte[] KEY = "key".getBytes(UTF_8);
  private static final int TABLE = 3;
  private static final int SECOND_MICROS = 1_000_000;

  private final World world = new World(1);
  private final SimulatedLoop loop = new SimulatedLoop(world, 1_000);
  private final Turnstile turnstile = new Turnstile(loop, world);
  private final Answers answers = new Answers(loop);

  private void take(int stream, long writer, int timeLeftMicros) {
    turnstile.take(
        new FrameHeader(0, stream, 1, 0, timeLeftMicros, writer, stream), TABLE, KEY, answers);
  }

  @Test
  void oneAfterTheOtherInTheOrderInWhichTheyAsked() {
    take(1, 11, SECOND_MICROS);
    take(2, 12, SECOND_MICROS);
    take(3, 13, SECOND_MICROS);
    assertThat(answers.byStream).containsOnlyKeys(1);
    turnstile.end(11, TABLE, KEY);
    assertThat(answers.byStream).containsOnlyKeys(1, 2);
    assertThat(answers.byStream.get(2)).isEqualTo(new Response.TurnTaken(1));
    turnstile.end(12, TABLE, KEY);
    assertThat(answers.byStream).containsOnlyKeys(1, 2, 3);
    turnstile.end(13, TABLE, KEY);
    take(4, 14, SECOND_MICROS);
    assertThat(answers.byStream.get(4)).isEqualTo(new Response.TurnTaken(0));
  }

  @Test
  void otherKeysAndTablesWaitForNobody() {
    take(1, 11, SECOND_MICROS);
    turnstile.take(new FrameHeader(0, 2, 1, 0, SECOND_MICROS, 12, 2), TABLE + 1, KEY, answers);
    turnstile.take(
        new FrameHeader(0, 3, 1, 0, SECOND_MICROS, 12, 3), TABLE, "other".getBytes(UTF_8), answers);
    assertThat(answers.byStream).containsOnlyKeys(1, 2, 3);
  }

  @Test
  void turnOfAHolderThatIsGoneIsOverSoon() {
    take(1, 11, SECOND_MICROS);
    take(2, 12, SECOND_MICROS);
    world.pass(15);
    assertThat(answers.byStream).containsOnlyKeys(1);
    world.pass(15);
    assertThat(answers.byStream).containsOnlyKeys(1, 2);
  }

  @Test
  void whoNoLongerWaitsIsPassedOver() {
    take(1, 11, SECOND_MICROS);
    take(2, 12, 1_000);
    take(3, 13, SECOND_MICROS);
    world.pass(5);
    turnstile.end(11, TABLE, KEY);
    assertThat(answers.byStream).containsOnlyKeys(1, 2, 3);
    // The third one has the turn: whoever comes waits for it to end.
    take(4, 14, SECOND_MICROS);
    turnstile.end(12, TABLE, KEY);
    assertThat(answers.byStream).doesNotContainKey(4);
    turnstile.end(13, TABLE, KEY);
    assertThat(answers.byStream).containsKey(4);
  }

  @Test
  void holderThatAsksAgainStandsInLine() {
    take(1, 11, SECOND_MICROS);
    take(2, 12, SECOND_MICROS);
    take(3, 11, SECOND_MICROS);
    assertThat(answers.byStream).containsOnlyKeys(1, 2);
    turnstile.end(12, TABLE, KEY);
    assertThat(answers.byStream).containsOnlyKeys(1, 2, 3);
  }

  @Test
  void everybodyIsToldAtTheEnd() {
    take(1, 11, SECOND_MICROS);
    take(2, 12, SECOND_MICROS);
    turnstile.close();
    assertThat(answers.byStream).containsOnlyKeys(1, 2);
  }
}
