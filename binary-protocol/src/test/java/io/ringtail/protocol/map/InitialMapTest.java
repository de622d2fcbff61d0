// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.protocol.ring.Epoch;
import io.ringtail.protocol.ring.NodeId;
import io.ringtail.protocol.schema.Keyspace;
import io.ringtail.protocol.schema.Replication;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InitialMapTest {
  private static final int BITS = 10;

  @Test
  void isAPureFunctionOfTheListAndTheVnodes() {
    assertThat(InitialMap.of(endpoints(3), BITS)).isEqualTo(InitialMap.of(endpoints(3), BITS));
    assertThat(InitialMap.of(endpoints(3), BITS).clusterId())
        .isNotEqualTo(InitialMap.of(endpoints(4), BITS).clusterId())
        .isNotEqualTo(InitialMap.of(endpoints(3), BITS - 1).clusterId());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 100})
  void vnodesAreSpreadEvenlyOverTheNodes(int nodes) {
    ClusterMap map = InitialMap.of(endpoints(nodes), BITS);
    Placement placement = map.placements().values().iterator().next();
    int replicas = Math.min(nodes, Keyspace.REPLICATION_DEFAULT);
    Map<NodeId, Integer> held = new HashMap<>();
    Map<NodeId, Integer> first = new HashMap<>();
    for (int vnode = 0; vnode < 1 << BITS; vnode++) {
      List<NodeId> set = placement.replicas(vnode).nodes();
      assertThat(new HashSet<>(set)).hasSize(replicas);
      assertThat(placement.epoch(vnode)).isEqualTo(Epoch.FIRST);
      set.forEach(node -> held.merge(node, 1, Integer::sum));
      first.merge(set.get(0), 1, Integer::sum);
    }
    assertThat(held).hasSize(nodes);
    assertThat(spread(first)).isLessThanOrEqualTo(1);
    assertThat(spread(held)).isLessThanOrEqualTo(replicas);
    assertThat(placement.sets()).hasSize(nodes);
  }

  @ParameterizedTest
  @CsvSource({"1,1", "2,1", "3,3", "4,3", "5,5", "9,5"})
  void votersAreAnOddNumberOfMembers(int nodes, int voters) {
    ClusterMap map = InitialMap.of(endpoints(nodes), BITS);
    assertThat(map.voters()).hasSize(voters).doesNotHaveDuplicates();
    assertThat(map.nodes()).extracting(Node::id).containsAll(map.voters());
  }

  @Test
  void beginsWithTheDefaultKeyspaceAtEpochOne() {
    ClusterMap map = InitialMap.of(endpoints(5), BITS);
    assertThat(map.epoch()).isEqualTo(Epoch.FIRST);
    assertThat(map.change()).isEqualTo(ChangeId.NONE);
    assertThat(map.schema().keyspacesInOrder())
        .containsExactly(
            new Keyspace(
                Keyspace.DEFAULT, Replication.in(Node.PLACE_DEFAULT, 3), null, Epoch.FIRST));
    assertThat(map.schema().tablesInOrder()).isEmpty();
  }

  @Test
  void listsThatMakeNoClusterAreRefused() {
    assertRefused(List.of(), BITS);
    assertRefused(List.of(new Endpoint("a", 1), new Endpoint("a", 1)), BITS);
    assertRefused(endpoints(3), 3);
    assertRefused(endpoints(3), 17);
    Set<NodeId> ids = new HashSet<>();
    InitialMap.of(endpoints(100), BITS).nodes().forEach(node -> ids.add(node.id()));
    assertThat(ids).hasSize(100);
  }

  private static void assertRefused(List<Endpoint> initial, int vnodeBits) {
    assertThatThrownBy(() -> InitialMap.of(initial, vnodeBits))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static int spread(Map<NodeId, Integer> counts) {
    return counts.values().stream().mapToInt(Integer::intValue).max().orElseThrow()
        - counts.values().stream().mapToInt(Integer::intValue).min().orElseThrow();
  }

  private static List<Endpoint> endpoints(int count) {
    return IntStream.range(0, count).mapToObj(i -> new Endpoint("10.0.0." + i, 7400)).toList();
  }
}
