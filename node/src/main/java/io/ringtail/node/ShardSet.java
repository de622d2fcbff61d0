// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node;

import io.ringtail.node.config.NodeConfig;
import io.ringtail.node.coordination.Coordinator;
import io.ringtail.node.coordination.PeerHints;
import io.ringtail.node.hint.HintDelivery;
import io.ringtail.node.hint.HintStore;
import io.ringtail.node.hint.HintThreads;
import io.ringtail.node.metadata.Identity;
import io.ringtail.node.shard.Serving;
import io.ringtail.node.shard.Shard;
import io.ringtail.node.shard.ShardLimits;
import io.ringtail.node.snapshot.SnapshotFile;
import io.ringtail.node.snapshot.SnapshotFolders;
import io.ringtail.node.snapshot.SnapshotName;
import io.ringtail.node.snapshot.SnapshotTable;
import io.ringtail.node.storage.ShardStorage;
import io.ringtail.node.storage.StorageOptions;
import io.ringtail.node.storage.StorageThreads;
import io.ringtail.node.storage.TableUsage;
import io.ringtail.node.storage.compaction.CompactionBudget;
import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.message.Response.TableStatus;
import io.ringtail.protocol.ring.NodeId;
import io.ringtail.protocol.schema.Table;
import io.ringtail.protocol.schema.TableOptions;
import io.ringtail.protocol.time.HybridClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.function.LongConsumer;

/** All shards of a node with their storage. Confined to the node's first loop. */
final class ShardSet {
  /** What a node that dies while it delivers hints delivers twice, at most, for each target. */
  private static final int HINT_SEGMENT_BYTES = 4 << 20;

  private final NodeConfig config;
  private final NodeResources resources;
  private final HybridClock hybridClock;
  private final List<Shard> shards = new ArrayList<>();
  private final CompactionBudget compactions;
  private final NodeSnapshots snapshots;

  /** By shard, how it delivers hints. */
  private final List<PeerHints> deliveries = new ArrayList<>();

  private Map<Integer, Table> tables = Map.of();
  private boolean open;

  ShardSet(
      NodeConfig config,
      NodeResources resources,
      Identity identity,
      HybridClock hybridClock,
      Serving serving,
      LongConsumer epochSeen,
      BiConsumer<String, Throwable> failed) {
    this.config = config;
    this.resources = resources;
    this.hybridClock = hybridClock;
    this.compactions =
        new CompactionBudget(config.compactionJobsMax(), config.compactionBytesPerSecond());
    for (int index = 0; index < identity.shards(); index++) {
      Coordinator coordinator = coordinator(index, identity.nodeId(), serving, epochSeen);
      deliveries.add(new PeerHints(coordinator, resources.clock()));
      shards.add(
          new Shard(
              new Shard.Surroundings(
                  index,
                  identity.shards(),
                  loop(index),
                  resources.clock(),
                  hybridClock,
                  serving,
                  new ShardLimits(config.inflightMax(), config.valueBytesMax()),
                  coordinator,
                  epochSeen,
                  failed)));
    }
    this.snapshots =
        new NodeSnapshots(
            new SnapshotFolders(resources.disk()),
            resources.io(),
            loop(0),
            resources.clock(),
            this::link);
  }

  private Coordinator coordinator(int index, NodeId self, Serving serving, LongConsumer epochSeen) {
    return new Coordinator(
        new Coordinator.Parts(
            resources.transport(),
            loop(index),
            resources.clock(),
            hybridClock,
            new SplittableRandom(resources.random().nextLong()),
            new io.ringtail.driver.connection.Identity("ringtail-node", NodeVersion.TEXT, self),
            self,
            () -> serving.map().map(),
            epochSeen,
            config.inflightMax()));
  }

  List<Shard> all() {
    return shards;
  }

  /** What the compactions of all shards share. */
  CompactionBudget compactionBudget() {
    return compactions;
  }

  /** The node's snapshots, once {@link #open} has completed. */
  NodeSnapshots snapshots() {
    return snapshots;
  }

  /** Opens every shard's storage; nothing is asked of it before that has completed. */
  CompletableFuture<Void> open(ClusterMap map) {
    tables = map.schema().tablesById();
    int tableIdNext = map.schema().tableIdNext();
    CompletableFuture<?>[] opened = new CompletableFuture<?>[shards.size()];
    for (Shard shard : shards) {
      opened[shard.index()] =
          CompletableFuture.supplyAsync(() -> openStorage(shard), resources.io())
              .thenAcceptAsync(storage -> attach(shard, storage), shard.loop())
              .thenApplyAsync(nothing -> openHints(shard), resources.io())
              .thenAcceptAsync(hints -> attach(shard, hints), shard.loop());
    }
    return CompletableFuture.allOf(opened)
        .thenRunAsync(snapshots::deleteIncomplete, resources.io())
        .thenComposeAsync(nothing -> each(Shard::usage), loop(0))
        .thenAcceptAsync(usages -> opened(tableIdNext, usages), loop(0));
  }

