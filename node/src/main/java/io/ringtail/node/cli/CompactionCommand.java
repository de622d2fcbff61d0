// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.cli;

import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.protocol.ring.Epoch;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what the storage of a running node does, and steers its compactions. */
@Command(
    name = "compaction",
    description = {
      "Show what the storage of a running node does and has done, and steer its compactions.",
      "All of this is of the one node that is asked; what the columns mean is in"
          + " docs/operations.md."
    },
    mixinStandardHelpOptions = true)
final class CompactionCommand implements Runnable {
  private static final String ENDPOINT_DEFAULT = "127.0.0.1:" + Endpoint.PORT_DEFAULT;
  private static final String NODE_HELP = "the node to ask; default 127.0.0.1:7400";
  private static final long TIMEOUT_SECONDS = 10;

  @Override
  public void run() {
    CommandLine.usage(this, System.err);
  }

  @Command(
      name = "status",
      description = "Show for each shard what runs and waits: compactions, flushes, log, cache.",
      mixinStandardHelpOptions = true)
  int status(
      @Parameters(
              index = "0",
              arity = "0..1",
              paramLabel = "HOST:PORT",
              defaultValue = ENDPOINT_DEFAULT,
              description = NODE_HELP)
          String endpoint)
      throws Exception {
    try (NodeQuestion node = question(endpoint)) {
      Response.StorageDone status =
          node.ask(new Request.FetchStorage(), Response.StorageDone.class, TIMEOUT_SECONDS);
      print(CompactionTable.status(map(node), status));
    }
    return 0;
  }

  @Command(
      name = "history",
      description = "Show the compactions that ended last, the latest first.",
      mixinStandardHelpOptions = true)
  int history(
      @Parameters(
              index = "0",
              arity = "0..1",
              paramLabel = "HOST:PORT",
              defaultValue = ENDPOINT_DEFAULT,
              description = NODE_HELP)
          String endpoint,
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "20",
              description = "most of them; default ${DEFAULT-VALUE}")
          int limit)
      throws Exception {
    TableArguments.atLeast("--limit", limit, 1);
    try (NodeQuestion node = question(endpoint)) {
      Response.CompactionsDone history =
          node.ask(
              new Request.FetchCompactions(limit), Response.CompactionsDone.class, TIMEOUT_SECONDS);
      print(CompactionTable.history(map(node), history.ended()));
    }
    return 0;
  }

  @Command(
      name = "pause",
      description = {
        "Halt the compactions of all tables, or of some, where they are, and begin none.",
        "They go on when they are resumed, or when the node starts again."
      },
      mixinStandardHelpOptions = true)
  int pause(
      @Parameters(
              index = "0",
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
    return pause(endpoint, true, tables);
  }

  @Command(
      name = "resume",
      description = {
        "Let the compactions of all tables go on, or of some.",
        "Tables that were paused by name stay so until they are resumed by name."
      },
      mixinStandardHelpOptions = true)
  int resume(
      @Parameters(
              index = "0",
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
    return pause(endpoint, false, tables);
  }

  private static int pause(String endpoint, boolean paused, @Nullable List<String> tables)
      throws Exception {
    try (NodeQuestion node = question(endpoint)) {
      node.ask(
          new Request.PauseCompactions(paused, TableArguments.names(tables)),
          Response.CompactionsPaused.class,
          TIMEOUT_SECONDS);
    }
    return 0;
  }

  @Command(
      name = "run",
      description = {
        "Write the memtables to disk, merge all files of all tables, or of some, and wait for it.",
        "Each table takes up to as much room again on the disk while it is merged."
      },
      mixinStandardHelpOptions = true)
  int run(
      @Parameters(
              index = "0",
              arity = "0..1",
              paramLabel = "HOST:PORT",
              defaultValue = ENDPOINT_DEFAULT,
              description = NODE_HELP)
          String endpoint,
      @Option(
              names = "--table",
              paramLabel = "KEYSPACE.TABLE",
              description = "only this table; may be given several times")
          @Nullable List<String> tables,
      @Option(
              names = "--wait",
              paramLabel = "SECONDS",
              defaultValue = "3600",
              description =
                  "how long to wait; default ${DEFAULT-VALUE}; the node goes on meanwhile")
          int waitSeconds)
      throws Exception {
    TableArguments.atLeast("--wait", waitSeconds, 1);
    try (NodeQuestion node = question(endpoint)) {
      node.ask(
          new Request.RunCompactions(TableArguments.names(tables)),
          Response.CompactionsRun.class,
          waitSeconds);
    }
    return 0;
  }

  private static NodeQuestion question(String endpoint) {
    return new NodeQuestion("ringtail-compaction", endpoint);
  }

  private static ClusterMap map(NodeQuestion node) throws Exception {
    ClusterMap map =
        node.ask(new Request.FetchMap(Epoch.NONE), Response.MapDone.class, TIMEOUT_SECONDS).map();
    if (map == null) {
      throw new IOException("the node has no cluster map");
    }
    return map;
  }

  private static void print(String text) {
    System.out.print(text);
    System.out.flush();
  }
}
