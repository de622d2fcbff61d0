// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.engine.store;

import io.ringtail.node.storage.ScanOutcome;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.ScanPosition;
import io.ringtail.protocol.ring.Vnode;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A scan of the whole shard, page by page, as requests ask for it. Confined to the loop. */
final class FullScan implements Runnable {
  private static final int[] VNODES = IntStream.range(0, 1 << Vnode.BITS_MIN).toArray();

  /** Large enough that what a page costs for itself does not count. */
  private static final int PAGE_BYTES = 256 << 10;

  private static final long NOW_MILLIS = 1_800_000_000_000L;

  private final RingtailStore store;
  private final CompletableFuture<Long> done = new CompletableFuture<>();
  private @Nullable ScanPosition from;
  private long rows;

  FullScan(RingtailStore store) {
    this.store = store;
  }

  CompletableFuture<Long> start() {
    run();
    return done;
  }

  @Override
  public void run() {
    Request.Scan request =
        new Request.Scan(
            RingtailRecords.TABLE,
            VNODES,
            from,
            null,
            Request.Read.ROWS_ALL,
            PAGE_BYTES,
            NOW_MILLIS);
    take(store.storage().scan(request, Vnode.BITS_MIN));
  }

  private void take(ScanOutcome outcome) {
    try {
      switch (outcome) {
        case ScanOutcome.Page page -> {
          for (ScanOutcome.Entry entry : page.entries()) {
            store.records().check(entry.key(), entry.content());
            rows++;
          }
          from = page.next();
          if (from == null) {
            done.complete(rows);
          } else {
            store.loop().execute(this);
          }
        }
        case ScanOutcome.Damaged damaged -> throw new WrongAnswerException(damaged.detail());
        case ScanOutcome.Pending pending -> pending.waiting().whenDone(this::take);
      }
    } catch (RuntimeException thrown) {
      done.completeExceptionally(thrown);
    }
  }
}
