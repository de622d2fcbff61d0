// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node;

import io.ringtail.driver.transport.Transport;
import io.ringtail.node.disk.Disk;
import io.ringtail.node.listener.ServerTransport;
import io.ringtail.protocol.time.Clock;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;

/**
 * The world as a node sees it: sockets, files and threads, or their simulation.
 *
 * @param loops one for each shard; several shards, also of several nodes, may share one
 * @param io runs blocking reads and flushes, several at a time
 * @param compactions runs compactions of all shards
 * @param syncs one for each shard, each one task at a time in order
 * @param metadataIo one task at a time in order
 * @param random confined to the first loop
 * @param failed told, on any thread, when the disk fails: the node must answer nothing any more
 */
public record NodeResources(
    Clock clock,
    Disk disk,
    Transport transport,
    ServerTransport serverTransport,
    List<ScheduledExecutorService> loops,
    Executor io,
    Executor compactions,
    List<? extends Executor> syncs,
    Executor metadataIo,
    RandomGenerator random,
    BiConsumer<String, Throwable> failed) {
  public NodeResources {
    loops = List.copyOf(loops);
    syncs = List.copyOf(syncs);
  }
}
