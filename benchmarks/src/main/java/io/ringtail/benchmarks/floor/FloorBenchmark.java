// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.floor;

import io.ringtail.benchmarks.process.ChildJvm;
import io.ringtail.benchmarks.process.JvmCommand;
import io.ringtail.benchmarks.process.LoopbackPorts;
import io.ringtail.benchmarks.report.JsonFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/**
 * Runs the floor: three server processes and a client process on loopback. What a quorum operation
 * of Ringtail costs above this is Ringtail's own. Confined to the caller's thread.
 */
public final class FloorBenchmark {
  private static final int SERVERS = 3;
  private static final int HEAP_MEGABYTES = 512;
  private static final Duration START_LIMIT = Duration.ofSeconds(30);

  private FloorBenchmark() {}

  /** Runs the load once; logs and outputs go to {@code folder}. */
  public static FloorResult run(FloorLoad load, Path folder)
      throws IOException, InterruptedException, TimeoutException {
    List<ChildJvm> children = new ArrayList<>();
    try {
      List<String> arguments = new ArrayList<>();
      arguments.add(JsonFile.line(load));
      for (int port : LoopbackPorts.free(SERVERS)) {
        ChildJvm server = startServer(port, children.size() + 1, folder);
        children.add(server);
        arguments.add(Integer.toString(port));
        arguments.add(Long.toString(server.pid()));
      }
      for (ChildJvm server : children) {
        server.awaitOutput(output -> output.contains(FloorServer.READY), START_LIMIT);
      }
      ChildJvm client = startClient(arguments, folder);
      children.add(client);
      client.awaitEnd(START_LIMIT.plusSeconds(load.warmupSeconds() + load.seconds()));
      return result(client.output());
    } finally {
      children.forEach(ChildJvm::close);
    }
  }

  private static ChildJvm startServer(int port, int number, Path folder) throws IOException {
    String name = "floor-server-" + number;
    List<String> arguments =
        List.of(Integer.toString(port), folder.resolve(name + ".log").toString());
    return ChildJvm.start(
        new JvmCommand(name, FloorServer.class.getName(), HEAP_MEGABYTES, List.of(), arguments),
        folder);
  }

  private static ChildJvm startClient(List<String> arguments, Path folder) throws IOException {
    return ChildJvm.start(
        new JvmCommand(
            "floor-client", FloorClientMain.class.getName(), HEAP_MEGABYTES, List.of(), arguments),
        folder);
  }

  private static FloorResult result(String output) throws IOException {
    for (String line : output.split("\n", -1)) {
      if (line.startsWith(FloorClientMain.RESULT)) {
        return JsonFile.read(line.substring(FloorClientMain.RESULT.length()), FloorResult.class);
      }
    }
    throw new IOException("the floor's client ended without a result: " + output.strip());
  }
}
