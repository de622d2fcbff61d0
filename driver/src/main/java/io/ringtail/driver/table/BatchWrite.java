// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.table;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringtail.driver.api.Batch;
import io.ringtail.driver.api.BatchOutcome;
import io.ringtail.driver.api.Key;
import io.ringtail.driver.api.Level;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.api.RowWrite;
import io.ringtail.driver.lane.Lane;
import io.ringtail.protocol.codec.MessageCodec;
import io.ringtail.protocol.map.Placer;
import io.ringtail.protocol.merge.Merge;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.row.Mutation;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Version;
import io.ringtail.protocol.schema.BatchTable;
import io.ringtail.protocol.schema.Schema;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.protocol.schema.TableName;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One batch: a single write where it is of one partition; else its writes, after they were noted
 * where it is logged, and the end of that note. Confined to its lane's thread once begun.
 */
public final class BatchWrite {
  /** Half of what a value may have, where nothing else is configured. */
  private static final int BYTES_MAX = 1 << 19;

  /** A note of this size is worth a thought. */
  private static final int BYTES_WARN = 1 << 16;

  /** Above this, writes that are made each for itself gain nothing from being in one batch. */
  private static final int PARTITIONS_WARN = 10;

  private static final int REPLICAS = 3;
  private static final byte[] NO_ROW = {};

  private final Requests requests;
  private final Lane lane;
  private final RequestOptions options;

  /** By table, its partitions. */
  private final Map<TableView, List<Mutation>> mutations = new LinkedHashMap<>();

  private final List<Version> versions = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private int partitions;
  private long bytes;
  private final long deadlineNanos;

  /** Whether the note was sent: from then on the batch may be made. */
  private boolean noting;

  private BatchWrite(Requests requests, Batch batch, RequestOptions options) {
    this.requests = requests;
    this.lane = requests.lanes().pick();
    this.options = options;
    this.deadlineNanos = requests.clock().nanos() + Requests.timeoutNanos(options);
    long nowMillis = requests.clock().wallMillis();
    Map<TableName, TableView> views = new LinkedHashMap<>();
    Map<TableView, Map<ByteBuffer, Rows>> data = new LinkedHashMap<>();
    for (Batch.Entry entry : batch.entries()) {
      TableName name = entry.table().schema().name();
      TableView table = views.computeIfAbsent(name, each -> new TableHandle(requests, each).view());
      if (table.writesStrictly(options.level())) {
        throw new RingtailException.InvalidRequest(
            "table " + name + " is written strictly at " + options.level() + ": not in a batch");
      }
      RowWrite write = entry.write();
      byte[] key = RowEncoder.partitionKey(table, write.key());
      data.computeIfAbsent(table, each -> new LinkedHashMap<>())
          .computeIfAbsent(ByteBuffer.wrap(key), each -> new Rows(table, key))
          .add(write, nowMillis);
    }
    data.forEach((table, all) -> {
      List<Mutation> own = new ArrayList<>();
      all.values().forEach(rows -> own.add(ClusterTable.mutation(table, rows.key, rows.data)));
      own.forEach(each -> bytes += each.key().length + each.content().length);
      mutations.put(table, own);
      partitions += own.size();
    });
    check(batch.kind());
  }

  /**
   * The writes to one partition. All that do not touch each other have one version, the same in all
   * partitions: so of two batches one is the later everywhere.
   */
  private final class Rows {
    private final TableView table;
    private final byte[] key;
    private PartitionData data = PartitionData.EMPTY;
    private final Set<ByteBuffer> written = new HashSet<>();
    private boolean deleted;
    private int generation;

    Rows(TableView table, byte[] key) {
      this.table = table;
      this.key = key;
    }

    void add(RowWrite write, long nowMillis) {
      boolean deletes = write.kind() == RowWrite.Kind.DELETE;
      // A deletion may be of less than a row's key names; it is apart from all others.
      ByteBuffer row =
          ByteBuffer.wrap(deletes ? NO_ROW : RowEncoder.clusteringKey(table, write.key()));
      if (!written.isEmpty() && (deletes || deleted || written.contains(row))) {
        generation++;
        written.clear();
      }
      written.add(row);
      deleted = deletes;
      if (generation == versions.size()) {
        versions.add(requests.version(lane));
      }
      Version version = versions.get(generation);
      data = Merge.partitions(data, RowEncoder.data(table, write, version, nowMillis));
    }
  }

  private void check(Batch.Kind kind) {
    boolean logged = kind == Batch.Kind.LOGGED;
    if (bytes > BYTES_MAX && partitions > 1) {
      throw new RingtailException.InvalidRequest(
          "the batch has "
              + bytes
              + " bytes, of at most "
              + BYTES_MAX
              + ": make several of it; batches are for what belongs together, not for speed");
    }
    if (logged && partitions > 1 && bytes > BYTES_WARN) {
      warnings.add(
          "the batch has " + bytes + " bytes, which are written twice: larger than " + BYTES_WARN);
    } else if (!logged && partitions > PARTITIONS_WARN) {
      warnings.add(
          "the batch is of "
              + partitions
              + " partitions, and each is written for itself: single writes would do as well");
    }
  }

