// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node;

import io.ringtail.node.disk.DiskFullException;
import io.ringtail.node.shard.Shard;
import io.ringtail.node.storage.CompactionStatus;
import io.ringtail.node.storage.Compactor;
import io.ringtail.node.storage.HiddenTables;
import io.ringtail.node.storage.StorageStatus;
import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.message.EndedCompaction;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.message.ShardStatus;
import io.ringtail.protocol.schema.Table;
import io.ringtail.protocol.schema.TableName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Tells what the storage of all shards does, and steers its compactions. Confined to the node's
 * first loop, on which all answers are given.
 */
final class NodeStorage {
  /** Requests for full compactions that may wait: each is asked by a person, or by a timer. */
  private static final int RUNS_MAX = 16;

  /** What a request asks for that cannot be done as it is. */
  private static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Reason reason;

    RefusedException(Reason reason, String detail) {
      super(detail);
      this.reason = reason;
    }
  }

  private final ShardSet shards;
  private final Executor loop;
  private int runs;

  NodeStorage(ShardSet shards, Executor loop) {
    this.shards = shards;
    this.loop = loop;
  }

  void status(ClusterMap map, Consumer<Response> answer) {
    answer(
        map,
        answer,
        shards
            .each(shard -> List.of(status(shard.index(), shard.storage().status())))
            .thenApply(all ->
                new Response.StorageDone(
                    all,
                    shards.compactionBudget().bytesPerSecond(),
                    TimeUnit.NANOSECONDS.toMillis(shards.compactionBudget().waitedNanos()))));
  }

  private static ShardStatus status(int shard, StorageStatus status) {
    CompactionStatus compactions = status.compactions();
    return new ShardStatus(
        shard,
        new ShardStatus.Compactions(
            compactions.allPaused(),
            compactions.pausedTables(),
            compactions.running().stream().map(NodeStorage::running).toList(),
            compactions.pendingJobs(),
            compactions.pendingBytes(),
            compactions.roomIsScarce()),
        status.flushesWaiting(),
        new ShardStatus.Log(
            status.logSegments(),
            status.log().records(),
            status.log().bytes(),
            status.log().fsyncs()),
        new ShardStatus.Cache(
            status.cache().bytes(),
            status.cache().bytesMax(),
            status.cache().hits(),
            status.cache().misses()),
        status.suspectSlices());
  }

  private static ShardStatus.Running running(CompactionStatus.Running running) {
    return new ShardStatus.Running(
        HiddenTables.owner(running.tableId()),
        running.filesIn().size(),
        running.bytesDone(),
        running.bytesTotal());
  }

  void history(Request.FetchCompactions request, ClusterMap map, Consumer<Response> answer) {
    answer(
        map,
        answer,
        shards
            .each(NodeStorage::ended)
            .thenApply(all -> {
              List<EndedCompaction> latest = new ArrayList<>(all);
              latest.sort(
                  Comparator.comparingLong(
                          (EndedCompaction each) -> each.startedMillis() + each.tookMillis())
                      .reversed());
              return new Response.CompactionsDone(
                  latest.subList(0, Math.min(request.limit(), latest.size())));
            }));
  }

  private static List<EndedCompaction> ended(Shard shard) {
    return shard.storage().compactor().status().done().reversed().stream()
        .map(done ->
            new EndedCompaction(
                shard.index(),
                HiddenTables.owner(done.tableId()),
                done.startedMillis(),
                Math.max(0, done.tookMillis()), // the wall clock may have gone back
                done.filesIn().size(),
                done.filesOut().size(),
                done.in().bytes(),
                done.out().bytes(),
                done.in().cells(),
                done.out().cells(),
                done.in().tombstones(),
                done.out().tombstones(),
                Objects.requireNonNullElse(done.problem(), "")))
        .toList();
  }

  void pause(Request.PauseCompactions request, ClusterMap map, Consumer<Response> answer) {
    answer(
        map,
        answer,
        tableIds(request.tables(), map)
            .thenCompose(ids ->
                shards.each(shard -> {
                  pause(shard.storage().compactor(), request, ids);
                  return List.of();
                }))
            .thenApply(done -> new Response.CompactionsPaused()));
  }

  private static void pause(
      Compactor compactor, Request.PauseCompactions request, List<Integer> tableIds) {
    if (request.tables().isEmpty()) {
      if (request.paused()) {
        compactor.pauseAll();
      } else {
        compactor.resumeAll();
      }
    } else if (request.paused()) {
      tableIds.forEach(compactor::pause);
    } else {
      tableIds.forEach(compactor::resume);
    }
  }

  void run(Request.RunCompactions request, ClusterMap map, Consumer<Response> answer) {
    if (runs == RUNS_MAX) {
      answer.accept(
          refused(map, Reason.OVERLOADED, RUNS_MAX + " full compactions are waited for already"));
      return;
    }
    runs++;
    answer(
        map,
        response -> {
          runs--;
          answer.accept(response);
        },
        tableIds(request.tables(), map)
            .thenCompose(ids -> shards.each(shard -> List.of(run(shard, ids, map))))
            .thenCompose(all -> CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new)))
            .thenApply(done -> new Response.CompactionsRun()));
  }

  /** On the shard's loop: merges all files of tables, unless one of them is paused. */
  private static CompletableFuture<Void> run(Shard shard, List<Integer> tableIds, ClusterMap map) {
    for (int id : tableIds) {
      if (shard.storage().compactor().isPaused(id)) {
        throw new RefusedException(
            Reason.INVALID,
            "compactions of " + name(id, map) + " are paused on this node; resume them first");
      }
    }
    return CompletableFuture.allOf(
        tableIds.stream()
            .map(id -> shard.storage().compactAll(id))
            .toArray(CompletableFuture<?>[]::new));
  }

  private static String name(int tableId, ClusterMap map) {
    Table table = map.schema().tablesById().get(tableId);
    return table == null ? "table " + tableId : table.name().toString();
  }

  /** The ids of tables, or of all where none is named. */
  private static CompletableFuture<List<Integer>> tableIds(List<TableName> names, ClusterMap map) {
    List<Integer> ids = new ArrayList<>();
    for (TableName name : names) {
      Table table = map.schema().table(name).orElse(null);
      if (table == null) {
        return CompletableFuture.failedFuture(
            new RefusedException(Reason.NOT_FOUND, "there is no table " + name));
      }
      ids.add(table.id());
    }
    return CompletableFuture.completedFuture(
        names.isEmpty() ? List.copyOf(map.schema().tablesById().keySet()) : ids);
  }

  private <T extends Response> void answer(
      ClusterMap map, Consumer<Response> answer, CompletableFuture<T> response) {
    response.whenCompleteAsync(
        (done, problem) -> answer.accept(problem == null ? done : failed(problem, map)), loop);
  }

  private static Response failed(Throwable problem, ClusterMap map) {
    List<Throwable> causes =
        Stream.iterate(problem, Objects::nonNull, Throwable::getCause).toList();
    for (Throwable cause : causes) {
      if (cause instanceof RefusedException refused) {
        return refused(map, refused.reason, String.valueOf(refused.getMessage()));
      }
      if (cause instanceof DiskFullException) {
        return refused(map, Reason.DISK_FULL, String.valueOf(cause.getMessage()));
      }
    }
    return refused(map, Reason.INTERNAL, String.valueOf(causes.getLast()));
  }

  private static Response refused(ClusterMap map, Reason reason, String detail) {
    return new Response.Refused(reason, detail, 0, map.epoch());
  }
}
