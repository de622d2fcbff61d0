// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ReplicaChoiceTest {
  private static final int[] REPLICAS = {4, 2, 9};
  private final SplittableRandom random = new SplittableRandom(5);

  @Test
  void theCostliestIsAskedLast() {
    for (int i = 0; i < 100; i++) {
      int[] order =
          ReplicaChoice.order(REPLICAS, 0, 2, (node, vnode) -> node == 2 ? 100 : 1, random);
      assertThat(order).containsExactlyInAnyOrder(REPLICAS);
      assertThat(order[2]).isEqualTo(2);
    }
    assertThat(REPLICAS).containsExactly(4, 2, 9);
  }

  @Test
  void theConnectedComeFirst() {
    for (int i = 0; i < 100; i++) {
      int[] order =
          ReplicaChoice.order(
              REPLICAS, 0, 2, (node, vnode) -> node == 9 ? 5 : ReplicaChoice.UNREACHABLE, random);
      assertThat(order[0]).isEqualTo(9);
    }
  }

  @Test
  void equalsAreAskedEquallyOften() {
    int[] first = new int[10];
    for (int i = 0; i < 9_000; i++) {
      first[ReplicaChoice.order(REPLICAS, 0, 2, (node, vnode) -> 1, random)[0]]++;
    }
    for (int replica : REPLICAS) {
      assertThat(first[replica]).isBetween(2_700, 3_300);
    }
  }
}
