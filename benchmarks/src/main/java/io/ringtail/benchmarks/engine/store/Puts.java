// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.engine.store;

import io.ringtail.node.storage.ShardStorage;
import io.ringtail.node.storage.WriteOutcome;
import io.ringtail.protocol.message.Reason;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive puts on the shard's loop: as many as share a turn, one request each, then the turn's
 * end. What storage refuses while it flushes is tried again. Confined to the loop.
 */
final class Puts implements Runnable {
  /** Turns until other tasks of the loop get theirs. */
  private static final int TURNS_MAX = 64;

  private static final long RETRY_MILLIS = 1;

  private final RingtailStore store;
  private final ShardStorage storage;
  private final RingtailRecords records;
  private final long end;
  private final int batch;
  private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
  private long next;
  private long position;

  Puts(RingtailStore store, long first, long count, int batch) {
    this.store = store;
    this.storage = store.storage();
    this.records = store.records();
    this.next = first;
    this.end = first + count;
    this.batch = batch;
  }

  CompletableFuture<@Nullable Void> start() {
    run();
    return done;
  }

  @Override
  public void run() {
    try {
      boolean taken = true;
      for (int turn = 0; turn < TURNS_MAX && taken && next < end; turn++) {
        taken = turn();
      }
      if (!taken || (next == end && storage.committed() < position)) {
        store.loop().schedule(this, RETRY_MILLIS, TimeUnit.MILLISECONDS);
      } else if (next < end) {
        store.loop().execute(this);
      } else {
        done.complete(null);
      }
    } catch (RuntimeException thrown) {
      done.completeExceptionally(thrown);
    }
  }

  /** One turn of the loop; false when storage takes no more for now. */
  private boolean turn() {
    long turnEnd = Math.min(end, next + batch);
    boolean taken = true;
    while (taken && next < turnEnd) {
      taken = put(next);
      next += taken ? 1 : 0;
    }
    storage.commitTurn();
    return taken;
  }

  private boolean put(long record) {
    return switch (storage.write(List.of(records.put(record)))) {
      case WriteOutcome.Written written -> {
        position = written.position();
        yield true;
      }
      case WriteOutcome.Refused refused -> {
        checkTransient(refused);
        yield false;
      }
    };
  }

  static void checkTransient(WriteOutcome.Refused refused) {
    if (refused.reason() != Reason.OVERLOADED) {
      throw new IllegalStateException(refused.reason() + ": " + refused.detail());
    }
  }
}
