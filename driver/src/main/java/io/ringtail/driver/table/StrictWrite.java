// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.table;

import io.ringtail.driver.api.Level;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.coordination.PartitionResult;
import io.ringtail.driver.lane.Completion;
import io.ringtail.driver.lane.Lane;
import io.ringtail.driver.lane.ReadOperation;
import io.ringtail.driver.lane.WriteOperation;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.ring.Token;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.RangeTombstone;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A plain write that asks a majority for the newest version of what it writes, and writes above it:
 * two round trips, after which no clock can have put it behind what was acknowledged before.
 * Source: the write of a multi-writer register in Lynch, Shvartsman, "Robust Emulation of Shared
 * Memory Using Dynamic Quorum-Acknowledged Broadcasts", FTCS 1997.
 */
final class StrictWrite extends CompletableFuture<@Nullable Void>
    implements Completion<List<PartitionResult>> {
  private final Requests requests;
  private final TableView table;
  private final Lane lane;
  private final byte[] partition;
  private final Function<Supplier<Version>, PartitionData> content;
  private final RequestOptions options;
  private final long deadlineNanos;

  private StrictWrite(
      Requests requests,
      TableView table,
      Lane lane,
      byte[] partition,
      Function<Supplier<Version>, PartitionData> content,
      RequestOptions options) {
    this.requests = requests;
    this.table = table;
    this.lane = lane;
    this.partition = partition;
    this.content = content;
    this.options = options;
    this.deadlineNanos = requests.clock().nanos() + Requests.timeoutNanos(options);
  }

  /**
   * Begins a write.
   *
   * @param content what is written, given what makes versions
   * @throws RingtailException.InvalidRequest when that makes no sense
   */
  static StrictWrite of(
      Requests requests,
      TableView table,
      Lane lane,
      byte[] partition,
      Function<Supplier<Version>, PartitionData> content,
      RequestOptions options) {
    StrictWrite write = new StrictWrite(requests, table, lane, partition, content, options);
    PartitionData checked = content.apply(() -> new Version(0, 0, 0));
    lane.submit(
        ReadOperation.of(
            Requests.aim(table, Token.hash(partition), options),
            new Request.Read(
                table.schema().id(),
                List.of(partition),
                hull(checked),
                null,
                Request.Read.ROWS_ALL,
                false,
                requests.clock().wallMillis(),
                false),
            write));
    return write;
  }

  /** Ends when all of them have, with the error of one that failed. */
  static CompletableFuture<@Nullable Void> all(List<CompletableFuture<@Nullable Void>> writes) {
    CompletableFuture<@Nullable Void> all = new CompletableFuture<>();
    CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new))
        .whenComplete((nothing, error) -> {
          if (error == null) {
            all.complete(null);
          } else {
            all.completeExceptionally(
                error instanceof CompletionException wrapped && wrapped.getCause() != null
                    ? wrapped.getCause()
                    : error);
          }
        });
    return all;
  }

  /** The clustering keys that a write is about. */
  private static ByteRange hull(PartitionData data) {
    List<Row> rows = data.rows();
    if (data.deletion() != null || data.ranges().size() + rows.size() != 1) {
      return ByteRange.ALL;
    }
    if (rows.isEmpty()) {
      return data.ranges().get(0).range();
    }
    byte[] clustering = rows.get(0).clustering();
    return clustering.length == 0 ? ByteRange.ALL : ByteRange.single(clustering);
  }

  @Override
  public void completed(List<PartitionResult> result) {
    requests.hybridClock().startAbove(newest(result.get(0).data()));
    WriteCall call = new WriteCall();
    call.whenComplete((nothing, error) -> {
      if (error == null) {
        complete(null);
      } else {
        completeExceptionally(error);
      }
    });
    long left = Math.max(1, deadlineNanos - requests.clock().nanos());
    lane.submit(
        new WriteOperation(
            Requests.aim(table, Token.hash(partition), options.withLevel(writeLevel()), left),
            List.of(
                ClusterTable.mutation(
                    table, partition, content.apply(() -> requests.version(lane)))),
            call));
  }

  @Override
  public void failed(RingtailException error) {
    completeExceptionally(
        error instanceof RingtailException.ReadTimeout
            ? new RingtailException.Unavailable("nothing was written: " + error.getMessage())
            : error);
  }

  /** What reaches a majority is in order; all levels that are written at so reach one. */
  private Level writeLevel() {
    return options.level() == Level.SERIAL ? Level.QUORUM : options.level();
  }

  /** The greatest timestamp of all that is known. */
  private static long newest(PartitionData data) {
    long newest = timestamp(data.deletion());
    for (RangeTombstone range : data.ranges()) {
      newest = Math.max(newest, range.version().timestamp());
    }
    for (Row row : data.rows()) {
      newest = Math.max(newest, timestamp(row.deletion()));
      newest = Math.max(newest, row.liveness() == null ? 0 : row.liveness().version().timestamp());
      for (Cell cell : row.cells()) {
        newest = Math.max(newest, cell.version().timestamp());
      }
    }
    return newest;
  }

  private static long timestamp(@Nullable Version version) {
    return version == null ? 0 : version.timestamp();
  }
}
