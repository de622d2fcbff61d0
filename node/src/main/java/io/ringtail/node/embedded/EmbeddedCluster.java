// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.embedded;

import io.ringtail.driver.netty.Loops;
import io.ringtail.node.NodeHost;
import io.ringtail.node.RunningNode;
import io.ringtail.node.config.NodeConfig;
import io.ringtail.node.config.SyncMode;
import io.ringtail.node.shard.NodeState;
import io.ringtail.protocol.ring.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A cluster whose nodes all run in this JVM, over loopback sockets and real files. Sessions of this
 * JVM find it by its name. Thread-safe.
 */
public final class EmbeddedCluster implements AutoCloseable {
  /** Block cache of each node, unless set: 64 MiB. */
  private static final long CACHE_BYTES = 64 << 20;

  /** Three nodes start in a fraction of a second; a slow disk may take some more. */
  private static final long SETTLE_SECONDS_MAX = 60;

  /** Another process may take a port between its choice and its use; three times is no chance. */
  private static final int START_TRIES_MAX = 3;

  private final Builder builder;
  private final Path folder;
  private final boolean temporary;
  private final Loops loops;
  private final List<ScheduledExecutorService> loopList;
  private List<Endpoint> endpoints = List.of();
  private final List<@Nullable NodeHost> hosts = new ArrayList<>();
  private boolean closed;

  private EmbeddedCluster(Builder builder) {
    this.builder = builder;
    this.temporary = builder.data == null;
    this.folder = builder.data == null ? Folders.temporary(builder.name) : builder.data;
    int shardsAll = builder.nodes * builder.shards;
    this.loops =
        new Loops(
            Math.min(shardsAll, Math.max(1, Runtime.getRuntime().availableProcessors())),
            "ringtail-" + builder.name);
    this.loopList = loops.all();
  }

  /** A builder for a cluster of three nodes of one shard each in a temporary folder. */
  public static Builder builder(String name) {
    return new Builder(name);
  }

  /** What a cluster is to be like. */
  public static final class Builder {
    private final String name;
    private int nodes = 3;
    private @Nullable Path data;
    private SyncMode sync = SyncMode.GROUP;
    private int shards = 1;
    private List<String> places = List.of();
    private final Map<String, String> settings = new HashMap<>();

    private Builder(String name) {
      this.name = name;
    }

    public Builder nodes(int count) {
      nodes = count;
      return this;
    }

    /**
     * As many nodes, each in a data center, or in a rack of one: {@code east}, or {@code east/r1}.
     */
    public Builder nodesIn(String... newPlaces) {
      places = List.of(newPlaces);
      nodes = newPlaces.length;
      return this;
    }

    private String placeOf(int index) {
      return places.isEmpty() ? "" : "/" + places.get(index);
    }

    /** A folder that stays, with one folder in it for each node; temporary where none is given. */
    public Builder data(Path newData) {
      data = newData;
      return this;
    }

    public Builder sync(SyncMode mode) {
      sync = mode;
      return this;
    }

    /** Shards of each node. */
    public Builder shards(int count) {
      shards = count;
      return this;
    }

    /** Any configuration key by its full name, on every node. */
    public Builder set(String key, String value) {
      settings.put(key, value);
      return this;
    }

    /**
     * Starts the cluster; it serves on return.
     *
     * @throws IllegalArgumentException when a cluster of that name runs in this JVM
     * @throws UncheckedIOException when a folder or a port cannot be had
     */
    public EmbeddedCluster start() {
      EmbeddedCluster cluster = new EmbeddedCluster(this);
      boolean started = false;
      try {
        ClusterRegistry.add(name, cluster);
        cluster.startAll();
        started = true;
      } finally {
        if (!started) {
          cluster.close();
        }
      }
      return cluster;
    }
  }

  public String name() {
    return builder.name;
  }

  public int size() {
    return builder.nodes;
  }

  /** Where the nodes listen, or would if they are stopped. */
  public synchronized List<Endpoint> contactPoints() {
    return endpoints;
  }

