// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.cli;

import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.protocol.ring.Epoch;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Asks a running node how it and its peers are. */
@Command(
    name = "status",
    description = "Show the nodes, liveness, epoch, vnodes and tables of a running cluster.",
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  private static final long TIMEOUT_SECONDS = 5;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "HOST:PORT",
      description = "the node to ask; default 127.0.0.1:7400")
  private String endpoint = "127.0.0.1:" + Endpoint.PORT_DEFAULT;

  @Override
  public Integer call() throws Exception {
    try (NodeQuestion node = new NodeQuestion("ringtail-status", endpoint)) {
      ClusterMap map =
          node.ask(new Request.FetchMap(Epoch.NONE), Response.MapDone.class, TIMEOUT_SECONDS).map();
      if (map == null) {
        throw new IOException("the node has no cluster map");
      }
      Response.StatusDone status =
          node.ask(new Request.FetchStatus(), Response.StatusDone.class, TIMEOUT_SECONDS);
      System.out.print(StatusTable.text(map, status));
      System.out.flush();
      return 0;
    }
  }
}
