// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.cluster;

import io.ringtail.benchmarks.process.ChildJvm;
import io.ringtail.benchmarks.process.JvmCommand;
import io.ringtail.benchmarks.process.LoopbackPorts;
import io.ringtail.benchmarks.process.TemporaryFolder;
import io.ringtail.protocol.ring.Endpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A cluster of real node processes on loopback, with their data in a temporary folder. Nodes can be
 * killed and started again on their data. Confined to its owner's thread.
 */
public final class NodeProcesses implements AutoCloseable {
  private static final String NODE_MAIN = "io.ringtail.node.cli.RingtailNode";
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

  /** What a node prints when it serves. */
  private static final String READY = "ringtail node ready";

  private final Settings settings;
  private final TemporaryFolder folder;
  private final List<Endpoint> endpoints = new ArrayList<>();

  /** Where they listen. */
  private final List<Endpoint> bound = new ArrayList<>();

  private final List<@Nullable ChildJvm> nodes = new ArrayList<>();

  /**
   * Each launch has an output file of its own, so that a node is not ready by what it printed in an
   * earlier life.
   */
  private int launches;

  private NodeProcesses(Settings settings, TemporaryFolder folder, Ways ways) throws IOException {
    this.settings = settings;
    this.folder = folder;
    for (int port : LoopbackPorts.free(settings.nodes())) {
      Endpoint own = new Endpoint("127.0.0.1", port);
      bound.add(own);
      endpoints.add(ways.to(own));
      nodes.add(null);
    }
  }

  /** How others reach what listens on an endpoint. */
  @FunctionalInterface
  public interface Ways {
    /** The endpoint that the nodes' cluster map has for one that listens somewhere. */
    Endpoint to(Endpoint listening) throws IOException;
  }

  /**
   * How the nodes are started.
   *
   * @param heapMegabytes of each node
   * @param shards of each node
   * @param sync group, periodic or none
   * @param jvmFlags further flags of each node's JVM
   */
  public record Settings(
      int nodes, int heapMegabytes, int shards, String sync, List<String> jvmFlags) {
    private static final int HEAP_MEGABYTES = 512;

    public Settings {
      jvmFlags = List.copyOf(jvmFlags);
      if (nodes < 1) {
        throw new IllegalArgumentException("a cluster needs at least one node, not " + nodes);
      }
    }

    /** Nodes with one shard and 512 MB of heap each, as the published figures have it. */
    public static Settings of(int nodes, String sync) {
      return new Settings(nodes, HEAP_MEGABYTES, 1, sync, List.of());
    }

    /** The same, with further flags of the nodes' JVMs. */
    public Settings withJvmFlags(List<String> flags) {
      return new Settings(nodes, heapMegabytes, shards, sync, flags);
    }

    /** Three nodes with one shard, which acknowledge what is on disk. */
    public static Settings threeNodes() {
      return of(3, "group");
    }
  }

  /**
   * Starts all nodes and waits until each serves.
   *
   * @throws IOException if a node ends instead, with what it printed last
   */
  public static NodeProcesses start(Settings settings) throws IOException, TimeoutException {
    return start(settings, listening -> listening);
  }

  /** As {@link #start}, with nodes that are reached otherwise than where they listen. */
  public static NodeProcesses start(Settings settings, Ways ways)
      throws IOException, TimeoutException {
    NodeProcesses cluster =
        new NodeProcesses(settings, TemporaryFolder.create("ringtail-cluster-"), ways);
    try {
      for (int node = 0; node < settings.nodes(); node++) {
        cluster.launch(node);
      }
      for (int node = 0; node < settings.nodes(); node++) {
        cluster.awaitReady(node);
      }
      return cluster;
    } catch (IOException | TimeoutException | RuntimeException failure) {
      cluster.close();
      throw failure;
    }
  }

  /** Where the nodes are reached, whether they run or not. */
  public List<Endpoint> endpoints() {
    return List.copyOf(endpoints);
  }

  /** Where the nodes listen. */
  public List<Endpoint> bound() {
    return List.copyOf(bound);
  }

  /** The endpoints as the part of a URL that names contact points. */
  public String contactPoints() {
    return endpoints.stream().map(Endpoint::toString).collect(Collectors.joining(","));
  }

  /** The process ids of the nodes that run. */
  public List<Long> pids() {
    List<Long> pids = new ArrayList<>();
    for (ChildJvm node : nodes) {
      if (node != null) {
        pids.add(node.pid());
      }
    }
    return pids;
  }

  /** The folder with the nodes' data folders and outputs; it goes with the cluster. */
  public Path folder() {
    return folder.path();
  }

  /** Fails if a node that should run has ended, with what it printed last. */
  public void checkAlive() throws IOException {
    for (ChildJvm node : nodes) {
      if (node != null) {
        node.checkAlive();
      }
    }
  }

  /** Kills a node as a crash would (SIGKILL). */
  public void kill(int node) {
    ChildJvm process = nodes.set(node, null);
    if (process != null) {
      process.close();
    }
  }

  /** Stops a node as an operator would (SIGTERM), and waits until it is gone. */
  public void stop(int node) throws IOException, InterruptedException, TimeoutException {
    ChildJvm process = nodes.set(node, null);
    if (process != null) {
      try (process) {
        process.terminate(STOP_LIMIT);
      }
    }
  }

  /** Starts a node on its data, without waiting for it. */
  public void launch(int node) throws IOException {
    String name = "node-" + (node + 1);
    List<String> arguments =
        List.of(
            "node",
            "--listen=" + endpoints.get(node),
            "--set=node.bind=" + bound.get(node),
            "--initial=" + contactPoints(),
            "--data=" + folder.path().resolve(name + "-data"),
            "--shards=" + settings.shards(),
            "--sync=" + settings.sync());
    launches++;
    JvmCommand command =
        new JvmCommand(
            name + "-launch-" + launches,
            NODE_MAIN,
            settings.heapMegabytes(),
            settings.jvmFlags(),
            arguments);
    nodes.set(node, ChildJvm.start(command, folder.path()));
  }

  /** Waits until a launched node serves. */
  public void awaitReady(int node) throws IOException, TimeoutException {
    ChildJvm process = nodes.get(node);
    if (process == null) {
      throw new IllegalStateException("node " + (node + 1) + " was not launched");
    }
    process.awaitOutput(output -> output.contains(READY), START_LIMIT);
  }

  /** Kills all nodes and deletes their data. */
  @Override
  public void close() throws IOException {
    for (int node = 0; node < nodes.size(); node++) {
      kill(node);
    }
    folder.close();
  }
}
