// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation;

import io.ringtail.driver.api.Routing;
import io.ringtail.protocol.schema.Replication;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.tck.simulation.workload.Workloads;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where nodes and applications are, and how what they work on is replicated. Immutable.
 *
 * @param places of the nodes, as the list of initial nodes has them; empty for none
 * @param dataCenters of the applications, by turns; null for none
 * @param thin whether every other application has nodes coordinate for it
 */
record Topology(
    int nodes,
    List<String> places,
    List<@Nullable String> dataCenters,
    Replication replication,
    @Nullable String home,
    boolean thin) {
  private static final int REPLICAS = 3;

  /**
   * Draws one: mostly as many nodes as are asked for without places; where three are, in a quarter
   * of all seeds three and two in two data centers, one of which may be the home of what is decided
   * on conditions. In a quarter of all seeds some applications are thin.
   */
  static Topology draw(SplittableRandom random, int nodes) {
    boolean thin = random.nextInt(4) == 0;
    if (nodes != REPLICAS || random.nextInt(4) != 0) {
      return new Topology(nodes, List.of(), List.of(), Replication.each(REPLICAS), null, thin);
    }
    return new Topology(
        5,
        List.of("east/a", "west/a", "east/b", "west/b", "east/c"),
        List.of("east", "west"),
        new Replication(new TreeMap<>(Map.of("east", REPLICAS, "west", 2))),
        random.nextBoolean() ? "east" : null,
        thin);
  }

  /** What is behind a node's address in the list of initial nodes. */
  String placeOf(int node) {
    return places.isEmpty() ? "" : "/" + places.get(node);
  }

  /** Where an application is; null for nowhere. */
  @Nullable String dataCenterOf(int driver) {
    return dataCenters.isEmpty() ? null : dataCenters.get(driver % dataCenters.size());
  }

  /** Who coordinates an application's requests. */
  Routing routingOf(int driver) {
    return thin && driver % 2 == 1 ? Routing.COORDINATOR : Routing.REPLICAS;
  }

  /** Makes the keyspace that applications work on. */
  SchemaChange keyspace() {
    return new SchemaChange.CreateKeyspace(Workloads.KEYSPACE, replication, home, true);
  }
}
