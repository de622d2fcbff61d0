// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import java.io.IOException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs a shard's blocking work on the I/O executor and brings the results back to the loop, and
 * knows whether any is left. Confined to the loop.
 */
final class Background {
  /** Work that may block. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws IOException;
  }

  private final StorageThreads threads;
  private int running;
  private @Nullable Runnable whenIdle;

  Background(StorageThreads threads) {
    this.threads = threads;
  }

  /**
   * Runs work, and then something on the loop: with the result, or with the failure.
   *
   * @param done gets null for what there is not
   */
  <T> void run(Work<T> work, BiConsumer<@Nullable T, @Nullable Exception> done) {
    running++;
    threads
        .io()
        .execute(() -> {
          T result = null;
          Exception failure = null;
          try {
            result = work.run();
          } catch (IOException | RuntimeException thrown) {
            failure = thrown;
          }
          T made = result;
          Exception cause = failure;
          threads
              .loop()
              .execute(() -> {
                done.accept(made, cause);
                finished();
              });
        });
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
