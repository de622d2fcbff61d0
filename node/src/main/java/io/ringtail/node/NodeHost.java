// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node;

import io.ringtail.driver.netty.SocketTransport;
import io.ringtail.node.config.NodeConfig;
import io.ringtail.node.disk.FileDisk;
import io.ringtail.node.listener.NettyServerTransport;
import io.ringtail.protocol.time.SystemClock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node on the real machine: its folder, its blocking threads, its sockets, over event loops that
 * it is given. Thread-safe.
 */
public final class NodeHost implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeHost.class);

  /** Blocking reads and flushes of all shards: more would only queue in the disk. */
  private static final int IO_THREADS = 4;

  /** A stop that takes longer than this is given up: the log is replayed at the next start. */
  private static final long STOP_SECONDS_MAX = 20;

  private final FileDisk disk;
  private final List<ExecutorService> executors;
  private final RunningNode node;
  private boolean closed;

  private NodeHost(FileDisk disk, List<ExecutorService> executors, RunningNode node) {
    this.disk = disk;
    this.executors = executors;
    this.node = node;
  }

  /**
   * Starts a node, which listens on return but may not serve yet. Blocks.
   *
   * @param loops event loops of the driver's kind; they stay the caller's
   * @param shardsDefault how many shards a new folder gets if the configuration does not say
   * @param failed told, on any thread, when the disk fails: the node answers nothing any more
   * @throws io.ringtail.node.metadata.MetadataException when folder and configuration do not belong
   *     together
   * @throws IOException when the folder or the address cannot be had
   */
  public static NodeHost start(
      NodeConfig config,
      List<ScheduledExecutorService> loops,
      int shardsDefault,
      BiConsumer<String, Throwable> failed)
      throws IOException {
    FileDisk disk = FileDisk.open(Path.of(config.data()));
    List<ExecutorService> executors = new ArrayList<>();
    try {
      int shards = RunningNode.shardsOf(config, disk, shardsDefault);
      String name = "ringtail-" + config.listen().port();
      ExecutorService io = Executors.newFixedThreadPool(IO_THREADS, daemons(name + "-io"));
      ExecutorService compactions =
          Executors.newFixedThreadPool(config.compactionJobsMax(), daemons(name + "-compactions"));
      ExecutorService metadataIo = Executors.newSingleThreadExecutor(daemons(name + "-metadata"));
      List<ExecutorService> syncs = new ArrayList<>();
      for (int shard = 0; shard < shards; shard++) {
        syncs.add(Executors.newSingleThreadExecutor(daemons(name + "-sync-" + shard)));
      }
      executors.add(io);
      executors.add(compactions);
      executors.add(metadataIo);
      executors.addAll(syncs);
      RunningNode node =
          RunningNode.start(
              config,
              new NodeResources(
                  SystemClock.INSTANCE,
                  disk,
                  new SocketTransport(),
                  new NettyServerTransport(),
                  loops,
                  io,
                  compactions,
                  syncs,
                  metadataIo,
                  new SplittableRandom(ThreadLocalRandom.current().nextLong()),
                  failed),
              shardsDefault);
      return new NodeHost(disk, executors, node);
    } catch (IOException | RuntimeException e) {
      executors.forEach(ExecutorService::shutdownNow);
      disk.close();
      throw e;
    }
  }

  public RunningNode node() {
    return node;
  }

  /** Stops the node and lets its folder go. Blocks; idempotent. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      node.stop().get(node.drainMillis() + STOP_SECONDS_MAX * 1_000, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("node {} did not stop cleanly: {}", node.endpoint(), e.toString());
    }
    executors.forEach(ExecutorService::shutdownNow);
    try {
      disk.close();
    } catch (IOException e) {
      LOG.warn("the lock of a data folder could not be given back: {}", e.toString());
    }
  }

  private static ThreadFactory daemons(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
