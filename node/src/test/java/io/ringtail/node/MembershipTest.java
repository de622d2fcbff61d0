// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.node.config.NodeConfig;
import io.ringtail.node.disk.MemoryDisk;
import io.ringtail.node.metadata.IdentityFile;
import io.ringtail.node.metadata.MetadataException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MembershipTest {
  private static final String THREE = "127.0.0.1:7001,127.0.0.1:7002,127.0.0.1:7003";
  private final MemoryDisk disk = new MemoryDisk();

  @Test
  void folderKeepsWhatItWasGivenAndNeedsNoListAnyMore() throws IOException {
    Membership before = Membership.of(config("127.0.0.1:7002", THREE, Map.of()), disk, 2);
    assertThat(before.hasIdentity()).isFalse();
    assertThat(before.identity().shards()).isEqualTo(2);
    IdentityFile.write(disk, before.identity());
    for (String initial : new String[] {THREE, ""}) {
      Membership after = Membership.of(config("127.0.0.1:7002", initial, Map.of()), disk, 8);
      assertThat(after.hasIdentity()).isTrue();
      assertThat(after.identity()).isEqualTo(before.identity());
      after.checkAddress(before.initial(), config("127.0.0.1:7002", initial, Map.of()));
    }
  }

  @Test
  void folderOfAnotherClusterNodeOrShardCountIsRefusedInOneLine() throws IOException {
    Membership made = Membership.of(config("127.0.0.1:7002", THREE, Map.of()), disk, 2);
    IdentityFile.write(disk, made.identity());
    refused(config("127.0.0.1:7002", "127.0.0.1:7002", Map.of()), "belongs to cluster");
    refused(config("127.0.0.1:7002", THREE, Map.of("cluster.vnodes", "16")), "with 16 vnodes");
    refused(config("127.0.0.1:7002", THREE, Map.of("node.shards", "3")), "cut into 2 shards");
    NodeConfig moved = config("127.0.0.1:7003", "", Map.of());
    Membership found = Membership.of(moved, disk, 2);
    assertThatThrownBy(() -> found.checkAddress(made.initial(), moved))
        .isInstanceOf(MetadataException.class)
        .hasMessageContaining("belongs to the node at 127.0.0.1:7002");
  }

  @Test
  void emptyFolderHasToBeOneOfTheInitialNodes() {
    refused(config("127.0.0.1:7009", THREE, Map.of()), "not among cluster.initial_nodes");
  }

  private void refused(NodeConfig config, String why) {
    assertThatThrownBy(() -> Membership.of(config, disk, 2))
        .isInstanceOf(MetadataException.class)
        .hasMessageContaining(why)
        .message()
        .doesNotContain("\n");
  }

  private static NodeConfig config(String listen, String initial, Map<String, String> more) {
    Map<String, String> values = new HashMap<>(more);
    values.put("node.data", "/data");
    values.put("node.listen", listen);
    values.put("cluster.initial_nodes", initial);
    return NodeConfig.of(values);
  }
}
