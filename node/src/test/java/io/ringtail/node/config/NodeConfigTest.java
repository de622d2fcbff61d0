// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.protocol.map.InitialNode;
import io.ringtail.protocol.ring.Endpoint;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeConfigTest {
  @Test
  void defaultsAreTheDeclaredOnes() {
    NodeConfig config = NodeConfig.of(Map.of("node.data", "/d"));
    assertThat(config.listen()).isEqualTo(new Endpoint("127.0.0.1", 7400));
    assertThat(config.vnodeBits()).isEqualTo(10);
    assertThat(config.sync()).isEqualTo(SyncMode.GROUP);
    assertThat(config.members()).containsExactly(InitialNode.at(config.listen()));
  }

  @Test
  void fileAndListsAreRead() {
    Map<String, String> values =
        ConfigText.parse(
            """
            cluster:
              initial_nodes: [127.0.0.1:7401, '127.0.0.1:7402']
              vnodes: 256
            node:
              listen: 127.0.0.1:7401
              data: /tmp/x
              sync: periodic
            """,
            "ringtail.yaml");
    NodeConfig config = NodeConfig.of(values);
    assertThat(config.initialNodes())
        .isEqualTo(
            List.of(InitialNode.parse("127.0.0.1:7401"), InitialNode.parse("127.0.0.1:7402")));
    assertThat(config.vnodeBits()).isEqualTo(8);
    assertThat(config.sync()).isEqualTo(SyncMode.PERIODIC);
  }

  @Test
  void aValueHasToFitInASegmentOfTheLog() {
    assertThatThrownBy(() ->
            NodeConfig.of(
                Map.of(
                    "node.data", "/d",
                    "node.log_segment_bytes", "131072",
                    "node.value_bytes_max", "65537")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("less than twice node.value_bytes_max");
  }

  @Test
  void everyDefaultLiesInItsRange() {
    for (ConfigKey<?> key : ConfigKeys.ALL) {
      if (key.defaultText() != null) {
        assertThat(key.parse(key.defaultText())).isNotNull();
      }
    }
  }

  @Test
  void unknownKeyNamesTheNearest() {
    refuses("node.lisen", "127.0.0.1:1", "unknown configuration key 'node.lisen'", "node.listen?");
    refuses("vnodes", "16", "cluster.vnodes?");
    refuses("cluster.max_clock_skew", "16", "cluster.max_clock_skew_millis?");
  }

  @Test
  void valuesOutOfRangeAreNamed() {
    refuses("cluster.vnodes", "100", "cluster.vnodes is 100", "power of two: 64");
    refuses("cluster.vnodes", "8", "between 16 and 65536");
    refuses("node.shards", "many", "node.shards is 'many'");
    refuses("node.sync", "often", "one of group, periodic, none");
    refuses("node.listen", "127.0.0.1:99999", "node.listen not an endpoint");
  }

  @Test
  void onlyLoopbackIsListenedOn() {
    refuses("node.listen", "0.0.0.0:7400", "loopback addresses only", "authentication");
    refuses("node.listen", "127.example.com:7400", "loopback addresses only");
    for (String host : List.of("localhost", "127.0.0.2", "[::1]")) {
      assertThat(NodeConfig.of(Map.of("node.data", "/d", "node.listen", host + ":7400")))
          .isNotNull();
    }
  }

  @Test
  void missingFolderIsSaid() {
    assertThatThrownBy(() -> NodeConfig.of(Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessage("node.data is not set; give a folder");
  }

  @Test
  void brokenFileNamesItsLine() {
    assertThatThrownBy(() -> ConfigText.parse("node:\n  a: [1\n", "r.yaml"))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("r.yaml, line ");
    assertThatThrownBy(() -> ConfigText.parse("node:\n  a: 1\n  a: 2\n", "r.yaml"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("uplicate");
    assertThatThrownBy(() -> ConfigText.parse("just words", "r.yaml"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("sections");
    assertThat(ConfigText.parse("", "r.yaml")).isEmpty();
  }

  private static void refuses(String key, String value, String... parts) {
    Map<String, String> values = new LinkedHashMap<>(Map.of("node.data", "/d"));
    values.put(key, value);
    assertThatThrownBy(() -> NodeConfig.of(values))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll(parts);
  }
}
