// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.engine.store;

import io.ringtail.node.storage.ShardStorage;
import io.ringtail.node.storage.WriteOutcome;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive puts of which a fixed number wait for the log at any time: each commit lets as many
 * follow as it answers, in a turn of their own. Confined to the loop.
 */
final class InFlightPuts implements Runnable {
  private static final long RETRY_MILLIS = 1;

  private final RingtailStore store;
  private final ShardStorage storage;
  private final long end;
  private final int inFlight;
  private final Queue<Long> waiting = new ArrayDeque<>();
  private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
  private long next;
  private boolean scheduled;

  InFlightPuts(RingtailStore store, long first, long count, int inFlight) {
    this.store = store;
    this.storage = store.storage();
    this.next = first;
    this.end = first + count;
    this.inFlight = inFlight;
  }

  CompletableFuture<@Nullable Void> start() {
    scheduled = true;
    run();
    return done;
  }

  /** The log is committed so far. */
  void committed(long position) {
    while (!waiting.isEmpty() && waiting.element() <= position) {
      waiting.remove();
    }
    if (next == end && waiting.isEmpty()) {
      done.complete(null);
    } else if (!scheduled) {
      scheduled = true;
      store.loop().execute(this);
    }
  }

  @Override
  public void run() {
    scheduled = false;
    try {
      boolean taken = true;
      while (taken && next < end && waiting.size() < inFlight) {
        taken = put();
      }
      storage.commitTurn();
      if (!taken && !scheduled) {
        scheduled = true;
        store.loop().schedule(this, RETRY_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (RuntimeException thrown) {
      done.completeExceptionally(thrown);
    }
  }

  private boolean put() {
    return switch (storage.write(List.of(store.records().put(next)))) {
      case WriteOutcome.Written written -> {
        waiting.add(written.position());
        next++;
        yield true;
      }
      case WriteOutcome.Refused refused -> {
        Puts.checkTransient(refused);
        yield false;
      }
    };
  }
}
