// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.cli;

import io.ringtail.driver.netty.Loops;
import io.ringtail.node.NodeHost;
import io.ringtail.node.RunningNode;
import io.ringtail.node.config.ConfigException;
import io.ringtail.node.config.ConfigText;
import io.ringtail.node.config.NodeConfig;
import io.ringtail.node.shard.NodeState;
import io.ringtail.protocol.map.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs one node until the process is ended. */
@Command(
    name = "node",
    description = "Run one node until the process is ended. docs/configuration.md has all keys.",
    mixinStandardHelpOptions = true)
final class NodeCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(NodeCommand.class);

  /** Between two log lines about what a start waits for. */
  private static final long WAITING_SECONDS = 5;

  @Option(names = "--config", paramLabel = "FILE", description = "configuration file (YAML)")
  private @Nullable Path file;

  @Option(names = "--listen", paramLabel = "HOST:PORT", description = "node.listen")
  private @Nullable String listen;

  @Option(
      names = "--initial",
      paramLabel = "HOST:PORT[/DATACENTER[/RACK]],...",
      description = "cluster.initial_nodes, the same on every node")
  private @Nullable String initial;

  @Option(names = "--seeds", paramLabel = "HOST:PORT,...", description = "node.seeds")
  private @Nullable String seeds;

  @Option(names = "--data", paramLabel = "FOLDER", description = "node.data")
  private @Nullable String data;

  @Option(names = "--shards", paramLabel = "N", description = "node.shards")
  private @Nullable String shards;

  @Option(names = "--sync", paramLabel = "MODE", description = "node.sync: group, periodic, none")
  private @Nullable String sync;

  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "any key by its full name")
  private Map<String, String> settings = Map.of();

  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile @Nullable String failure;

  @Override
  public Integer call() throws Exception {
    NodeConfig config = NodeConfig.of(values());
    int cores = Runtime.getRuntime().availableProcessors();
    // As many loops as a new folder would get shards; a folder with more shards shares them.
    Loops loops = new Loops(config.shards() == 0 ? cores : config.shards(), "ringtail-shard");
    NodeHost host = NodeHost.start(config, loops.all(), cores, this::failed);
    Thread stop = new Thread(() -> stop(host, loops), "ringtail-stop");
    Runtime.getRuntime().addShutdownHook(stop);
    announce(host.node(), config);
    ended.await();
    Runtime.getRuntime().removeShutdownHook(stop);
    System.err.println("ringtail: " + failure);
    // Not exit: what the disk holds is unknown, and nothing more must be done to it.
    Runtime.getRuntime().halt(RingtailNode.EXIT_FAILURE);
    return RingtailNode.EXIT_FAILURE;
  }

  private Map<String, String> values() throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    if (file != null) {
      if (!Files.isReadable(file)) {
        throw new ConfigException(
            "the configuration file " + file + " is not there or not readable");
      }
      values.putAll(ConfigText.parse(Files.readString(file), file.toString()));
    }
    values.putAll(settings);
    put(values, "node.listen", listen);
    put(values, "cluster.initial_nodes", initial);
    put(values, "node.seeds", seeds);
    put(values, "node.data", data);
    put(values, "node.shards", shards);
    put(values, "node.sync", sync);
    return values;
  }

  private static void put(Map<String, String> values, String key, @Nullable String value) {
    if (value != null) {
      values.put(key, value);
    }
  }

  /** Waits until the node serves, says so on the standard output, and why not meanwhile. */
  private void announce(RunningNode node, NodeConfig config) throws Exception {
    while (true) {
      try {
        NodeState state = node.settled().get(WAITING_SECONDS, TimeUnit.SECONDS);
        if (state == NodeState.MEMBER) {
          System.out.println(
              "ringtail node ready on "
                  + node.endpoint()
                  + " (node "
                  + node.id()
                  + ", cluster "
                  + node.map().clusterId()
                  + ", epoch "
                  + node.map().epoch()
                  + ", shards "
                  + node.shardCount()
                  + ", sync "
                  + config.sync().name().toLowerCase(java.util.Locale.ROOT)
                  + ")");
          System.out.flush();
        }
        return;
      } catch (TimeoutException e) {
        List<Node> missing = node.missing().get();
        if (missing.isEmpty()) {
          LOG.info("still opening the data folder");
        } else {
          LOG.info(
              "waiting for {} to form the cluster: every initial node has to be up once",
              missing.stream()
                  .map(each -> each.endpoint().toString())
                  .collect(Collectors.joining(", ")));
        }
      } catch (ExecutionException e) {
        if (e.getCause() instanceof Exception cause) {
          throw cause;
        }
        throw e;
      }
    }
  }

  private void failed(String reason, Throwable cause) {
    LOG.error("the node cannot go on: {}", reason, cause);
    failure = reason;
    ended.countDown();
  }

  private static void stop(NodeHost host, Loops loops) {
    LOG.info("stopping");
    host.close();
    loops.close();
  }
}
