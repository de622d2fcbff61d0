// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What is left of a pick where there is no room for all of it. */
class PickTest {
  private static FileFacts file(long id, int level, long bytes) {
    return new FileFacts(id, level, bytes, 0, 100, 1, 1, FileFacts.FOR_EVER, 0, 0);
  }

  @Test
  void thatFitsIsLeftAsItIs() {
    Pick pick = Pick.merge(List.of(file(1, 0, 60), file(2, 0, 40)));
    assertThat(pick.roomBytes()).isEqualTo(100);
    assertThat(pick.within(100)).isSameAs(pick);
  }

  @Test
  void ofFilesOfLevelZeroTheSmallestAreLeft() {
    Pick pick = Pick.merge(List.of(file(1, 0, 40), file(2, 0, 10), file(3, 0, 30), file(4, 0, 20)));
    assertThat(Objects.requireNonNull(pick.within(60)).fileIds()).containsExactly(2L, 3L, 4L);
    assertThat(Objects.requireNonNull(pick.within(59)).fileIds()).containsExactly(2L, 4L);
    assertThat(pick.within(29)).isNull();
  }

  @Test
  void whatWouldGoIntoALevelStaysInLevelZero() {
    Pick pick =
        new Pick(
            Pick.Action.MERGE,
            List.of(file(1, 0, 40), file(2, 0, 30), file(3, 1, 5), file(4, 1, 5)),
            1,
            1_000);
    Pick part = Objects.requireNonNull(pick.within(79));
    assertThat(part).isEqualTo(Pick.merge(List.of(file(2, 0, 30), file(1, 0, 40))));
    assertThat(pick.within(69)).isNull();
  }

  @Test
  void whatIsForgottenOrMovedTakesNoRoom() {
    for (Pick.Action action : new Pick.Action[] {Pick.Action.DROP, Pick.Action.MOVE}) {
      Pick pick = new Pick(action, List.of(file(1, 0, 40)), 0, Pick.ONE_FILE);
      assertThat(pick.within(0)).isSameAs(pick);
    }
  }
}
