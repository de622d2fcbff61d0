// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.cli;

import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.message.Snapshot;
import io.ringtail.protocol.ring.Endpoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes, lists and deletes the snapshots of a running node. */
@Command(
    name = "snapshot",
    description = {
      "Keep the files of a running node's tables under a name, list what is kept, or give it up.",
      "A snapshot is of one node; how to go back to one is in docs/operations.md."
    },
    mixinStandardHelpOptions = true)
final class SnapshotCommand implements Runnable {
  private static final String ENDPOINT_DEFAULT = "127.0.0.1:" + Endpoint.PORT_DEFAULT;
  private static final String NODE_HELP = "the node to ask; default 127.0.0.1:7400";

  /** It flushes the node's memtables first. */
  private static final long TIMEOUT_SECONDS = 120;

  @Override
  public void run() {
    CommandLine.usage(this, System.err);
  }

  @Command(
      name = "create",
      description = "Write the memtables to disk, and keep the files of all tables, or of some.",
      mixinStandardHelpOptions = true)
  int create(
      @Parameters(index = "0", paramLabel = "NAME", description = "letters, digits, '.', '_', '-'")
          String name,
      @Parameters(
              index = "1",
              arity = "0..1",
              paramLabel = "HOST:PORT",
              defaultValue = ENDPOINT_DEFAULT,
              description = NODE_HELP)
          String endpoint,
      @Option(
              names = "--table",
              paramLabel = "KEYSPACE.TABLE",
              description = "only this table; may be given several times")
          @Nullable List<String> tables)
      throws Exception {
    Request request = new Request.TakeSnapshot(name, TableArguments.names(tables));
    try (NodeQuestion node = new NodeQuestion("ringtail-snapshot", endpoint)) {
      print(List.of(node.ask(request, Response.SnapshotTaken.class, TIMEOUT_SECONDS).snapshot()));
    }
    return 0;
  }

  @Command(
      name = "list",
      description = "List the node's snapshots.",
      mixinStandardHelpOptions = true)
  int list(
      @Parameters(
              index = "0",
              arity = "0..1",
              paramLabel = "HOST:PORT",
              defaultValue = ENDPOINT_DEFAULT,
              description = NODE_HELP)
          String endpoint)
      throws Exception {
    try (NodeQuestion node = new NodeQuestion("ringtail-snapshot", endpoint)) {
      print(
          node.ask(new Request.ListSnapshots(), Response.SnapshotsDone.class, TIMEOUT_SECONDS)
              .snapshots());
    }
    return 0;
  }

  @Command(name = "delete", description = "Delete a snapshot.", mixinStandardHelpOptions = true)
  int delete(
      @Parameters(index = "0", paramLabel = "NAME", description = "of the snapshot") String name,
      @Parameters(
              index = "1",
              arity = "0..1",
              paramLabel = "HOST:PORT",
              defaultValue = ENDPOINT_DEFAULT,
              description = NODE_HELP)
          String endpoint)
      throws Exception {
    try (NodeQuestion node = new NodeQuestion("ringtail-snapshot", endpoint)) {
      node.ask(new Request.DeleteSnapshot(name), Response.SnapshotDeleted.class, TIMEOUT_SECONDS);
    }
    return 0;
  }

  private static void print(List<Snapshot> snapshots) {
    StringBuilder out = new StringBuilder();
    if (snapshots.isEmpty()) {
      out.append("no snapshots\n");
    } else {
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("SNAPSHOT", "TAKEN", "TABLES", "FILES", "SIZE"));
      for (Snapshot each : snapshots) {
        rows.add(
            List.of(
                each.name(),
                Instant.ofEpochMilli(each.takenMillis()).toString(),
                Integer.toString(each.tables()),
                Integer.toString(each.files()),
                TextTable.bytes(each.sizeBytes())));
      }
      TextTable.append(out, rows);
    }
    System.out.print(out);
    System.out.flush();
  }
}
