// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs a shard's blocking work on the given executors and brings the results back to the loop, and
 * knows whether any is left. Confined to the loop.
 */
final class Background {
  /** Work that may block. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws IOException;
  }

  private final StorageThreads threads;
  private final StorageFailure failure;
  private int running;
  private @Nullable Runnable whenIdle;

  Background(StorageThreads threads, StorageFailure failure) {
    this.threads = threads;
    this.failure = failure;
  }

  /**
   * Runs work, and then something on the loop: with the result, or with the failure.
   *
   * @param done gets null for what there is not
   */
  <T> void run(Work<T> work, BiConsumer<@Nullable T, @Nullable Exception> done) {
    run(threads.io(), work, done);
  }

  /** Runs a compaction, as {@link #run} does other work, where nothing else waits behind it. */
  <T> void compact(Work<T> work, BiConsumer<@Nullable T, @Nullable Exception> done) {
    run(threads.compactions(), work, done);
  }

  private <T> void run(
      Executor executor, Work<T> work, BiConsumer<@Nullable T, @Nullable Exception> done) {
    running++;
    executor.execute(() -> {
      try {
        T result = work.run();
        threads.loop().execute(() -> complete(result, null, done));
      } catch (IOException | RuntimeException cause) {
        threads.loop().execute(() -> complete(null, cause, done));
      } catch (Throwable error) {
        // Such as no memory: it must not leave the shard waiting for ever.
        StorageException cause = new StorageException("work in the background broke off", error);
        threads
            .loop()
            .execute(() -> {
              failure.fail("storage stops", cause);
              complete(null, cause, done);
            });
        throw error;
      }
    });
  }

  /** Runs something on the loop after what it is at now; counts as work until then. */
  void afterTurn(Runnable task) {
    running++;
    threads.loop().execute(() -> complete(null, null, (nothing, noFailure) -> task.run()));
  }

  private <T> void complete(
      @Nullable T result,
      @Nullable Exception cause,
      BiConsumer<@Nullable T, @Nullable Exception> done) {
    try {
      done.accept(result, cause);
    } catch (Throwable broken) {
      failure.fail("storage stops", broken);
      throw broken;
    } finally {
      finished();
    }
  }

  private void finished() {
    running--;
    if (running == 0 && whenIdle != null) {
      Runnable then = whenIdle;
      whenIdle = null;
      then.run();
    }
  }

  /** Runs something on the loop once no work is left: at once, or later. */
  void whenIdle(Runnable then) {
    if (running == 0) {
      then.run();
    } else {
      whenIdle = then;
    }
  }
}
