// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.engine.store;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Daemon threads that know how many of their tasks have not ended. Thread-safe. */
final class TrackedExecutor implements Executor {
  private final ExecutorService threads;
  private final AtomicInteger unfinished = new AtomicInteger();

  TrackedExecutor(String name, int count) {
    this.threads =
        Executors.newFixedThreadPool(
            count,
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
  }

  @Override
  public void execute(Runnable task) {
    unfinished.incrementAndGet();
    threads.execute(() -> {
      try {
        task.run();
      } finally {
        unfinished.decrementAndGet();
      }
    });
  }

  boolean isIdle() {
    return unfinished.get() == 0;
  }

  /** Nothing is begun any more; what runs goes on. */
  void shutdown() {
    threads.shutdown();
  }
}
