// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.protocol.ring.Epoch;
import io.ringtail.protocol.ring.NodeId;
import io.ringtail.protocol.schema.Replication;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PlacerTest {
  private static final int BITS = 10;

  private static ClusterMap cluster(String... places) {
    List<InitialNode> nodes = new ArrayList<>();
    for (int i = 0; i < places.length; i++) {
      nodes.add(InitialNode.parse("10.0.0." + (i + 1) + "/" + places[i]));
    }
    return InitialMap.ofNodes(nodes, BITS);
  }

  private static Placement place(ClusterMap map, Map<String, Integer> replicas) {
    return Placer.place(map.nodes(), new Replication(new TreeMap<>(replicas)), BITS, Epoch.FIRST);
  }

  @Test
  void eachDataCenterHasItsReplicasInDifferentRacks() {
    ClusterMap map =
        cluster("east/a", "east/a", "east/b", "east/b", "east/c", "east/c", "west/a", "west/b");
    Placement placement = place(map, Map.of("east", 3, "west", 2));
    Map<NodeId, Integer> held = new HashMap<>();
    for (int vnode = 0; vnode < placement.vnodes(); vnode++) {
      List<Node> nodes = new ArrayList<>();
      for (NodeId id : placement.replicas(vnode).nodes()) {
        nodes.add(map.node(id).orElseThrow());
        held.merge(id, 1, Integer::sum);
      }
      assertThat(nodes.stream().map(Node::dataCenter).toList())
          .containsExactly("east", "east", "east", "west", "west");
      assertThat(nodes.stream().map(node -> node.dataCenter() + node.rack()))
          .doesNotHaveDuplicates();
    }
    List<Integer> east = counts(map, held, "east");
    assertThat(east.get(east.size() - 1) - east.get(0))
        .as("vnodes of nodes: %s", east)
        .isLessThan(3);
    assertThat(counts(map, held, "west")).containsOnly(placement.vnodes());
    assertThat(placement.sets()).hasSize(6);
  }

  private static List<Integer> counts(ClusterMap map, Map<NodeId, Integer> held, String place) {
    return map.nodes().stream()
        .filter(node -> node.dataCenter().equals(place))
        .map(node -> held.get(node.id()))
        .sorted()
        .collect(Collectors.toList());
  }

  @Test
  void moreReplicasThanRacksTakeWhatThereIs() {
    ClusterMap map = cluster("east/a", "east/a", "east/a", "east/b");
    Placement placement = place(map, Map.of("east", 3));
    for (int vnode = 0; vnode < placement.vnodes(); vnode++) {
      List<NodeId> nodes = placement.replicas(vnode).nodes();
      assertThat(nodes).hasSize(3).doesNotHaveDuplicates();
      assertThat(nodes).as("the only one in its rack").contains(map.nodes().get(3).id());
    }
  }

  @Test
  void dataCentersWithTooFewNodesAreNamed() {
    ClusterMap map = cluster("east/a", "west/a");
    assertThatThrownBy(() -> place(map, Map.of("east", 1, "west", 2)))
        .hasMessage("2 replicas are wanted in data center west, which has 1 node");
    assertThatThrownBy(() -> place(map, Map.of("north", 1)))
        .hasMessageContaining("north, which has 0 nodes");
  }

  @Test
  void votersAreSpreadOverDataCenters() {
    ClusterMap map = cluster("east/a", "east/b", "east/c", "west/a", "west/b", "south/a");
    assertThat(map.voters().stream().map(id -> map.node(id).orElseThrow().dataCenter()))
        .containsExactlyInAnyOrder("east", "east", "west", "west", "south");
  }

  @Test
  void theDefaultKeyspaceHasReplicasInEveryDataCenter() {
    ClusterMap map = cluster("east/a", "east/b", "east/c", "east/d", "west");
    assertThat(map.schema().keyspacesInOrder().get(0).replication()).hasToString("east:3,west:1");
  }

  @Test
  void placesAreReadAndWrittenAlike() {
    for (String text : List.of("10.0.0.1:7400", "10.0.0.1:7400/east/a", "[::1]:7401/default/b")) {
      assertThat(InitialNode.parse(text)).hasToString(text);
    }
    assertThat(InitialNode.parse("h:1/east").rack()).isEqualTo("default");
    for (String wrong : List.of("h:1/east/a/b", "h:1/", "h:1/east/ä", "h:1/*")) {
      assertThatThrownBy(() -> InitialNode.parse(wrong))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void clustersWhosePlacesDifferAreDifferent() {
    assertThat(cluster("east/a", "east/b").clusterId())
        .isNotEqualTo(cluster("east/a", "east/a").clusterId());
  }
}
