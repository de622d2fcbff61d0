// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node;

import io.ringtail.node.config.NodeConfig;
import io.ringtail.node.shard.Serving;
import io.ringtail.node.shard.Shard;
import io.ringtail.node.shard.ShardLimits;
import io.ringtail.node.storage.ShardStorage;
import io.ringtail.node.storage.StorageOptions;
import io.ringtail.node.storage.StorageThreads;
import io.ringtail.node.storage.TableUsage;
import io.ringtail.node.storage.compaction.CompactionBudget;
import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.message.Response.TableStatus;
import io.ringtail.protocol.schema.Table;
import io.ringtail.protocol.time.HybridClock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.LongConsumer;

/** All shards of a node with their storage. Confined to the node's first loop. */
final class ShardSet {
  private final NodeConfig config;
  private final NodeResources resources;
  private final HybridClock hybridClock;
  private final List<Shard> shards = new ArrayList<>();
  private final CompactionBudget compactions;
  private Set<Integer> tables = Set.of();
  private boolean open;

  ShardSet(
      NodeConfig config,
      NodeResources resources,
      int count,
      HybridClock hybridClock,
      Serving serving,
      LongConsumer epochSeen,
      BiConsumer<String, Throwable> failed) {
    this.config = config;
    this.resources = resources;
    this.hybridClock = hybridClock;
    this.compactions =
        new CompactionBudget(config.compactionJobsMax(), config.compactionBytesPerSecond());
    for (int index = 0; index < count; index++) {
      shards.add(
          new Shard(
              new Shard.Surroundings(
                  index,
                  count,
                  loop(index),
                  resources.clock(),
                  hybridClock,
                  serving,
                  new ShardLimits(config.inflightMax(), config.valueBytesMax()),
                  epochSeen,
                  failed)));
    }
  }

  List<Shard> all() {
    return shards;
  }

  /** Opens every shard's storage; nothing is asked of it before that has completed. */
  CompletableFuture<Void> open(ClusterMap map) {
    tables = Set.copyOf(map.schema().tablesById().keySet());
    int tableIdNext = map.schema().tableIdNext();
    CompletableFuture<?>[] opened = new CompletableFuture<?>[shards.size()];
    for (Shard shard : shards) {
      opened[shard.index()] =
          CompletableFuture.supplyAsync(() -> openStorage(shard), resources.io())
              .thenAcceptAsync(storage -> attach(shard, storage, tableIdNext), shard.loop());
    }
    return CompletableFuture.allOf(opened).thenRunAsync(() -> open = true, loop(0));
  }

  private ShardStorage openStorage(Shard shard) {
    StorageThreads threads =
        new StorageThreads(
            shard.loop(),
            resources.io(),
            resources.syncs().get(shard.index() % resources.syncs().size()),
            resources.compactions());
    return ShardStorage.open(
        resources.disk(),
        "shard-" + shard.index(),
        threads,
        resources.clock(),
        new StorageOptions(
            config.sync(),
            config.syncPeriodMillis(),
            config.logSegmentBytes(),
            config.memtableBytes(),
            cacheBytes() / shards.size(),
            config.logArchive()),
        shard);
  }

  /** A quarter of the heap leaves half of it beside the cache and a memtable being flushed. */
  private long cacheBytes() {
    return config.cacheBytes() > 0 ? config.cacheBytes() : Runtime.getRuntime().maxMemory() / 4;
  }

  private void attach(Shard shard, ShardStorage storage, int tableIdNext) {
    hybridClock.startAbove(storage.greatestTimestamp());
    storage.compactor().limit(compactions);
    shard.attach(storage);
    // A table that was dropped while the node was down, or just before it went down.
    for (TableUsage usage : storage.usage()) {
      if (usage.tableId() < tableIdNext && !tables.contains(usage.tableId())) {
        shard.dropTable(usage.tableId());
      }
    }
  }

  /** A newer map is served by: lets go of tables that were dropped. */
  void mapChanged(ClusterMap map) {
    Set<Integer> newer = Set.copyOf(map.schema().tablesById().keySet());
    Set<Integer> dropped = new HashSet<>(tables);
    dropped.removeAll(newer);
    tables = newer;
    if (!open) {
      return;
    }
    for (Shard shard : shards) {
      shard
          .loop()
          .execute(() -> {
            dropped.forEach(shard::dropTable);
            shard.mapChanged();
          });
    }
  }

  /** What each table of a map takes in all shards; completes on some loop. */
  CompletableFuture<List<TableStatus>> usage(ClusterMap map) {
    return all(Shard::usage).thenApply(usages -> sum(map, usages));
  }

  /** What an operator should know of the shards' disks, a line each; completes on some loop. */
  CompletableFuture<List<String>> warnings() {
    return all(Shard::warnings);
  }

  private <T> CompletableFuture<List<T>> all(Function<Shard, List<T>> each) {
    CompletableFuture<List<T>> all = CompletableFuture.completedFuture(List.of());
    if (open) {
      for (Shard shard : shards) {
        CompletableFuture<List<T>> one =
            CompletableFuture.supplyAsync(() -> each.apply(shard), shard.loop());
        all =
            all.thenCombine(
                one,
                (a, b) -> {
                  List<T> both = new ArrayList<>(a);
                  both.addAll(b);
                  return both;
                });
      }
    }
    return all;
  }

  private static List<TableStatus> sum(ClusterMap map, List<TableUsage> usages) {
    TreeMap<Integer, TableStatus> sums = new TreeMap<>();
    for (Table table : map.schema().tablesInOrder()) {
      sums.put(table.id(), new TableStatus(table.id(), 0, 0, 0));
    }
    for (TableUsage usage : usages) {
      sums.computeIfPresent(
          usage.tableId(),
          (id, sum) ->
              new TableStatus(
                  id,
                  sum.memtableBytes() + usage.memtableBytes(),
                  sum.sstables() + usage.sstables(),
                  sum.sstableBytes() + usage.sstableBytes()));
    }
    return List.copyOf(sums.values());
  }

  /** Ends all storage. */
  CompletableFuture<Void> close() {
    CompletableFuture<?>[] closed = new CompletableFuture<?>[shards.size()];
    for (Shard shard : shards) {
      closed[shard.index()] =
          CompletableFuture.supplyAsync(shard::close, shard.loop()).thenCompose(each -> each);
    }
    return CompletableFuture.allOf(closed);
  }

  private ScheduledExecutorService loop(int shard) {
    return resources.loops().get(shard % resources.loops().size());
  }
}
