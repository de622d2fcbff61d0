// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node;

import io.ringtail.node.disk.DiskFullException;
import io.ringtail.node.snapshot.SnapshotFile;
import io.ringtail.node.snapshot.SnapshotFolders;
import io.ringtail.node.snapshot.SnapshotManifest;
import io.ringtail.node.snapshot.SnapshotName;
import io.ringtail.node.snapshot.SnapshotTable;
import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.schema.Table;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.time.Clock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes, lists and deletes the node's snapshots, one after the other. Confined to the node's first
 * loop, but for {@link #deleteIncomplete}.
 */
final class NodeSnapshots {
  private static final Logger LOG = LoggerFactory.getLogger(NodeSnapshots.class);

  /** Each takes as long as a flush; more than some seconds' worth is not worth waiting for. */
  private static final int WAITING_MAX = 16;

  /** Second names for the files of tables, in all shards; completes on some loop. */
  interface Links {
    CompletableFuture<List<SnapshotFile>> link(String name, IntPredicate tableIds);
  }

  private final SnapshotFolders folders;
  private final Executor io;
  private final ScheduledExecutorService loop;
  private final Clock clock;
  private final Links links;

  /** What is to be done; those that keep dropped tables are as many as there were tables. */
  private final Queue<Runnable> waiting = new ArrayDeque<>();

  private boolean busy;

  NodeSnapshots(
      SnapshotFolders folders,
      Executor io,
      ScheduledExecutorService loop,
      Clock clock,
      Links links) {
    this.folders = folders;
    this.io = io;
    this.loop = loop;
    this.clock = clock;
    this.links = links;
  }

  /** Deletes what a death has left half done; before anything else is asked. Blocks. */
  void deleteIncomplete() {
    try {
      folders.deleteIncomplete();
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    }
  }

  void take(Request.TakeSnapshot request, ClusterMap map, Consumer<Response> answer) {
    String name;
    Map<Integer, SnapshotTable> tables = new TreeMap<>();
    try {
      name = SnapshotName.check(request.name());
      for (Table table : tables(request.tables(), map)) {
        tables.put(table.id(), SnapshotTable.of(table));
      }
    } catch (IllegalArgumentException wrong) {
      answer.accept(refused(Reason.INVALID, String.valueOf(wrong.getMessage()), map));
      return;
    }
    begin(
        map,
        answer,
        () ->
            blocking(() -> folders.exists(name))
                .thenCompose(exists ->
                    exists
                        ? CompletableFuture.completedFuture(
                            refused(
                                Reason.ALREADY_EXISTS,
                                "there is a snapshot " + name + " already; delete it first",
                                map))
                        : write(name, tables)
                            .thenApply(done -> new Response.SnapshotTaken(done.summary()))));
  }

  private static List<Table> tables(List<TableName> names, ClusterMap map) {
    if (names.isEmpty()) {
      return map.schema().tablesInOrder();
    }
    List<Table> tables = new ArrayList<>();
    for (TableName name : names) {
      tables.add(
          map.schema()
              .table(name)
              .orElseThrow(() -> new IllegalArgumentException("there is no table " + name)));
    }
    return tables;
  }

  void list(ClusterMap map, Consumer<Response> answer) {
    begin(
        map,
        answer,
        () ->
            blocking(folders::list)
                .thenApply(all ->
                    new Response.SnapshotsDone(
                        all.stream().map(SnapshotManifest::summary).toList())));
  }

  void delete(Request.DeleteSnapshot request, ClusterMap map, Consumer<Response> answer) {
    String name;
    try {
      name = SnapshotName.check(request.name());
    } catch (IllegalArgumentException wrong) {
      answer.accept(refused(Reason.INVALID, String.valueOf(wrong.getMessage()), map));
      return;
    }
    begin(
        map,
        answer,
        () ->
            blocking(() -> {
              if (!folders.exists(name)) {
                return refused(Reason.NOT_FOUND, "there is no snapshot " + name, map);
              }
              folders.delete(name);
              return new Response.SnapshotDeleted();
            }));
  }

  /**
   * Keeps what is left of a table that the map does not have any more, and then lets it go. Where
   * that fails, its files stay until the next start tries again.
   */
  void keep(String name, SnapshotTable table, Runnable letGo) {
    enqueue(() ->
        blocking(() -> folders.exists(name))
            .thenCompose(
                exists -> exists ? CompletableFuture.completedFuture(true) : keepFiles(name, table))
            .whenCompleteAsync(
                (kept, problem) -> {
                  if (problem == null) {
                    letGo.run();
                  } else {
                    LOG.error(
                        "table {} is gone, but its files stay until the next start, since snapshot"
                            + " {} could not be taken: {}",
                        table.name(),
                        name,
                        problem.getMessage());
                  }
                  next();
                },
                loop));
  }

  private CompletableFuture<Boolean> keepFiles(String name, SnapshotTable table) {
    return links
        .link(name, id -> id == table.id())
        .thenComposeAsync(
            files ->
                blocking(() -> {
                  if (files.isEmpty()) {
                    folders.delete(name); // a snapshot of nothing is of no use
                  } else {
                    folders.complete(
                        new SnapshotManifest(name, clock.wallMillis(), List.of(table), files));
                  }
                  return true;
                }),
            loop);
  }

  private CompletableFuture<SnapshotManifest> write(
      String name, Map<Integer, SnapshotTable> tables) {
    return links
        .link(name, tables::containsKey)
        .thenComposeAsync(
            files ->
                blocking(() -> {
                  SnapshotManifest complete =
                      new SnapshotManifest(
                          name, clock.wallMillis(), List.copyOf(tables.values()), files);
                  folders.complete(complete);
                  return complete;
                }),
            loop);
  }

  /** What one request asks for. */
  private interface Step {
    CompletableFuture<? extends Response> run();
  }

  private void begin(ClusterMap map, Consumer<Response> answer, Step step) {
    if (waiting.size() >= WAITING_MAX) {
      answer.accept(
          refused(Reason.OVERLOADED, WAITING_MAX + " snapshots are waiting already", map));
      return;
    }
    enqueue(() ->
        step.run()
            .whenCompleteAsync(
                (response, problem) -> {
                  answer.accept(problem == null ? response : failed(problem, map));
                  next();
                },
                loop));
  }

  private void enqueue(Runnable work) {
    waiting.add(work);
    if (!busy) {
      next();
    }
  }

  /** On the loop: begins what waits. */
  private void next() {
    Runnable work = waiting.poll();
    busy = work != null;
    if (work != null) {
      work.run();
    }
  }

  private static Response failed(Throwable problem, ClusterMap map) {
    Throwable cause = problem instanceof CompletionException ? problem.getCause() : problem;
    Reason reason = cause instanceof DiskFullException ? Reason.DISK_FULL : Reason.INTERNAL;
    return refused(reason, String.valueOf(cause), map);
  }

  private static Response.Refused refused(Reason reason, String detail, ClusterMap map) {
    return new Response.Refused(reason, detail, 0, map.epoch());
  }

  /** Work that may block. */
  private interface Work<T> {
    T run() throws IOException;
  }

  /** Runs work where it may block; completes on the loop. */
  private <T> CompletableFuture<T> blocking(Work<T> work) {
    CompletableFuture<T> done = new CompletableFuture<>();
    io.execute(() -> {
      try {
        T result = work.run();
        loop.execute(() -> done.complete(result));
      } catch (IOException | RuntimeException problem) {
        loop.execute(() -> done.completeExceptionally(problem));
      }
    });
    return done;
  }
}