  /**
   * Begins; ends within the options' time.
   *
   * @param change how the table of notes is made
   */
  public static CompletionStage<BatchOutcome> begin(
      Requests requests,
      Batch batch,
      RequestOptions options,
      Function<SchemaChange, CompletionStage<Schema>> change) {
    BatchWrite write;
    try {
      write = new BatchWrite(requests, batch, options);
    } catch (RingtailException e) {
      return CompletableFuture.failedFuture(e);
    }
    boolean logged = batch.kind() == Batch.Kind.LOGGED && write.partitions > 1;
    CompletableFuture<BatchOutcome> outcome = new CompletableFuture<>();
    Requests.execute(
        write.lane,
        () -> {
          if (logged && !write.isTableThere()) {
            write.lane.after(Requests.timeoutNanos(options), () -> write.late(outcome));
          }
          CompletionStage<?> made = logged ? write.logged(change) : write.all();
          made.whenComplete((done, problem) -> {
            if (problem == null) {
              outcome.complete(new BatchOutcome(write.warnings));
            } else {
              outcome.completeExceptionally(cause(problem));
            }
          });
        },
        outcome);
    return outcome;
  }

  private static Throwable cause(Throwable problem) {
    Throwable cause = problem instanceof CompletionException ? problem.getCause() : null;
    return cause == null ? problem : cause;
  }

  /** What is left of the time; each step ends within it, with what it knows. */
  private RequestOptions rest() {
    long left = deadlineNanos - requests.clock().nanos();
    return options.withTimeout(Duration.ofNanos(Math.max(1_000_000, left)));
  }

  /** The time is over; who waits for the table of notes is not told of that. */
  private void late(CompletableFuture<BatchOutcome> outcome) {
    if (!noting) {
      outcome.completeExceptionally(
          new RingtailException.Unavailable(
              "the table in which batches are noted was not made in time"));
    }
  }

  /** Makes the writes. */
  private CompletableFuture<?> all() {
    RequestOptions within = rest();
    CompletableFuture<?>[] parts =
        mutations.entrySet().stream()
            .map(each ->
                new MultiWrite(requests, lane, each.getKey(), each.getValue(), within).start())
            .toArray(CompletableFuture<?>[]::new);
    return CompletableFuture.allOf(parts);
  }

  private CompletionStage<?> logged(Function<SchemaChange, CompletionStage<Schema>> change) {
    ClusterTable log = new ClusterTable(requests, BatchTable.NAME);
    Version first = versions.get(0);
    // Nobody else has this version, and so nobody else has this id.
    Key id = Key.of(new UUID(first.timestamp(), first.writer()));
    return table(change)
        .thenCompose(there -> note(log, id))
        .thenCompose(noted -> all().handle((made, problem) -> problem))
        .thenCompose(problem -> {
          if (problem != null) {
            return CompletableFuture.failedFuture(inDoubt(cause(problem)));
          }
          // Where this is lost the nodes make the same writes again, which changes nothing.
          log.write(RowWrite.delete(id), options.withLevel(noteLevel()));
          return CompletableFuture.completedFuture(null);
        });
  }

  private CompletionStage<?> note(ClusterTable log, Key id) {
    if (requests.clock().nanos() - deadlineNanos >= 0) {
      return new CompletableFuture<>(); // was told that nothing has happened
    }
    noting = true;
    List<Mutation> all = mutations.values().stream().flatMap(List::stream).toList();
    ByteBuf out = Unpooled.buffer();
    MessageCodec.encode(new Request.Write(all), out);
    byte[] note = new byte[out.readableBytes()];
    out.readBytes(note);
    RowWrite write = log.update(id, Map.of(BatchTable.WRITES, note));
    return log.write(write, rest().withLevel(noteLevel()));
  }

  /** Where the writes need no other data center, their note needs none. */
  private Level noteLevel() {
    return switch (options.level()) {
      case LOCAL_ONE, LOCAL_QUORUM -> Level.LOCAL_QUORUM;
      case ANY, ONE, TWO, THREE, QUORUM, EACH_QUORUM, SERIAL, LOCAL_SERIAL, ALL -> Level.QUORUM;
    };
  }

  private static RingtailException inDoubt(Throwable problem) {
    return new RingtailException.InDoubt(
        "the batch is noted, and the nodes will make it: " + problem.getMessage(), problem);
  }

  private boolean isTableThere() {
    return requests.maps().newest().map().schema().table(BatchTable.NAME).isPresent();
  }

  private CompletionStage<?> table(Function<SchemaChange, CompletionStage<Schema>> change) {
    if (isTableThere()) {
      return CompletableFuture.<@Nullable Void>completedFuture(null);
    }
    int least =
        Placer.byDataCenter(requests.maps().newest().nodes()).values().stream()
            .mapToInt(List::size)
            .min()
            .orElse(1);
    return change
        .apply(BatchTable.keyspace(Math.min(REPLICAS, least)))
        .thenCompose(made -> change.apply(BatchTable.table()));
  }
}
