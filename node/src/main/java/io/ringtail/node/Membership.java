// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node;

import io.ringtail.node.config.NodeConfig;
import io.ringtail.node.disk.Disk;
import io.ringtail.node.metadata.Identity;
import io.ringtail.node.metadata.IdentityFile;
import io.ringtail.node.metadata.MetadataException;
import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.map.InitialMap;
import io.ringtail.protocol.map.Node;
import java.io.IOException;
import java.util.Optional;

/**
 * Who the node is, by its data folder and its configuration together.
 *
 * @param identity what the folder has, or will get once it has joined
 * @param hasIdentity whether the folder has it already
 * @param initial the map of epoch 1 as far as the configuration tells
 */
record Membership(Identity identity, boolean hasIdentity, ClusterMap initial) {
  /**
   * Compares the folder with the configuration.
   *
   * @param shardsDefault how many shards a new folder gets if the configuration does not say
   * @throws MetadataException when they do not belong together
   */
  static Membership of(NodeConfig config, Disk disk, int shardsDefault) throws IOException {
    ClusterMap initial = InitialMap.ofNodes(config.members(), config.vnodeBits());
    Optional<Identity> found = IdentityFile.read(disk);
    if (found.isPresent()) {
      check(found.get(), config, initial);
      return new Membership(found.get(), true, initial);
    }
    Node self =
        initial.nodes().stream()
            .filter(node -> node.endpoint().equals(config.listen()))
            .findFirst()
            .orElseThrow(() ->
                new MetadataException(
                    "node.listen is "
                        + config.listen()
                        + ", which is not among cluster.initial_nodes "
                        + config.initialNodes()
                        + "; a node with an empty folder has to be one of them, written alike"));
    int shards = config.shards() == 0 ? shardsDefault : config.shards();
    return new Membership(new Identity(initial.clusterId(), self.id(), shards), false, initial);
  }

  /** Compares the address under which a folder's map knows its node with the configuration. */
  void checkAddress(ClusterMap map, NodeConfig config) {
    Optional<Node> known = map.node(identity.nodeId());
    if (known.isPresent() && !known.get().endpoint().equals(config.listen())) {
      throw new MetadataException(
          "data folder "
              + config.data()
              + " belongs to the node at "
              + known.get().endpoint()
              + ", but node.listen is "
              + config.listen()
              + "; listen there, or give another folder");
    }
  }

  private static void check(Identity identity, NodeConfig config, ClusterMap initial) {
    if (!config.initialNodes().isEmpty() && !identity.clusterId().equals(initial.clusterId())) {
      throw new MetadataException(
          "data folder "
              + config.data()
              + " belongs to cluster "
              + identity.clusterId()
              + ", but cluster.initial_nodes "
              + config.initialNodes()
              + " with "
              + (1 << config.vnodeBits())
              + " vnodes name cluster "
              + initial.clusterId()
              + "; give the list that the folder was made with, or another folder");
    }
    if (config.shards() != 0 && config.shards() != identity.shards()) {
      throw new MetadataException(
          "data folder "
              + config.data()
              + " was cut into "
              + identity.shards()
              + " shards, but node.shards is "
              + config.shards()
              + "; set it to "
              + identity.shards());
    }
  }
}
