// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HandoffTest {
  private final List<String> asked = new ArrayList<>();
  private final List<Integer> given = new ArrayList<>();
  private int connected = 0b111;
  private boolean takes = true;

  private final Handoff handoff =
      new Handoff(
          3,
          new Handoff.Effects() {
            @Override
            public boolean isConnected(int replica) {
              return (connected & 1 << replica) != 0;
            }

            @Override
            public boolean keep(int holder, int absent) {
              asked.add(holder + " for " + absent);
              return takes;
            }

            @Override
            public void notKept(int absent) {
              given.add(absent);
            }
          });

  @Test
  void oneHolderIsAskedForEachAbsentReplica() {
    handoff.settle(0b110, 0b001);
    assertThat(asked).containsExactly("0 for 1", "0 for 2");
    assertThat(handoff.isQuiet()).isFalse();
    handoff.settle(0b110, 0b001);
    assertThat(asked).as("while they are asked").hasSize(2);
    handoff.kept(1);
    handoff.kept(2);
    assertThat(handoff.isQuiet()).isTrue();
    handoff.settle(0b110, 0b001);
    assertThat(asked).as("when it is kept").hasSize(2);
    assertThat(given).isEmpty();
  }

  @Test
  void whatWasSentAlongIsNotAskedForAgain() {
    handoff.sentAlong(0, 0b100);
    assertThat(handoff.isQuiet()).isFalse();
    handoff.settle(0b100, 0b011);
    assertThat(asked).isEmpty();
  }

  @Test
  void anotherHolderIsAskedWhereOneFailsAndNoneTwice() {
    handoff.sentAlong(0, 0b100);
    handoff.failed(2);
    handoff.settle(0b100, 0b011);
    assertThat(asked).containsExactly("1 for 2");
    handoff.failed(2);
    handoff.settle(0b100, 0b011);
    assertThat(asked).hasSize(1);
    assertThat(given).containsExactly(2);
    handoff.settle(0b100, 0b011);
    assertThat(given).as("told once").hasSize(1);
  }

  @Test
  void holdersThatCannotBeReachedOrTakeNothingAreNoHelp() {
    connected = 0b010;
    takes = false;
    handoff.settle(0b100, 0b011);
    assertThat(asked).containsExactly("1 for 2");
    assertThat(given).containsExactly(2);
    assertThat(handoff.isQuiet()).isTrue();
  }
}
