// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.cli;

import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.map.Node;
import io.ringtail.protocol.message.Response.NodeStatus;
import io.ringtail.protocol.message.Response.StatusDone;
import io.ringtail.protocol.message.Response.TableStatus;
import io.ringtail.protocol.schema.Keyspace;
import io.ringtail.protocol.schema.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lays a node's status out for people to read. */
final class StatusTable {
  private StatusTable() {}

  static String text(ClusterMap map, StatusDone status) {
    StringBuilder out = new StringBuilder();
    out.append("cluster ")
        .append(map.clusterId())
        .append(", epoch ")
        .append(status.epoch())
        .append(", ")
        .append(1 << map.vnodeBits())
        .append(" vnodes\n\n");
    TextTable.append(out, nodes(map, status));
    List<List<String>> tables = new ArrayList<>();
    tables.add(List.of("TABLE", "ID", "REPLICAS", "IN MEMORY", "SSTABLES", "ON DISK"));
    for (Table table : map.schema().tablesInOrder()) {
      TableStatus usage =
          status.tables().stream()
              .filter(each -> each.tableId() == table.id())
              .findFirst()
              .orElse(new TableStatus(table.id(), 0, 0, 0));
      tables.add(
          List.of(
              table.name().toString(),
              Integer.toString(table.id()),
              map.schema().keyspace(table.name().keyspace()).map(StatusTable::replicas).orElse("?"),
              TextTable.bytes(usage.memtableBytes()),
              Integer.toString(usage.sstables()),
              TextTable.bytes(usage.sstableBytes())));
    }
    if (tables.size() == 1) {
      out.append("\nno tables\n");
    } else {
      out.append("\ntables, on the node asked\n");
      TextTable.append(out, tables);
    }
    if (!status.warnings().isEmpty()) {
      out.append("\nwarnings, on the node asked\n");
      status.warnings().forEach(warning -> out.append(warning).append('\n'));
    }
    return out.toString();
  }

  private static List<List<String>> nodes(ClusterMap map, StatusDone status) {
    List<List<String>> nodes = new ArrayList<>();
    boolean places = map.nodes().stream().anyMatch(StatusTable::hasPlace);
    nodes.add(
        places
            ? List.of("NODE", "STATE", "VNODES", "VOTER", "DATA CENTER", "RACK", "ID")
            : List.of("NODE", "STATE", "VNODES", "VOTER", "ID"));
    for (Node node : map.nodes()) {
      Optional<NodeStatus> known =
          status.nodes().stream().filter(each -> each.id().equals(node.id())).findFirst();
      List<String> line =
          new ArrayList<>(
              List.of(
                  node.endpoint() + (node.id().equals(status.nodeId()) ? " (asked)" : ""),
                  known.isEmpty() ? "unknown" : known.get().up() ? "up" : "down",
                  known.map(each -> Integer.toString(each.vnodes())).orElse("?"),
                  map.voters().contains(node.id()) ? "yes" : "no"));
      if (places) {
        line.add(node.dataCenter());
        line.add(node.rack());
      }
      line.add(node.id().toString());
      nodes.add(line);
    }
    return nodes;
  }

  private static boolean hasPlace(Node node) {
    return !node.dataCenter().equals(Node.PLACE_DEFAULT) || !node.rack().equals(Node.PLACE_DEFAULT);
  }

  /** How many, and where they are not all in one data center how many in which. */
  private static String replicas(Keyspace keyspace) {
    String each =
        keyspace.replication().replicas().size() == 1
            ? Integer.toString(keyspace.replication().count())
            : keyspace.replication().toString();
    return keyspace.home() == null ? each : each + ", home " + keyspace.home();
  }
}
