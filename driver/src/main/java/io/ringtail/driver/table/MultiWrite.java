// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.table;

import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.lane.Completion;
import io.ringtail.driver.lane.Grouping;
import io.ringtail.driver.lane.Lane;
import io.ringtail.driver.lane.WriteOperation;
import io.ringtail.protocol.ring.Token;
import io.ringtail.protocol.row.Mutation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Writes of many partitions at once: those whose replicas and shards are the same travel in one
 * frame, so that every shard gets one frame. Confined to its lane's thread.
 */
final class MultiWrite extends CompletableFuture<@Nullable Void> implements Runnable {
  /** A frame takes no further mutation above this size. */
  private static final int FRAME_BYTES = 1 << 20;

  /** What a mutation takes in a frame beside its key and content, about. */
  private static final int MUTATION_BYTES = 16;

  private final Requests requests;
  private final Lane lane;
  private final TableView table;
  private final List<Mutation> mutations;
  private final RequestOptions options;
  private final long deadlineNanos;
  private int underWay;
  private boolean someWritten;
  private @Nullable RingtailException error;

  /**
   * Writes through a lane.
   *
   * @param mutations of different partitions
   */
  MultiWrite(
      Requests requests,
      Lane lane,
      TableView table,
      List<Mutation> mutations,
      RequestOptions options) {
    this.requests = requests;
    this.lane = lane;
    this.table = table;
    this.mutations = mutations;
    this.options = options;
    this.deadlineNanos = requests.clock().nanos() + Requests.timeoutNanos(options);
  }

  /** Begins on the lane's thread. */
  MultiWrite start() {
    if (lane.isCurrent()) {
      run();
    } else {
      Requests.execute(lane, this, this);
    }
    return this;
  }

  @Override
  public void run() {
    // Counts itself, so that frames that end at once do not end the whole.
    underWay++;
    sendOrFail(mutations);
    ended();
  }

  private void sendOrFail(List<Mutation> some) {
    try {
      send(some);
    } catch (RingtailException e) {
      note(e);
    }
  }

  private void note(RingtailException failure) {
    if (error == null || failure.mayHaveTakenEffect()) {
      error = failure;
    }
  }

  private void send(List<Mutation> some) {
    Grouping grouping = lane.grouping(table.schema(), table.keyspace());
    Map<Integer, List<Mutation>> groups = new HashMap<>();
    Map<Integer, Integer> sizes = new HashMap<>();
    for (Mutation mutation : some) {
      int group = grouping.groupOf(lane.view().vnodeOf(Token.hash(mutation.key())));
      List<Mutation> frame = groups.computeIfAbsent(group, key -> new ArrayList<>());
      int bytes = mutation.key().length + mutation.content().length + MUTATION_BYTES;
      if (!frame.isEmpty() && sizes.getOrDefault(group, 0) + bytes > FRAME_BYTES) {
        sendFrame(frame);
        frame = new ArrayList<>();
        groups.put(group, frame);
        sizes.put(group, 0);
      }
      frame.add(mutation);
      sizes.merge(group, bytes, Integer::sum);
    }
    groups.values().forEach(this::sendFrame);
  }

  private void sendFrame(List<Mutation> frame) {
    underWay++;
    long left = Math.max(1, deadlineNanos - requests.clock().nanos());
    lane.submit(
        new WriteOperation(
            Requests.aim(table, Token.hash(frame.get(0).key()), options, left),
            frame,
            new Frame(frame)));
  }

  private void ended() {
    underWay--;
    if (underWay > 0) {
      return;
    }
    RingtailException failed = error;
    if (failed == null) {
      complete(null);
    } else if (someWritten && !failed.mayHaveTakenEffect()) {
      completeExceptionally(
          new RingtailException.ReplicaFailure(
              "some of the rows were written, others not: " + failed.getMessage(), true));
    } else {
      completeExceptionally(failed);
    }
  }

  /** One frame's mutations. */
  private final class Frame implements Completion<@Nullable Void> {
    private final List<Mutation> frame;

    Frame(List<Mutation> frame) {
      this.frame = frame;
    }

    @Override
    public void completed(@Nullable Void result) {
      someWritten = true;
      ended();
    }

    @Override
    public void failed(RingtailException failure) {
      note(failure);
      ended();
    }

    @Override
    public boolean regroup(boolean mayHaveTakenEffect) {
      if (frame.size() == 1) {
        return false;
      }
      someWritten |= mayHaveTakenEffect;
      // Counts until then, so that frames that end at once do not end the whole.
      sendOrFail(frame);
      ended();
      return true;
    }
  }
}
