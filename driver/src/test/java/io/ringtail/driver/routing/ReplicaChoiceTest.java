// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.protocol.map.Node;
import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.protocol.ring.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReplicaChoiceTest {
  private static final int[] NODES = {4, 2, 9};
  private static final Replicas REPLICAS = replicas("east", null, NODES);
  private final SplittableRandom random = new SplittableRandom(5);

  /** Nodes from 6 on are in the west; racks are a for the even ones, and b. */
  private static Replicas replicas(String dataCenter, @Nullable String rack, int... nodes) {
    List<Node> members = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      members.add(
          new Node(
              new NodeId(new UUID(1, i)),
              new Endpoint("node" + i, 7400),
              i < 6 || (dataCenter.equals("east") && rack == null) ? "east" : "west",
              i % 2 == 0 ? "a" : "b"));
    }
    return new Replicas(members, nodes, null, new Location(dataCenter, rack));
  }

  /** The nodes, in the order in which they are asked. */
  private int[] order(Replicas replicas, int needed, ReplicaChoice.Costs costs) {
    return IntStream.of(ReplicaChoice.order(replicas, 0, needed, costs, random))
        .map(place -> replicas.nodes()[place])
        .toArray();
  }

  @Test
  void theClientsDataCenterComesFirstWhateverItCosts() {
    Replicas replicas = replicas("west", "c", 1, 7, 2, 8, 3, 9);
    for (int i = 0; i < 100; i++) {
      int[] order = order(replicas, 4, (node, vnode) -> node < 6 ? 1 : 100);
      assertThat(IntStream.of(order).limit(3)).containsExactlyInAnyOrder(7, 8, 9);
      assertThat(IntStream.of(order).skip(3)).containsExactlyInAnyOrder(1, 2, 3);
    }
  }

  @Test
  void theClientsRackIsPreferredUnlessItIsMuchSlower() {
    Replicas replicas = replicas("west", "a", 7, 8, 9);
    for (int i = 0; i < 100; i++) {
      assertThat(order(replicas, 1, (node, vnode) -> node == 8 ? 9 : 5)[0]).isEqualTo(8);
      assertThat(order(replicas, 1, (node, vnode) -> node == 8 ? 12 : 5)[0]).isNotEqualTo(8);
    }
  }

  @Test
  void theCostliestIsAskedLast() {
    for (int i = 0; i < 100; i++) {
      int[] order = order(REPLICAS, 2, (node, vnode) -> node == 2 ? 100 : 1);
      assertThat(order).containsExactlyInAnyOrder(NODES);
      assertThat(order[2]).isEqualTo(2);
    }
    assertThat(REPLICAS.nodes()).containsExactly(4, 2, 9);
  }

  @Test
  void theConnectedComeFirst() {
    for (int i = 0; i < 100; i++) {
      int[] order = order(REPLICAS, 2, (node, vnode) -> node == 9 ? 5 : ReplicaChoice.UNREACHABLE);
      assertThat(order[0]).isEqualTo(9);
    }
  }

  @Test
  void equalsAreAskedEquallyOften() {
    int[] first = new int[10];
    for (int i = 0; i < 9_000; i++) {
      first[order(REPLICAS, 2, (node, vnode) -> 1)[0]]++;
    }
    for (int replica : NODES) {
      assertThat(first[replica]).isBetween(2_700, 3_300);
    }
  }
}
