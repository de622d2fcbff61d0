// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.engine.store;

import io.ringtail.node.storage.ReadOutcome;
import io.ringtail.node.storage.ShardStorage;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.row.ByteRange;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Look-ups on the shard's loop, one request each, one after the other also where blocks have to
 * come from disk. Confined to the loop.
 */
final class Gets implements Runnable {
  /** Look-ups until other tasks of the loop get theirs. */
  private static final int TASK_MAX = 1_024;

  private static final long NOW_MILLIS = 1_800_000_000_000L;

  private final RingtailStore store;
  private final ShardStorage storage;
  private final EngineRecords keys;
  private final RecordChooser chooser;
  private final boolean present;
  private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
  private int left;

  Gets(RingtailStore store, RecordChooser chooser, int count, boolean present) {
    this.store = store;
    this.storage = store.storage();
    this.keys = store.records().keys();
    this.chooser = chooser;
    this.left = count;
    this.present = present;
  }

  CompletableFuture<@Nullable Void> start() {
    run();
    return done;
  }

  @Override
  public void run() {
    try {
      for (int i = 0; i < TASK_MAX && left > 0; i++) {
        left--;
        if (!get(chooser.next())) {
          return;
        }
      }
      goOn();
    } catch (RuntimeException thrown) {
      done.completeExceptionally(thrown);
    }
  }

  private void goOn() {
    if (left > 0) {
      store.loop().execute(this);
    } else {
      done.complete(null);
    }
  }

  /** Looks one record up; false when its answer comes later, which then goes on. */
  private boolean get(long record) {
    byte[] key = keys.key(record);
    Request.Read request =
        new Request.Read(
            RingtailRecords.TABLE,
            List.of(key),
            ByteRange.ALL,
            null,
            Request.Read.ROWS_ALL,
            false,
            NOW_MILLIS,
            false);
    ReadOutcome outcome = storage.read(request, key);
    if (outcome instanceof ReadOutcome.Pending pending) {
      pending
          .waiting()
          .whenDone(late -> {
            try {
              check(record, late);
              goOn();
            } catch (RuntimeException thrown) {
              done.completeExceptionally(thrown);
            }
          });
      return false;
    }
    check(record, outcome);
    return true;
  }

  private void check(long record, ReadOutcome outcome) {
    if (outcome instanceof ReadOutcome.Answer answer) {
      store.records().check(record, answer.content(), present);
    } else {
      throw new WrongAnswerException("record " + record + " was answered with " + outcome);
    }
  }
}