  /** Lets go of what was dropped while the node was down, or just before it went down. */
  private void opened(int tableIdNext, List<TableUsage> usages) {
    open = true;
    useOptions(tables);
    Set<Integer> left = new TreeSet<>();
    for (TableUsage usage : usages) {
      if (usage.tableId() < tableIdNext && !tables.containsKey(usage.tableId())) {
        left.add(usage.tableId());
      }
    }
    left.forEach(id -> letGo(id, "dropped-" + id, SnapshotTable.unknown(id)));
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

  private HintStore openHints(Shard shard) {
    HintThreads threads =
        new HintThreads(
            shard.loop(),
            resources.io(),
            resources.syncs().get(shard.index() % resources.syncs().size()));
    try {
      return HintStore.open(
          new HintStore.Settings(
              resources.disk(),
              "hints-" + shard.index(),
              config.sync(),
              config.syncPeriodMillis(),
              HINT_SEGMENT_BYTES,
              config.hintBytesMax() / shards.size(),
              config.hintMillisMax()),
          threads,
          shard.hintListener());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void attach(Shard shard, HintStore hints) {
    PeerHints peers = deliveries.get(shard.index());
    shard.attach(
        hints,
        new HintDelivery(
            hints,
            peers,
            peers::isUp,
            config.hintBytesPerSecond() / shards.size(),
            resources.clock(),
            new SplittableRandom(resources.random().nextLong())));
  }

  /** A quarter of the heap leaves half of it beside the cache and a memtable being flushed. */
  private long cacheBytes() {
    return config.cacheBytes() > 0 ? config.cacheBytes() : Runtime.getRuntime().maxMemory() / 4;
  }

  private void attach(Shard shard, ShardStorage storage) {
    hybridClock.startAbove(storage.greatestTimestamp());
    storage.compactor().limit(compactions);
    shard.attach(storage);
  }

  /** The node is a member, and serves. */
  void serves() {
    for (Shard shard : shards) {
      shard.loop().execute(shard::serves);
    }
  }

  /** A newer map is served by: lets go of tables that were dropped or truncated. */
  void mapChanged(ClusterMap map) {
    SortedMap<Integer, Table> gone = new TreeMap<>(tables);
    gone.keySet().removeAll(map.schema().tablesById().keySet());
    tables = map.schema().tablesById();
    if (!open) {
      return;
    }
    useOptions(tables);
    for (Table table : gone.values()) {
      boolean truncated = map.schema().table(table.name()).isPresent();
      letGo(
          table.id(),
          (truncated ? "truncated-" : "dropped-") + table.id() + "-" + table.name(),
          SnapshotTable.of(table));
    }
    for (Shard shard : shards) {
      shard.loop().execute(shard::mapChanged);
    }
  }

  private void useOptions(Map<Integer, Table> byId) {
    IntFunction<TableOptions> optionsOf =
        id -> {
          Table table = byId.get(id);
          return table == null ? TableOptions.DEFAULT : table.options();
        };
    for (Shard shard : shards) {
      shard.loop().execute(() -> shard.useOptions(optionsOf));
    }
  }

  /** Nothing is read from the table or written to it any more: its files can be taken away. */
  private void letGo(int tableId, String snapshot, SnapshotTable table) {
    Runnable drop =
        () -> {
          for (Shard shard : shards) {
            shard.loop().execute(() -> shard.dropTable(tableId));
          }
        };
    if (config.autoSnapshot()) {
      snapshots.keep(SnapshotName.of(snapshot), table, drop);
    } else {
      drop.run();
    }
  }

  /** Second names for the files of tables in all shards; completes on some loop. */
  private CompletableFuture<List<SnapshotFile>> link(String name, IntPredicate tableIds) {
    CompletableFuture<List<SnapshotFile>> all = CompletableFuture.completedFuture(List.of());
    for (Shard shard : shards) {
      CompletableFuture<List<SnapshotFile>> one =
          CompletableFuture.supplyAsync(() -> shard.snapshot(name, tableIds), shard.loop())
              .thenCompose(linked -> linked);
      all = all.thenCombine(one, ShardSet::both);
    }
    return all;
  }

  private static <T> List<T> both(List<T> a, List<T> b) {
    List<T> both = new ArrayList<>(a);
    both.addAll(b);
    return both;
  }

  /** What each table of a map takes in all shards; completes on some loop. */
  CompletableFuture<List<TableStatus>> usage(ClusterMap map) {
    return (open ? each(Shard::usage) : CompletableFuture.completedFuture(List.<TableUsage>of()))
        .thenApply(usages -> sum(map, usages));
  }

  /** What an operator should know of the shards' disks, a line each; completes on some loop. */
  CompletableFuture<List<String>> warnings() {
    return open ? each(Shard::warnings) : CompletableFuture.completedFuture(List.of());
  }

  /** What each shard says; completes on some loop. */
  <T> CompletableFuture<List<T>> each(Function<Shard, List<T>> said) {
    CompletableFuture<List<T>> all = CompletableFuture.completedFuture(List.of());
    for (Shard shard : shards) {
      all =
          all.thenCombine(
              CompletableFuture.supplyAsync(() -> said.apply(shard), shard.loop()), ShardSet::both);
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