  /** A node's state; empty of meaning while it is stopped. */
  public synchronized NodeState state(int index) {
    NodeHost host = hosts.get(index);
    return host == null ? NodeState.STOPPING : host.node().state();
  }

  /** A node that runs. */
  public synchronized RunningNode node(int index) {
    NodeHost host = hosts.get(index);
    if (host == null) {
      throw new IllegalStateException("node " + index + " is stopped");
    }
    return host.node();
  }

  /** Stops a node; its data stays. Idempotent. */
  public synchronized void stop(int index) {
    NodeHost host = hosts.get(index);
    hosts.set(index, null);
    if (host != null) {
      host.close();
    }
  }

  /** Starts a node again, after stopping it where it runs; it serves on return. */
  public synchronized void restart(int index) {
    stop(index);
    try {
      hosts.set(index, begin(index));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    settle();
  }

  /**
   * Stops a node, deletes its data and starts it again: as the others remember the folder that it
   * had, it is {@link NodeState#NOT_A_MEMBER} and answers for nothing.
   */
  public synchronized void wipe(int index) {
    stop(index);
    Folders.delete(folderOf(index));
    restart(index);
  }

  /** Stops all nodes; deletes the folder where it is temporary. Idempotent. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    ClusterRegistry.remove(builder.name, this);
    for (int i = 0; i < hosts.size(); i++) {
      stop(i);
    }
    loops.close();
    if (temporary) {
      Folders.delete(folder);
    }
  }

  private synchronized void startAll() {
    for (int tries = 1; ; tries++) {
      endpoints = EndpointFile.readOrChoose(folder, builder.nodes);
      try {
        for (int i = 0; i < builder.nodes; i++) {
          hosts.add(null);
          hosts.set(i, begin(i));
        }
        settle();
        return;
      } catch (IOException e) {
        for (int i = 0; i < hosts.size(); i++) {
          stop(i);
        }
        hosts.clear();
        if (!temporary || tries == START_TRIES_MAX) {
          throw new UncheckedIOException(e);
        }
        Folders.delete(folder);
      }
    }
  }

  private NodeHost begin(int index) throws IOException {
    Map<String, String> values = new HashMap<>(builder.settings);
    // Nodes share this JVM's heap with each other and with the application.
    values.putIfAbsent("node.cache_bytes", Long.toString(CACHE_BYTES));
    values.put("node.data", folderOf(index).toString());
    values.put("node.listen", endpoints.get(index).toString());
    values.put("node.shards", Integer.toString(builder.shards));
    values.put("node.sync", builder.sync.name().toLowerCase(Locale.ROOT));
    values.put(
        "cluster.initial_nodes",
        IntStream.range(0, endpoints.size())
            .mapToObj(i -> endpoints.get(i) + builder.placeOf(i))
            .collect(Collectors.joining(",")));
    return NodeHost.start(
        NodeConfig.of(values), loopsOf(index), builder.shards, (reason, cause) -> {});
  }

  /** Waits until all nodes that run serve, or are known to be no members. */
  private void settle() {
    CompletableFuture<?>[] settled =
        hosts.stream()
            .filter(host -> host != null)
            .map(host -> host.node().settled())
            .toArray(CompletableFuture[]::new);
    try {
      CompletableFuture.allOf(settled).get(SETTLE_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while cluster " + builder.name + " starts", e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IllegalStateException(
          "cluster " + builder.name + " cannot start: " + cause.getMessage(), cause);
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "cluster "
              + builder.name
              + " does not serve after "
              + SETTLE_SECONDS_MAX
              + " s; are all its nodes started?",
          e);
    }
  }

  private List<ScheduledExecutorService> loopsOf(int index) {
    return IntStream.range(0, builder.shards)
        .mapToObj(shard -> loopList.get((index * builder.shards + shard) % loopList.size()))
        .toList();
  }

  private Path folderOf(int index) {
    return folder.resolve("node-" + (index + 1));
  }
}
