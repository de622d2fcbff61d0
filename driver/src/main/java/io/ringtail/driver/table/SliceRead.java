// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.table;

import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.ResultRow;
import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.api.Slice;
import io.ringtail.driver.coordination.PartitionResult;
import io.ringtail.driver.lane.Completion;
import io.ringtail.driver.lane.Lane;
import io.ringtail.driver.lane.ReadOperation;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.ring.Token;
import io.ringtail.protocol.row.ByteRange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A read of many rows of one partition: round after round, until the slice is read or there are
 * rows enough. A round can end short of its limit, since deleted rows count there, and since
 * replicas can stop at different places. Confined to its lane's thread once begun.
 */
final class SliceRead extends CompletableFuture<List<ResultRow>>
    implements Completion<List<PartitionResult>> {
  /** Rows asked for in a round at most. */
  private static final int ROUND_ROWS_MAX = 1_000;

  private final Requests requests;
  private final Lane lane;
  private final TableView table;
  private final Projection projection;
  private final List<Object> partitionKey;
  private final byte[] partition;
  private final Slice slice;
  private final RequestOptions options;
  private final long deadlineNanos;
  private final long nowMillis;
  private final List<ResultRow> rows = new ArrayList<>();
  private ByteRange rest;
  private int roundRows;
  private int roundRowsMax = ROUND_ROWS_MAX;

  SliceRead(
      Requests requests,
      Projection projection,
      TableView table,
      List<Object> partitionKey,
      byte[] partition,
      Slice slice,
      RequestOptions options) {
    this.requests = requests;
    this.lane = requests.lanes().pick();
    this.table = table;
    this.projection = projection;
    this.partitionKey = partitionKey;
    this.partition = partition;
    this.slice = slice;
    this.options = options;
    this.deadlineNanos = requests.clock().nanos() + Requests.timeoutNanos(options);
    this.nowMillis = requests.clock().wallMillis();
    this.rest = range(table, slice);
    this.roundRows = Math.max(1, Math.min(slice.limit(), ROUND_ROWS_MAX));
  }

  /** The range of encoded clustering keys that a slice means. */
  static ByteRange range(TableView table, Slice slice) {
    byte[] start = {};
    byte[] end = null;
    Slice.Bound from = slice.from();
    if (from != null) {
      byte[] prefix = RowEncoder.clusteringPrefix(table, from.clustering());
      byte[] behind = ByteRange.afterPrefix(prefix);
      if (!from.inclusive() && behind == null) {
        return new ByteRange(start, start);
      }
      start = from.inclusive() || behind == null ? prefix : behind;
    }
    Slice.Bound to = slice.to();
    if (to != null) {
      byte[] prefix = RowEncoder.clusteringPrefix(table, to.clustering());
      end = to.inclusive() ? ByteRange.afterPrefix(prefix) : prefix;
    }
    return new ByteRange(start, end);
  }

  SliceRead start() {
    if (slice.limit() <= 0 || rest.isEmpty()) {
      complete(List.of());
    } else {
      round();
    }
    return this;
  }

  private void round() {
    Request.Read read =
        new Request.Read(
            table.schema().id(),
            List.of(partition),
            rest,
            null,
            roundRows,
            slice.reverse(),
            nowMillis,
            false);
    long left = Math.max(1, deadlineNanos - requests.clock().nanos());
    lane.submit(
        ReadOperation.of(Requests.aim(table, Token.hash(partition), options, left), read, this));
  }

  @Override
  public void completed(List<PartitionResult> result) {
    PartitionResult round = result.get(0);
    List<ResultRow> found;
    try {
      found = projection.rows(partitionKey, round.data(), nowMillis);
    } catch (IllegalArgumentException e) {
      failed(
          new RingtailException.ReplicaFailure("a row cannot be read: " + e.getMessage(), false));
      return;
    }
    if (slice.reverse()) {
      Collections.reverse(found);
    }
    int wanted = Math.min(found.size(), slice.limit() - rows.size());
    rows.addAll(found.subList(0, wanted));
    byte[] covered = round.covered();
    if (covered != null) {
      rest =
          slice.reverse()
              ? new ByteRange(rest.start(), covered)
              : new ByteRange(covered, rest.end());
    }
    if (covered == null || rows.size() >= slice.limit() || rest.isEmpty()) {
      complete(rows);
      return;
    }
    roundRows = Math.min(2 * roundRows, roundRowsMax);
    round();
  }

  @Override
  public void failed(RingtailException error) {
    if (error instanceof RingtailException.InvalidRequest && roundRows > 1) {
      // Where the answer is too long for a frame, one with fewer rows may not be.
      roundRowsMax = roundRows / 2;
      roundRows = roundRowsMax;
      round();
    } else {
      completeExceptionally(error);
    }
  }
}
