// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.ring;

import java.util.UUID;

/**
 * The identity of a node, given to its data folder once and never used again after the node is
 * removed.
 */
public record NodeId(UUID value) implements Comparable<NodeId> {
  @Override
  public int compareTo(NodeId other) {
    int high =
        Long.compareUnsigned(value.getMostSignificantBits(), other.value.getMostSignificantBits());
    return high != 0
        ? high
        : Long.compareUnsigned(
            value.getLeastSignificantBits(), other.value.getLeastSignificantBits());
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
