// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.table;

import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.coordination.PartitionResult;
import io.ringtail.driver.lane.Completion;
import io.ringtail.driver.lane.Grouping;
import io.ringtail.driver.lane.Lane;
import io.ringtail.driver.lane.ReadOperation;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.ring.Token;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.PartitionData;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Many point reads at once: keys whose replicas and shards are the same, and whose slice is the
 * same, travel in one frame, so that every shard gets one frame. Confined to its lane's thread.
 *
 * @param <T> what the caller gets when all are there
 */
abstract class MultiRead<T> extends CompletableFuture<T> implements Runnable {
  /** Most keys of a frame; bounds the answer where values are large. */
  private static final int KEYS_MAX = 256;

  /**
   * One row that is wanted.
   *
   * @param partition encoded
   * @param slice that holds just this row
   */
  record Item(byte[] partition, ByteRange slice) {}

  private final Requests requests;
  private final Lane lane;
  private final TableView table;
  private final List<Item> items;
  private final int @Nullable [] columns;
  private final RequestOptions options;
  private final long deadlineNanos;
  private final long nowMillis;
  private final @Nullable PartitionData[] results;
  private int missing;

  MultiRead(
      Requests requests,
      TableView table,
      List<Item> items,
      int @Nullable [] columns,
      RequestOptions options) {
    this.requests = requests;
    this.lane = requests.lanes().pick();
    this.table = table;
    this.items = items;
    this.columns = columns;
    this.options = options;
    this.deadlineNanos = requests.clock().nanos() + Requests.timeoutNanos(options);
    this.nowMillis = requests.clock().wallMillis();
    this.results = new PartitionData[items.size()];
    this.missing = items.size();
  }

  /** Turns what was read, one for each item, into the result. */
  abstract T decode(@Nullable PartitionData[] data);

  final long nowMillis() {
    return nowMillis;
  }

  /** Begins on the lane's thread. */
  final MultiRead<T> start() {
    if (lane.isCurrent()) {
      run();
    } else {
      Requests.execute(lane, this, this);
    }
    return this;
  }

  @Override
  public final void run() {
    if (missing == 0) {
      complete(decode(results));
      return;
    }
    List<Integer> all = new ArrayList<>(items.size());
    for (int i = 0; i < items.size(); i++) {
      all.add(i);
    }
    send(all);
  }

  private void send(List<Integer> indexes) {
    Grouping grouping;
    try {
      grouping = lane.grouping(table.schema(), table.keyspace());
    } catch (RingtailException e) {
      completeExceptionally(e);
      return;
    }
    Map<List<Object>, List<Integer>> groups = new HashMap<>();
    for (Integer index : indexes) {
      Item item = items.get(index);
      int group = grouping.groupOf(lane.view().vnodeOf(Token.hash(item.partition())));
      groups.computeIfAbsent(List.of(group, item.slice()), key -> new ArrayList<>()).add(index);
    }
    for (List<Integer> group : groups.values()) {
      for (int from = 0; from < group.size(); from += KEYS_MAX) {
        sendFrame(group.subList(from, Math.min(group.size(), from + KEYS_MAX)));
      }
    }
  }

  private void sendFrame(List<Integer> indexes) {
    List<byte[]> keys = new ArrayList<>(indexes.size());
    for (Integer index : indexes) {
      keys.add(items.get(index).partition());
    }
    Request.Read read =
        new Request.Read(
            table.schema().id(),
            keys,
            items.get(indexes.get(0)).slice(),
            columns,
            Request.Read.ROWS_ALL,
            false,
            nowMillis,
            false);
    long left = Math.max(1, deadlineNanos - requests.clock().nanos());
    lane.submit(
        ReadOperation.of(
            Requests.aim(table, Token.hash(keys.get(0)), options, left), read, new Frame(indexes)));
  }

  private void finish() {
    T decoded;
    try {
      decoded = decode(results);
    } catch (IllegalArgumentException e) {
      completeExceptionally(
          new RingtailException.ReplicaFailure(
              "what was read is no value of its column's type: " + e.getMessage(), false));
      return;
    }
    complete(decoded);
  }

  /** One frame's keys. */
  private final class Frame implements Completion<List<PartitionResult>> {
    private final List<Integer> indexes;

    Frame(List<Integer> indexes) {
      this.indexes = indexes;
    }

    @Override
    public void completed(List<PartitionResult> result) {
      for (int i = 0; i < indexes.size(); i++) {
        results[indexes.get(i)] = result.get(i).data();
      }
      missing -= indexes.size();
      if (missing == 0 && !isDone()) {
        finish();
      }
    }

    @Override
    public void failed(RingtailException error) {
      if (error instanceof RingtailException.InvalidRequest && indexes.size() > 1 && !isDone()) {
        // Where the answer is too long for a frame, that of half the keys may not be.
        int half = indexes.size() / 2;
        sendFrame(indexes.subList(0, half));
        sendFrame(indexes.subList(half, indexes.size()));
      } else {
        completeExceptionally(error);
      }
    }

    @Override
    public boolean regroup(boolean mayHaveTakenEffect) {
      if (indexes.size() > 1) {
        send(indexes);
        return true;
      }
      return false;
    }
  }
}
