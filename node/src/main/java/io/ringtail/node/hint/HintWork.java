// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.hint;

import java.io.IOException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs what blocks on the I/O executor and brings its results back to the loop, and knows whether
 * any is left. Confined to the loop.
 */
final class HintWork {
  /** Work that may block. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws IOException;
  }

  private final HintThreads threads;
  private final Consumer<Throwable> brokeOff;
  private Runnable whenDone = () -> {};
  private int running;

  /**
   * Nothing runs yet.
   *
   * @param brokeOff told, on the loop, of what no work should end with, such as no memory
   */
  HintWork(HintThreads threads, Consumer<Throwable> brokeOff) {
    this.threads = threads;
    this.brokeOff = brokeOff;
  }

  /** Names what is run after each piece of work. */
  void whenDone(Runnable task) {
    whenDone = task;
  }

  boolean isIdle() {
    return running == 0;
  }

  /**
   * Runs work, and then something on the loop: with the result, or with the failure.
   *
   * @param done gets null for what there is not
   */
  <T> void run(Work<T> work, BiConsumer<@Nullable T, @Nullable IOException> done) {
    running++;
    threads
        .io()
        .execute(() -> {
          try {
            T result = work.run();
            threads.loop().execute(() -> complete(result, null, done));
          } catch (IOException failure) {
            threads.loop().execute(() -> complete(null, failure, done));
          } catch (Throwable broken) {
            threads
                .loop()
                .execute(() -> {
                  brokeOff.accept(broken);
                  complete(null, new IOException("work on hints broke off", broken), done);
                });
            throw broken;
          }
        });
  }

  private <T> void complete(
      @Nullable T result,
      @Nullable IOException failure,
      BiConsumer<@Nullable T, @Nullable IOException> done) {
    running--;
    done.accept(result, failure);
    whenDone.run();
  }
}
