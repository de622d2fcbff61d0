// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.map;

import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.protocol.schema.Replication;

/** A node of the first cluster map, as the list of initial nodes names it. */
public record InitialNode(Endpoint endpoint, String dataCenter, String rack) {
  public InitialNode {
    Replication.checkName(dataCenter, "data center");
    Replication.checkName(rack, "rack");
  }

  /** A node of which no place is named. */
  public static InitialNode at(Endpoint endpoint) {
    return new InitialNode(endpoint, Node.PLACE_DEFAULT, Node.PLACE_DEFAULT);
  }

  /**
   * Reads {@code host:port}, {@code host:port/data center} or {@code host:port/data center/rack}.
   *
   * @throws IllegalArgumentException with what to write instead
   */
  public static InitialNode parse(String text) {
    String[] parts = text.strip().split("/", -1);
    if (parts.length > 3) {
      throw new IllegalArgumentException(
          "not a node: '" + text + "'; write host:port/datacenter/rack");
    }
    return new InitialNode(
        Endpoint.parse(parts[0]),
        parts.length > 1 ? parts[1] : Node.PLACE_DEFAULT,
        parts.length > 2 ? parts[2] : Node.PLACE_DEFAULT);
  }

  /** As it is read; without the place where that is the default. */
  @Override
  public String toString() {
    boolean isNamed = !dataCenter.equals(Node.PLACE_DEFAULT) || !rack.equals(Node.PLACE_DEFAULT);
    return isNamed ? endpoint + "/" + dataCenter + "/" + rack : endpoint.toString();
  }
}
